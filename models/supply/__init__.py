from . import stock_move
from . import stock_rule
from . import mrp_production
from . import mrp_workorder
from . import purchase_order_line
from . import sale_order_line
