from . import mrp_workcenter
from . import product_product
from . import pull_reservation
from . import res_company
from . import res_config_settings
from . import sale_order_line
from . import sale_order
