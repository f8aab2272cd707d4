from . import mrp_bom
from . import mrp_routing_workcenter
from . import sale_order
from . import sale_order_line
