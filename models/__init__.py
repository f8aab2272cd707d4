# The rooms, in the order in which one may use another: a room uses only those above it.
from . import policy
from . import pegging
from . import batch
from . import exceptions
from . import stock_first
from . import supply
from . import readiness
from . import shortage
from . import change
from . import setup
from . import cogs
