from . import stock_move_cost_line
from . import stock_move_cost_source
from . import res_company
from . import res_config_settings
from . import stock_move
from . import mrp_production
from . import mrp_unbuild
from . import product_product
