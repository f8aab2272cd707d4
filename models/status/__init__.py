from . import stock_move
from . import mrp_workorder
from . import mrp_production
from . import purchase_order_line
from . import purchase_order
from . import pull_exception
from . import sale_order_line
from . import sale_order
