from . import stock_move
from . import purchase_order_line
from . import mrp_production
