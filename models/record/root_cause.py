"""What has made an order line late in the first place, as it is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from odoo import fields

from ..lateness.cause_words import CauseWords
from ..schedule.network import OPERATION, PURCHASE, RUN, STOCK, TRANSFER

VENDOR, WORK_CENTER, MAKING = "vendor", "work_center", "run"
FROM_STOCK, DELIVERY = "stock", "delivery"
KINDS = [
    (VENDOR, "Vendor"),
    (WORK_CENTER, "Work Center"),
    (MAKING, "Manufacturing"),
    (FROM_STOCK, "Stock"),
    (DELIVERY, "Delivery"),
]
OF_STEPS = {
    PURCHASE: VENDOR,
    OPERATION: WORK_CENTER,
    RUN: MAKING,
    STOCK: FROM_STOCK,
    TRANSFER: DELIVERY,
}
MINUTE = timedelta(minutes=1)


@dataclass
class RootCause:
    """The first step of the path that makes an order line late.

    :param document: of the step; of stock, the need for it
    :param minutes: of the lateness that it causes
    :param planned: when it was to end, None if nobody had planned it
    """

    kind: str
    document: object
    minutes: float
    center: object = None
    planned: datetime | None = None

    def get_values(self):
        """Return the values of the order line that keep this."""
        document, is_bought = self.document, self.kind == VENDOR
        return {
            "pull_cause_kind": self.kind,
            "pull_cause_minutes": round(self.minutes),
            "pull_cause_partner_id": is_bought and document.order_id.partner_id.id,
            "pull_cause_workcenter_id": self.center.id if self.center else False,
            "pull_cause_step": {
                "model": document._name,
                "id": document.id,
                "planned": fields.Datetime.to_string(self.planned),
            },
        }


NO_CAUSE = {
    "pull_cause_kind": False,
    "pull_cause_minutes": 0,
    "pull_cause_partner_id": False,
    "pull_cause_workcenter_id": False,
    "pull_cause_step": False,
}


class RootCauses:
    """Finds what has made order lines late.

    A step that has happened is in no chain any more: what waits for it would answer for
    its lateness. So a cause that was kept stays the cause when it is over, for as much
    as it was late.

    :param placing: `ChainPlacing`, just worked out

    Built by `sale.order.line._get_pull_root_causes`.
    """

    def __init__(self, placing):
        self.env, self.chain = placing.env, placing.chain
        self.words = CauseWords(self.chain, self.env)

    @cached_property
    def _open(self):
        return {self._identify(key) for key in self.chain.steps}

    def _identify(self, key):
        document = self.words.get_document(key)
        return self._get_kind(key), document._name, document.id

    def _get_kind(self, key):
        return OF_STEPS[self.chain.steps[key].kind]

    def get(self, line):
        """Return the `RootCause` of a line; None where it is not late."""
        if not line.pull_lateness:
            return None
        return self._get_past(line) or self._get_present(line)

    # === What is over ===

    def _get_past(self, line):
        """Return the cause that was kept, if it has happened."""
        kept = line.pull_cause_step
        if not kept or (line.pull_cause_kind, kept["model"], kept["id"]) in self._open:
            return None
        document = self.env[kept["model"]].browse(kept["id"]).exists()
        planned = fields.Datetime.to_datetime(kept["planned"] or None)
        minutes = min(line.pull_cause_minutes, line.pull_lateness)
        if planned:
            minutes = min(minutes, (self.chain.moment - planned) / MINUTE)
        if not document or document.state == "cancel" or minutes <= 0:
            return None
        center = line.pull_cause_workcenter_id
        return RootCause(line.pull_cause_kind, document, minutes, center, planned)

    # === What is still to come ===

    def _get_present(self, line):
        steps = line._get_pull_late_steps()
        if not steps:
            return self._get_delivery(line)
        placed, minutes, planned = steps[0]
        kind = self._get_kind(placed.key)
        document = self.words.get_document(placed.key)
        center = None
        if kind == WORK_CENTER:
            center = placed.center or document.workcenter_id
        return RootCause(kind, document, minutes, center, planned)

    def _get_delivery(self, line):
        """Return the last delivery: of what a vendor shipped himself, the purchase."""
        move = line._get_pull_last_delivery()
        if not move:
            return None
        if move.is_dropship and move.purchase_line_id:
            return RootCause(VENDOR, move.purchase_line_id, line.pull_lateness)
        return RootCause(DELIVERY, move, line.pull_lateness)
