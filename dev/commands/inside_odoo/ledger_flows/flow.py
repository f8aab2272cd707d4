"""A flow: a short function that makes its own goods and documents, and what is right
afterwards, declared by hand."""

from dataclasses import dataclass, field

ORDERED = ("pull", "push")  # the order comes first, its goods after it
STOCKED = ("push", "hybrid")  # goods lie in stock when the order comes
FLOWS = []


@dataclass(frozen=True)
class Flow:
    name: str
    words: str
    function: object
    right: dict
    policies: tuple = ORDERED
    arguments: dict = field(default_factory=dict)
    mended: bool = False

    def __call__(self, books):
        return self.function(books, **self.arguments) or {}


def right(cogs, policies=ORDERED, mended=False, **figures):
    """Make a flow of a function; its figures when it has ended.

    :param cogs: the balance of the expense accounts
    :param inventory: what the goods in stock are worth
    :param gap: inventory less the stock valuation account
    :param production: the balance of the production account
    :param closed: expense and stock variation after Odoo's stock closing
    :param mended: the module mends it for products without a policy too; all others
        must end as in plain Odoo
    """

    def add(function):
        add_flow(function.__name__, function, cogs, policies, mended=mended, **figures)
        return function

    return add


def add_flow(
    name, function, cogs, policies=ORDERED, arguments=None, mended=False, **figures
):
    """The same function with several arguments makes several flows."""
    expected = {"inventory": 0, "gap": 0, "production": 0, "closed": cogs, **figures}
    FLOWS.append(
        Flow(
            name,
            " ".join((function.__doc__ or "").split()),
            function,
            {"cogs": cogs, **expected},
            policies,
            arguments or {},
            mended,
        )
    )
