from . import account_move_line
from . import account_move
from . import purchase_order_line
from . import sale_order_line
from . import pull_cogs_line
from . import pull_cost_gap
from . import pull_cost_build
