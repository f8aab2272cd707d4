from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from ..models.advice import pull_advice
from .test_advice import AdviceCommon


@tagged("post_install", "-at_install")
class TestAdviceTours(AdviceCommon, HttpCase):
    """A planner reads an advice with what each policy costs, and works it out anew."""

    def setUp(self):
        super().setUp()
        self.now = fields.Datetime.now() - timedelta(days=7)
        self._sell_weekly(self.product, 10, gives=7)
        self.product.supply_policy = "pull"
        self.advice = self._work_out()

    def test_a_planner_reads_what_each_policy_costs(self):
        planner = new_test_user(
            self.env, "tour_planner", groups="mrp.group_mrp_manager"
        )
        self.assertEqual(set(self.advice.cost_parts), {"pull", "push", "hybrid"})
        self.start_tour(
            "/odoo/supply-policy-advice", "pull_advice_read", login=planner.login
        )

    def test_who_sees_no_costs_reads_the_advice_without_them(self):
        maker = new_test_user(self.env, "tour_maker", groups="mrp.group_mrp_user")
        self.start_tour(
            "/odoo/supply-policy-advice", "pull_advice_no_costs", login=maker.login
        )

    def test_a_planner_works_out_many_anew(self):
        self.patch(pull_advice, "AT_ONCE", 0)
        planner = new_test_user(
            self.env, "tour_planner", groups="mrp.group_mrp_manager"
        )
        self.start_tour(
            "/odoo/supply-policy-advice", "pull_advice_build", login=planner.login
        )
        build = self.env["pull.advice.build"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(build.state, "running")
        build._run(lambda count, remaining: None)
        self.start_tour(
            f"/odoo/pull.advice.build/{build.id}",
            "pull_advice_build_done",
            login=planner.login,
        )
