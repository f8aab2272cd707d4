from . import stock_move_cost_line
from . import stock_move
from . import mrp_production
from . import pull_cogs_line
from . import sale_order_line
from . import account_move_line
from . import account_move
from . import pull_cost_build
