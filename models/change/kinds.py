"""What a change of an order leaves to decide: it came too late to be carried out."""

from ..exceptions.kinds import DECISION, KindInfo

SENT = "sent"
TOO_LATE = "too_late"
SURPLUS = "surplus"
DATE = "date"

CHANGE_KINDS = [
    (SENT, "Tell the vendor"),
    (TOO_LATE, "Too late to cancel"),
    (SURPLUS, "Surplus of a started order"),
    (DATE, "Date not changed"),
]

SURPLUS_KINDS = (SENT, TOO_LATE, SURPLUS)

CHANGE_INFOS = {
    **dict.fromkeys(SURPLUS_KINDS, KindInfo(DECISION, solved_by="_is_surplus_solved")),
    DATE: KindInfo(DECISION, solved_by="_is_date_solved"),
}
