from . import pull_readiness_finding
from . import pull_supply_document
