"""Who sees what setups cost; everybody else sees their minutes."""

COST = "pull_through_production.group_pull_cost"
