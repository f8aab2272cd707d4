from . import plan
from . import record
from . import value
