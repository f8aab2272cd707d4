"""Mutants of decoupling: where in a chain to hold stock."""

MUTANTS = [
    {
        "name": "map-pools-nothing",
        "file": "models/decoupling/chain_map.py",
        "old": "variances[product] += (ratio * deviation) ** 2",
        "new": "variances[product] = (ratio * deviation) ** 2",
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
]
