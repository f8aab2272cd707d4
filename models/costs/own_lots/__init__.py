from . import mrp_production
from . import mrp_bom
from . import stock_picking
from . import product_category
from . import product_template
