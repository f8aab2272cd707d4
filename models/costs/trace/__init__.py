from . import stock_move
from . import stock_move_cost_line
from . import pull_cogs_line
from . import account_move
from . import pull_cost_sheet_row
from . import sale_order
