from . import loops
from . import flows
from . import sizing
