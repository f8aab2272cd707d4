from . import res_company
from . import res_config_settings
from . import res_partner
from . import product_supplierinfo
from . import mrp_workcenter
from . import mrp_workorder
from . import pull_lead_time
