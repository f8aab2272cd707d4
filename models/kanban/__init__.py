from . import loops
from . import flows
from . import sizing
from . import count
from . import limit
