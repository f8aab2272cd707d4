from . import stock_move_line
from . import res_company
from . import pull_wip
from . import pull_wip_day
from . import mrp_account_wip_accounting
from . import mrp_production
