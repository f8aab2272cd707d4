from . import pull_cost_log
from . import stock_move
from . import stock_move_cost_line
from . import account_move
from . import account_move_line
from . import sale_order_line
from . import sale_order
