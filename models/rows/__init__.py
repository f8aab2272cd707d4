from . import ir_rule
from . import pull_openable_mixin
from . import pull_order_row_mixin
