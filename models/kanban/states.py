"""The words of loops and cards, in one place."""

MAKE, BUY, MOVE, SUBCONTRACT = "make", "buy", "move", "subcontract"
SOURCES = [
    (MAKE, "Make: a manufacturing order"),
    (BUY, "Buy: a purchase order line"),
    (MOVE, "Move: a transfer from another location"),
    (SUBCONTRACT, "Subcontract: bought from who makes it"),
]

CLASSIC, CONSUMPTION, EVENT, ONE_CARD = "classic", "consumption", "event", "one_card"
TRIGGERS = [
    (CLASSIC, "Classic: emptied by hand or scan"),
    (CONSUMPTION, "Consumption: emptied by what is taken"),
    (EVENT, "Event: cards for one demand"),
    (ONE_CARD, "One card: signals before it is empty"),
]
# Triggers by which the goods that are taken empty the cards.
COUNTED = (CONSUMPTION, EVENT, ONE_CARD)

ACTIVE, HOLD, INACTIVE = "active", "hold", "inactive"
LOOP_STATES = [(ACTIVE, "Active"), (HOLD, "On Hold"), (INACTIVE, "Inactive")]

FULL, IN_USE, EMPTY = "full", "in_use", "empty"
ORDERED, OBSOLETE = "ordered", "obsolete"
IN_PROCESS, IN_TRANSIT = "in_process", "in_transit"
CARD_STATES = [
    (EMPTY, "Empty"),
    (ORDERED, "Ordered"),
    (FULL, "Full"),
    (IN_USE, "In Use"),
    (OBSOLETE, "Obsolete"),
]
# What is ordered, told apart by how far its supply is.
STAGES = [
    (EMPTY, "Empty"),
    (ORDERED, "Ordered"),
    (IN_PROCESS, "In Process"),
    (IN_TRANSIT, "In Transit"),
    (FULL, "Full"),
    (IN_USE, "In Use"),
    (OBSOLETE, "Obsolete"),
]

AT_ONCE, COUNT, DAILY = "at_once", "count", "daily"
SIGNALS = [
    (AT_ONCE, "At once"),
    (COUNT, "When so many cards are empty"),
    (DAILY, "Once a day"),
]
