from . import pull_load_week
from . import pull_open_chain
