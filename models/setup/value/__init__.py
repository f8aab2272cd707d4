from . import mrp_workcenter
from . import mrp_production
from . import account_move
from . import report_mo_overview
from . import pull_setup_report
from . import product_product
from . import product_template
