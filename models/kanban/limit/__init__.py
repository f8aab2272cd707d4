from . import pull_work_limit
from . import mrp_production
from . import mrp_workorder
from . import pull_exception
from . import sale_order_line
from . import pull_action
