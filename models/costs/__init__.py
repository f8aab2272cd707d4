from . import vectors
from . import ordering
from . import cogs
from . import own_lots
from . import past
from . import plan
from . import direct
from . import sheet
