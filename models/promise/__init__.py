from . import mrp_workcenter
from . import product_product
from . import product_supplierinfo
from . import sale_order_line
from . import sale_order
