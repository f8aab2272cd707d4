from . import pull_decoupling_map
from . import pull_advice
from . import pull_switch
from . import product_product
