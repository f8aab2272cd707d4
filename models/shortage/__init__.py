from . import stock_move
from . import stock_rule
from . import mrp_bom
from . import product_supplierinfo
from . import purchase_order_line
from . import purchase_order
from . import pull_exception
from . import sale_order_line
