from . import pull_cogs_line
from . import stock_move
from . import sale_order_line
from . import account_move_line
from . import account_move
from . import res_company
from . import pull_cost_gap
