from . import uom_uom
from . import product_category
from . import product_template
from . import mrp_bom
from . import sale_order_line
from . import purchase_order_line
from . import stock_location
from . import stock_move
