from . import stock_move_cost_line
from . import stock_move_cost_source
from . import stock_move
from . import mrp_production
from . import mrp_unbuild
from . import product_product
