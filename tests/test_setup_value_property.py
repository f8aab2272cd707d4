from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from .books import SetupCommon

LOGS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 90), st.booleans()), max_size=4
)
RUNS = st.fixed_dictionaries(
    {
        "quantity": st.integers(1, 7),
        "produced": st.integers(1, 7),
        "rate": st.integers(0, 9999).map(lambda cents: cents / 100),
        "fixed": st.integers(0, 2000).map(lambda cents: cents / 100),
        "share": st.integers(0, 9000).map(lambda share: share / 100),
        "method": st.sampled_from(["fifo", "average", "standard"]),
        "logs": LOGS,
    }
)


@tagged("post_install", "-at_install")
class TestSetupProperty(SetupCommon):
    """Whatever was logged and made: the books close, and the parts are the whole."""

    @settings(
        max_examples=20,
        derandomize=True,
        deadline=None,
        database=None,
        # One run is short enough to be read as it is.
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(RUNS)
    def test_any_run_leaves_the_books_closed(self, facts):
        savepoint = self.env.cr.savepoint()
        try:
            self._make_and_check(facts)
        finally:
            savepoint.close(rollback=True)

    def _make_and_check(self, facts):
        category = {
            "fifo": self.category_fifo_auto,
            "average": self.category_avco_auto,
            "standard": self.category_standard_auto,
        }[facts["method"]]
        desk = self._make_product("Desk", category, cost=30)
        offcut = self._make_product("Offcut", self.category_fifo_auto)
        self.lathe.write({"costs_hour": facts["rate"], "setup_cost": facts["fixed"]})
        bom = self._make_bom(
            desk,
            byproduct_ids=[
                Command.create(
                    {
                        "product_id": offcut.id,
                        "product_qty": 1,
                        "cost_share": facts["share"],
                    }
                )
            ],
            operations=[("Rough", self.lathe, 7), ("Fine", self.lathe, 11)],
        )
        run = self._make_run(facts["quantity"], bom)
        for start, minutes, setup in facts["logs"]:
            self._log(run.workorder_ids[0], start, minutes, setup=setup)
        produced = min(facts["produced"], facts["quantity"])
        backorder = self._finish(run, produced, backorder=produced < run.product_qty)
        if backorder:
            self._finish(backorder)
        self._check_parts(run | backorder, facts)

    def _check_parts(self, runs, facts):
        orders = runs.workorder_ids
        for order in orders:
            split = order._get_cost_split()
            self.assertAlmostEqual(sum(split.values()), order._cal_cost())
            self.assertGreaterEqual(split["run"], 0)
        # One setup each for the two operations, however many parts the run has;
        # without a fixed cost each part has them, as in plain Odoo.
        parts = 1 if facts["fixed"] else len(runs)
        self.assertEqual(sum(orders.mapped("setup_needed")), 2 * parts)
        if facts["fixed"]:
            self._check_books(absorbed=round(2 * facts["fixed"], 2))
