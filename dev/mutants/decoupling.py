"""Mutants of decoupling: where in a chain to hold stock."""

MUTANTS = [
    {
        "name": "map-pools-nothing",
        "file": "models/decoupling/needs.py",
        "old": "self.variance += (ratio",
        "new": "self.variance = (ratio",
        "tests": "TestMap",
    },
    {
        "name": "map-counts-ways-twice",
        "file": "models/decoupling/chain_map.py",
        "old": "stage.holding * stage.deviation / sqrt(ways[product])",
        "new": "stage.holding * stage.deviation",
        "tests": "TestMap",
    },
    {
        "name": "map-asks-too-much-of-customers",
        "file": "models/decoupling/chain_map.py",
        "old": "outbound_max={self.product.id: self.days}",
        "new": "outbound_max={self.product.id: self.days + 30}",
        "tests": "TestMap",
    },
    {
        "name": "decoupling-map-by-the-mean",
        "file": "models/decoupling/needs.py",
        "old": "advice.forecast if is_known else",
        "new": "advice.week_mean if is_known else",
        "tests": "TestMap",
    },
    {
        "name": "decoupling-few-weeks-are-enough",
        "file": "models/decoupling/chain_map.py",
        "old": "if advice.busy_count < ENOUGH:",
        "new": "if advice.busy_count < 1:",
        "tests": "TestMap",
    },
    {
        "name": "decoupling-rules-forget-the-days-of-the-map",
        "file": "models/decoupling/chain_wants.py",
        "old": "self.days.get(product) or part.get_days(need.size)",
        "new": "part.get_days(need.size)",
        "tests": "TestMap",
    },
    {
        "name": "decoupling-reviews-forget-the-days-of-the-map",
        "file": "models/switch/pull_switch.py",
        "old": "switch.product_tmpl_id: switch.net_days",
        "new": "switch.product_tmpl_id: 0",
        "tests": "TestMap",
    },
    {
        "name": "decoupling-parts-serve-one-of-each",
        "file": "models/decoupling/needs.py",
        "old": "self.mean += ratio *",
        "new": "self.mean +=",
        "tests": "TestMap",
    },
    {
        "name": "switch-rules-where-nothing-is-used",
        "file": "models/switch/switch_facts.py",
        "old": "self._read_ordered(advice) + self._read_used()",
        "new": "self._read_ordered(advice)",
        "tests": "TestMap",
    },
]
