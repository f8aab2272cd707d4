from . import pull_setup_reason
from . import mrp_workorder
from . import mrp_workcenter_productivity
from . import mrp_production
from . import pull_setup_record
