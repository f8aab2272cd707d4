from . import stock_move
from . import pull_pegged_mixin
from . import mrp_production
from . import purchase_order_line
from . import purchase_order
from . import sale_order_line
from . import sale_order
