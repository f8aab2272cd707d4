from . import pull_switch
from . import pull_switch_outcome
