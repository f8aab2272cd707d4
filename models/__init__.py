# The rooms, in the order in which one may use another: a room uses only those above it.
from . import access
from . import policy
from . import pegging
from . import rows
from . import memory
from . import exceptions
from . import supply
from . import readiness
from . import shortage
from . import change
from . import leftovers
from . import reuse
from . import dropship
from . import remedies
from . import preview
from . import setup
from . import costs
