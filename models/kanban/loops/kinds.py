"""What of loops and cards a person must decide."""

from ...exceptions.kinds import DECISION, WARNING, KindInfo

ON_HOLD, CANCELLED, EXCESS = "kanban_hold", "kanban_cancelled", "kanban_excess"
LOST = "kanban_lost"

KANBAN_KINDS = [
    (ON_HOLD, "Kanban loop on hold"),
    (CANCELLED, "Kanban order cancelled"),
    (EXCESS, "More taken than the cards hold"),
    (LOST, "Kanban card not found"),
]

KANBAN_INFOS = {
    ON_HOLD: KindInfo(
        DECISION,
        is_bad_data=True,
        solved_by="_is_kanban_solved",
        retried_by="_retry_kanban_hold",
    ),
    CANCELLED: KindInfo(
        DECISION, solved_by="_is_kanban_solved", retried_by="_retry_kanban_cancelled"
    ),
    EXCESS: KindInfo(WARNING, solved_by="_is_kanban_solved"),
    LOST: KindInfo(DECISION, solved_by="_is_kanban_solved"),
}
