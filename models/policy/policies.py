"""The supply policies, in one place: every room and every screen reads them here."""

PULL = "pull"
PUSH = "push"
HYBRID = "hybrid"
KANBAN = "kanban"

# What these supply comes from stock: no order waits for a supply of its own.
FROM_STOCK = (PUSH, KANBAN)

SUPPLY_POLICIES = [
    (PULL, "Pull: make or buy for each order"),
    (PUSH, "Push: take from stock"),
    (HYBRID, "Hybrid: stock first, pull the shortage"),
    (KANBAN, "Kanban: take from stock that cards replace"),
]

SUPPLY_POLICY_HELP = (
    "Pull: every customer order makes or buys its own quantity.\n"
    "Push: orders take from stock, which is replenished on forecast or by reordering "
    "rules.\n"
    "Hybrid: the free stock is taken first, only the shortage is made or bought.\n"
    "Kanban: orders take from the place of the product's cards, which replace what "
    "was used.\n"
    "Empty: the policy of the product category; none there either: plain Odoo."
)
