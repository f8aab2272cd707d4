from . import res_company
from . import stock_move_cost_line
from . import stock_move
from . import pull_cogs_line
from . import pull_ordering_cost
from . import pull_cogs_report
