"""What there is to do about supply, and how its button does it."""

from dataclasses import dataclass
from datetime import datetime

ORDER, EXPEDITE, WAIT, CANCEL = "order", "expedite", "wait", "cancel"
TOO_MUCH, TOO_LITTLE, RELEASE, DECIDE = "too_much", "too_little", "release", "decide"

# The most urgent first: what stops an order, then what makes it late.
ACTION_KINDS = [
    (TOO_LITTLE, "Too Little"),
    (ORDER, "Order Now"),
    (EXPEDITE, "Expedite"),
    (RELEASE, "Release"),
    (DECIDE, "Decide"),
    (CANCEL, "Cancel"),
    (TOO_MUCH, "Too Much"),
    (WAIT, "Can Wait"),
]

# {what the button of a row does: `pull.action._do_<this>`}
CONFIRM, APPROVE, ASK, MOVE = "confirm", "approve", "ask", "move"
START, RETRY, REDUCE, APPLY_DATE = "start", "retry", "reduce", "apply_date"
REMEDIES = [
    (CONFIRM, "Confirm Order"),
    (APPROVE, "Approve Order"),
    (ASK, "Ask Vendor"),
    (MOVE, "Move Date"),
    (START, "Release"),
    (RETRY, "Try Again"),
    (REDUCE, "Reduce Request"),
    (APPLY_DATE, "Apply Date"),
]


@dataclass
class Action:
    """Something to do about a document.

    :param document: with the rights of the user, who may read it
    :param reason: one line, in the language of the user
    :param date: by when, or since when
    :param remedy: of REMEDIES, None where only a person at the document can do it
    :param user: who is responsible, empty where nobody is
    :param wanted: the date that the document should get
    :param served: the document whose order lines are at stake, where it is another;
        or these lines themselves
    :param about: (model, id) of what an exception is about
    """

    kind: str
    document: object
    reason: str
    date: datetime | None
    remedy: str | None = None
    user: object = None
    product: object = None
    wanted: datetime | None = None
    served: object = None
    about: tuple = ()

    @property
    def subject(self):
        """What is to be done, and about what: an exception may say so already."""
        own = (self.document._name, self.document.id)
        return (self.kind, *(self.about or own))

    @property
    def key(self):
        """What tells this from other actions of the same user, the same tomorrow."""
        return f"{self.kind}:{self.document._name}:{self.document.id}"
