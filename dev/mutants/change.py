"""Mutants of change: what another quantity or date does to a chain."""

MUTANTS = [
    {
        "name": "change-gives-up-what-has-come-far",
        "file": "models/change/plan.py",
        "old": "return self.snapshot.get_stage(supply), supply.id",
        "new": "return -self.snapshot.get_stage(supply), supply.id",
        "tests": "TestChangeQuantity",
    },
    {
        "name": "change-gives-up-the-oldest",
        "file": "models/change/plan.py",
        "old": "return self.snapshot.get_stage(supply), supply.id",
        "new": "return self.snapshot.get_stage(supply), -supply.id",
        "tests": "TestChangeQuantity",
    },
    {
        "name": "reuse-takes-over-from-any-order",
        "file": "models/reuse/stock_move.py",
        "old": '            & Domain("order_id.reference_ids", "in", references.ids)\n',
        "new": "",
        "tests": "TestChangeSurplus",
    },
    {
        "name": "reuse-takes-over-from-any-company",
        "file": "models/reuse/stock_move.py",
        "old": '            & Domain("order_id.company_id", "=", self.company_id.id)\n',
        "new": "",
        "tests": "TestChangeSurplus",
    },
    {
        "name": "reuse-stops-at-the-first-step",
        "file": "models/reuse/stock_move.py",
        "old": "                todo += inner or after\n",
        "new": "                ends |= move\n",
        "tests": "TestChangeSteps",
    },
    {
        "name": "change-steps-between-places-stay",
        "file": "models/change/plan.py",
        "old": "                self._pass_on(supply, quantity, lines)\n",
        "new": "                pass\n",
        "tests": "TestChangeSteps",
    },
    {
        "name": "change-components-stay",
        "file": "models/change/plan.py",
        "old": "            self._plan_components(document, step)\n",
        "new": "            return\n",
        "tests": "TestChangeQuantity",
    },
    {
        "name": "reuse-fills-runs-that-a-person-planned",
        "file": "models/reuse/mrp_production.py",
        "old": 'if self.state != "confirmed" or self._is_pull_planned_by_person():',
        "new": 'if self.state != "confirmed":',
        "tests": "TestChangeQuantity",
    },
    {
        "name": "change-dates-follow-the-latest",
        "file": "models/change/dates.py",
        "old": "return min(self.moves.get(need, need.date) for need in needs) - min(",
        "new": "return max(self.moves.get(need, need.date) for need in needs) - max(",
        "tests": "TestChangeDates",
    },
    {
        "name": "change-every-exception-keeps-the-surplus",
        "file": "models/change/pull_exception.py",
        "old": "known.kind in SURPLUS_KINDS and known.id < self.id",
        "new": "known.kind in SURPLUS_KINDS and known.id > self.id",
        "tests": "TestChangeSurplus",
    },
    {
        "name": "change-fixture-with-one-step",
        "file": "tests/world.py",
        "old": "        warehouse.delivery_steps = delivery\n"
        "        warehouse.manufacture_steps = manufacture\n",
        "new": '        warehouse.delivery_steps = "ship_only"\n'
        '        warehouse.manufacture_steps = "mrp_one_step"\n',
        "tests": "TestChangeSteps",
    },
    {
        "name": "supply-fixture-with-one-step",
        "file": "tests/world.py",
        "old": "        warehouse.manufacture_steps = manufacture\n",
        "new": "",
        "tests": "TestSupplyRoutes, TestSupplyChain",
    },
    {
        "name": "change-frees-all-that-is-reserved",
        "file": "models/change/stock_move.py",
        "old": '            self._free_pull_beyond(vals["product_uom_qty"])\n',
        "new": "            pass\n",
        "tests": "TestChangeReserved",
    },
    {
        "name": "change-what-is-under-way-is-left-behind",
        "file": "models/change/snapshot.py",
        "old": "        if step.supply_policy:\n            return 0\n",
        "new": "        return 0\n",
        "tests": "TestChangeTransfers",
    },
    {
        "name": "change-what-goes-back-is-a-need",
        "file": "models/supply/stock_move.py",
        "old": '        less.exists().sudo().write({"pull_goes_back": True, '
        '"supply_policy": False})\n',
        "new": "",
        "tests": "TestChangeTransfers",
    },
    {
        "name": "supply-shortage-forgets-its-component",
        "file": "models/supply/stock_move.py",
        "old": '                "move_dest_ids": [Command.link(move.id) '
        "for move in self.move_dest_ids],\n",
        "new": "",
        "tests": "TestChangeTransfers",
    },
    {
        "name": "change-reads-run-by-run",
        "file": "models/change/plan.py",
        "old": "            stages.read_in_batch(self.snapshot.moves.exists())\n",
        "new": "            pass\n",
        "tests": "TestChangeQuantity",
    },
    {
        "name": "change-writes-only-the-first-line",
        "file": "models/change/carrier.py",
        "old": "                if not bodies:\n                    del",
        "new": "                if True:\n                    del",
        "tests": "TestChangeQuantity, TestChangeDates",
    },
]
