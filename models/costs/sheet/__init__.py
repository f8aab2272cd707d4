from . import pull_cogs_report
from . import mrp_production
from . import sale_order
from . import report_cost_sheet
from . import account_move
from . import account_move_line
