"""The supply policies, in one place: every room and every screen reads them here."""

PULL = "pull"
PUSH = "push"
HYBRID = "hybrid"

SUPPLY_POLICIES = [
    (PULL, "Pull: make or buy for each order"),
    (PUSH, "Push: take from stock"),
    (HYBRID, "Hybrid: stock first, pull the shortage"),
]

SUPPLY_POLICY_HELP = (
    "Pull: every customer order makes or buys its own quantity.\n"
    "Push: orders take from stock, which is replenished on forecast or by reordering "
    "rules.\n"
    "Hybrid: the free stock is taken first, only the shortage is made or bought.\n"
    "Empty: the policy of the product category; none there either: plain Odoo."
)
