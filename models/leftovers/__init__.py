from . import pull_exception
from . import stock_move
