"""The words of loops and cards, in one place."""

MAKE, BUY, MOVE, SUBCONTRACT = "make", "buy", "move", "subcontract"
SOURCES = [
    (MAKE, "Make"),
    (BUY, "Buy"),
    (MOVE, "Move"),
    (SUBCONTRACT, "Subcontract"),
]

CLASSIC, CONSUMPTION, EVENT, ONE_CARD = "classic", "consumption", "event", "one_card"
TRIGGERS = [
    (CLASSIC, "Classic"),
    (CONSUMPTION, "Consumption"),
    (EVENT, "Event"),
    (ONE_CARD, "One Card"),
]
# Triggers by which the goods that are taken empty the cards.
COUNTED = (CONSUMPTION, EVENT, ONE_CARD)

ACTIVE, HOLD, INACTIVE = "active", "hold", "inactive"
LOOP_STATES = [(INACTIVE, "Inactive"), (ACTIVE, "Active"), (HOLD, "On Hold")]

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
# What is ordered, told apart by how far its supply is; what to act on comes first.
STAGES = [
    (EMPTY, "Empty"),
    (IN_USE, "In Use"),
    (FULL, "Full"),
    (ORDERED, "Ordered"),
    (IN_PROCESS, "In Process"),
    (IN_TRANSIT, "In Transit"),
    (OBSOLETE, "Obsolete"),
]

AT_ONCE, COUNT, DAILY = "at_once", "count", "daily"
SIGNALS = [
    (AT_ONCE, "At once"),
    (COUNT, "When so many cards are empty"),
    (DAILY, "Once a day"),
]
