from . import res_company
from . import res_config_settings
from . import pull_advice
from . import pull_advice_build
