from . import account_move
from . import account_move_line
from . import res_company
from . import res_config_settings
from . import pull_accrual
from . import pull_accrual_day
from . import account_accrued_orders_wizard
