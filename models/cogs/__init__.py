from . import stock_move_cost_line
from . import stock_move
from . import pull_cogs_line
from . import product_category
from . import product_template
from . import mrp_bom
from . import mrp_production_lot
from . import stock_picking
