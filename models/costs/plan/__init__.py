from . import stock_move
from . import purchase_order_line
from . import mrp_workorder
from . import mrp_production
from . import change_production_qty
