from . import pull_supply_document
