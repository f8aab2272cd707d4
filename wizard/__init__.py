from . import pull_readiness_finding
from . import pull_supply_document
from . import pull_setup_record
