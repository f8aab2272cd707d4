from . import res_company
from . import res_config_settings
from . import pull_exception
from . import pull_exception_mixin
from . import mrp_production
from . import purchase_order
from . import sale_order
from . import sale_order_line
