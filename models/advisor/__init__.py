from . import numbers
from . import lot_size
from . import demand
from . import safety_stock
from . import policies
from . import part
from . import stages
from . import decoupling
