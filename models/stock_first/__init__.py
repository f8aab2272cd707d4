from . import product_product
from . import stock_move
