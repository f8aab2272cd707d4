from . import stock_move_cost_line
from . import stock_move
from . import pull_cogs_line
