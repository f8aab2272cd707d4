from . import pull_cost_control
from . import pull_cost_control_day
from . import pull_cogs_line
from . import res_company
