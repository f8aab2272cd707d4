from . import product_product
from . import pull_kanban_loop
from . import stock_rule
from . import stock_move
from . import mrp_production
from . import purchase_order
from . import purchase_order_line
