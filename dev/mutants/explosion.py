"""Mutants of explosion: what confirming would make."""

MUTANTS = [
    {
        "name": "explosion-one-run-for-all",
        "file": "models/explosion/explosion.py",
        "old": "size = bom._get_pull_run_size() if need.policy else 0.0",
        "new": "size = 0.0",
        "tests": "TestExplosion",
    },
    {
        "name": "explosion-stock-is-given-twice",
        "file": "models/explosion/explosion.py",
        "old": "        self._free[key] -= taken\n",
        "new": "        self._free[key] -= 0\n",
        "tests": "TestExplosionProperty, TestExplosion",
    },
    {
        "name": "explosion-pushed-goods-stay-free",
        "file": "models/explosion/explosion.py",
        "old": "            self._free[key] -= self._pushed[key]\n",
        "new": "            self._free[key] -= 0\n",
        "tests": "TestExplosionProperty, TestExplosion",
    },
    {
        "name": "explosion-components-are-nobodys",
        "file": "models/explosion/explosion.py",
        "old": "replace(component, node=node, share=share)",
        "new": "replace(component, node=None, share=share)",
        "tests": "TestExplosion",
    },
    {
        "name": "explosion-forgets-own-setup-minutes",
        "file": "models/setup/plan/mrp_routing_workcenter.py",
        "old": "own = self.setup_minutes if self.setup_time_override else None",
        "new": "own = None",
        "tests": "TestExplosionProperty",
    },
    {
        "name": "explosion-makes-what-nothing-supplies",
        "file": "models/shortage/explosion.py",
        "old": "        return is_sound and super()",
        "new": "        return super()",
        "tests": "TestExplosion",
    },
    {
        "name": "explosion-of-all-companies",
        "file": "models/explosion/sale_order_line.py",
        "old": "companies = None if self.env.su else self.env.user.company_ids",
        "new": "companies = None",
        "tests": "TestExplosion",
    },
    {
        "name": "explosion-shortages-in-any-order",
        "file": "models/explosion/explosion.py",
        "old": "        return [need for _key, need in ordered]\n",
        "new": "        return [need for _key, need in shortages]\n",
        "tests": "TestExplosionProperty",
    },
]
