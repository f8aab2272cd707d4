from . import vectors
from . import changes
from . import ordering
from . import cogs
from . import own_lots
from . import past
from . import plan
from . import sheet
