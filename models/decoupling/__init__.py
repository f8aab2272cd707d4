from . import pull_decoupling_map
from . import pull_advice
from . import product_product
