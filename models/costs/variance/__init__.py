from . import res_company
from . import res_config_settings
from . import stock_move_cost_line
from . import mrp_production
from . import pull_cost_variance
from . import sale_order
