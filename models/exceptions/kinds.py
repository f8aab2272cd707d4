"""What can be wrong with a supply: the words that findings and exceptions share."""

# Before confirming an order and after it: why a need cannot be supplied, or how badly.
NO_SUPPLY = "no_supply"
ARCHIVED = "archived"
COMPANY = "company"
UNITS = "units"
PRICE = "price"
MINIMUM = "minimum"
CALENDAR = "calendar"
PAST = "past"

FINDING_KINDS = [
    (NO_SUPPLY, "Nothing supplies it"),
    (ARCHIVED, "Archived bill of materials, vendor or route"),
    (COMPANY, "Vendor or bill of materials of another company"),
    (UNITS, "Units that do not convert"),
    (PRICE, "Price missing or expired"),
    (MINIMUM, "Below the vendor's minimum quantity"),
    (CALENDAR, "Work center without working hours"),
    (PAST, "Too late to order in time"),
]

# After it only: a supply that was lost, or a change that came too late.
FAILED = "failed"
SHORTAGE = "shortage"
SENT = "sent"
TOO_LATE = "too_late"
SURPLUS = "surplus"
DATE = "date"

EXCEPTION_KINDS = [
    *FINDING_KINDS,
    (FAILED, "Supply failed"),
    (SHORTAGE, "Supply lost"),
    (SENT, "Tell the vendor"),
    (TOO_LATE, "Too late to cancel the purchase"),
    (SURPLUS, "Surplus of a started order"),
    (DATE, "Date not carried"),
]

# A need with one of these has less supply than it wants: trying again may bring it.
SHORTAGE_KINDS = (NO_SUPPLY, ARCHIVED, COMPANY, UNITS, FAILED, SHORTAGE)

# Findings that leave a need without supply; the others supply it badly.
BLOCKING_KINDS = (NO_SUPPLY, ARCHIVED, COMPANY, UNITS)
