from . import stock_move
from . import sale_order_line
from . import pull_ordering_cost
from . import res_company
from . import res_config_settings
from . import res_partner
from . import purchase_order_line
from . import purchase_order
