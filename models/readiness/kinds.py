"""What the supply check may find: why a need cannot be supplied, or how badly."""

from ..exceptions.kinds import BLOCKING, SEVERITIES, WARNING, KindInfo

NO_SUPPLY = "no_supply"
ARCHIVED = "archived"
COMPANY = "company"
UNITS = "units"
PRICE = "price"
MINIMUM = "minimum"
PACK = "pack"
CALENDAR = "calendar"
PAST = "past"
LATER = "later"

FINDING_KINDS = [
    (NO_SUPPLY, "Nothing supplies it"),
    (ARCHIVED, "Archived bill of materials, vendor or route"),
    (COMPANY, "Vendor or bill of materials of another company"),
    (UNITS, "Units that do not convert"),
    (PRICE, "Price missing or expired"),
    (MINIMUM, "Below the vendor's minimum quantity"),
    (PACK, "Not a whole number of the vendor's unit"),
    (CALENDAR, "Work center without working hours"),
    (PAST, "Too late to order in time"),
    (LATER, "Later than the customer asks for"),
]

_NO_SUPPLY_AT_ALL = KindInfo(BLOCKING, lacks_supply=True, is_bad_data=True)
FINDING_INFOS = {
    NO_SUPPLY: _NO_SUPPLY_AT_ALL,
    ARCHIVED: _NO_SUPPLY_AT_ALL,
    COMPANY: _NO_SUPPLY_AT_ALL,
    UNITS: _NO_SUPPLY_AT_ALL,
    PRICE: KindInfo(WARNING, is_bad_data=True),
    MINIMUM: KindInfo(WARNING, is_bad_data=True),
    PACK: KindInfo(WARNING),
    CALENDAR: KindInfo(WARNING),
    PAST: KindInfo(WARNING),
    LATER: KindInfo(WARNING),
}

# A finding blocks or warns; before the confirmation there is nothing to decide.
FINDING_SEVERITIES = [
    (severity, label)
    for severity, label in SEVERITIES
    if severity in {info.severity for info in FINDING_INFOS.values()}
]
