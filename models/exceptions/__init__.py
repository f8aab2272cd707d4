from . import pull_exception
from . import sale_order
