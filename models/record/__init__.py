from . import sale_order_line
from . import sale_order
from . import pull_promise_record
