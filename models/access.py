"""Who sees what: each field of ours on a model of Odoo names one of these groups."""

# Portal users read orders, purchases and products too: ours is for those who work here.
INTERNAL = "base.group_user"

# What setups and goods cost; everybody else sees minutes and quantities.
COST = "pull_through_production.group_pull_cost"
