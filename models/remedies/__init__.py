from . import pull_exception
from . import purchase_order_line
from . import stock_move
