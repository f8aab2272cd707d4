import re

from odoo.tests import TransactionCase, tagged

from ..models.technical import OFFERS

LOG_FIELDS = {"id", "create_uid", "create_date", "write_uid", "write_date"}

# No view of ours shows them, and yet people ask for them.
ASKED_FOR = {
    "account.move.line": {"cogs_row_ids", "pull_sale_line_id"},
    "mrp.production": {
        "pull_sale_line_ids",
        "pull_order_ids",
        "pull_partner_ids",
        "run_cost",
        "setup_move_ids",
    },
    "mrp.workorder": {"setup_rate_planned", "setup_date_booked", "setup_fixed_booked"},
    "pull.cogs.report": {
        "product_tmpl_id",
        "purchase_line_id",
        "stock_move_id",
        "is_negative",
        "is_loss",
        "is_averaged",
        "has_setup",
    },
    "pull.cost.gap": {"stock_move_id", "gap_type", "reference"},
    "pull.exception": {"is_return_planned"},
    "pull.kanban.loop": {"card_ids"},
    "pull.kanban.supply": {"production_ids", "purchase_line_ids", "move_ids"},
    "pull.ordering.cost": {"purchase_line_id", "purchase_id", "capitalised"},
    "pull.setup.report": {"product_tmpl_id", "minutes_measured", "minutes_lost"}
    | {"run_cost"},
    "purchase.order": {"pull_sale_line_ids", "pull_order_ids", "pull_partner_ids"},
    "purchase.order.line": {"pull_sale_line_ids", "pull_order_ids"}
    | {"pull_partner_ids", "pull_ordering_cost_ids", "pull_price_planned"},
    "sale.order": {"pull_exception_ids", "pull_promise_state"},
    "sale.order.line": {"pull_ordering_cost_ids"},
    "stock.move": {"cost_line_ids", "pull_price_planned"},
    "stock.picking": {"pull_sale_line_ids", "pull_order_ids", "pull_partner_ids"},
    "stock.move.cost.line": {"move_id"},
    "stock.move.cost.source": {"move_id", "source_id", "lot_id"},
}


@tagged("post_install", "-at_install")
class TestTechnicalFields(TransactionCase):
    """Custom groups, custom filters and exports offer what people know, not what only
    the program reads."""

    def _get_names_in_views(self):
        module, model = "pull_through_production", "ir.ui.view"
        data = self.env["ir.model.data"].search(
            [("module", "=", module), ("model", "=", model)]
        )
        views = self.env[model].browse(data.mapped("res_id"))
        return set(re.findall(r'name="(\w+)"', " ".join(views.mapped("arch_db"))))

    def _get_own_fields(self, model):
        return {
            name
            for name, field in model._fields.items()
            if name not in LOG_FIELDS
            and not field.inherited
            and field._modules
            and field._modules[0] == "pull_through_production"
        }

    def test_only_what_people_know_is_offered(self):
        known = self._get_names_in_views() | {"display_name"}
        for name, model in self.env.registry.items():
            if model._abstract:
                continue
            own = self._get_own_fields(model) - known - ASKED_FOR.get(name, set())
            descriptions = self.env[name].fields_get(own) if own else {}
            offered = {
                field
                for field, description in descriptions.items()
                if description.get("groupable") or description.get("searchable")
            }
            self.assertFalse(offered, name)

    def test_views_are_told_the_same(self):
        view = self.env["pull.supply.document"].get_views([(False, "search")])
        fields = view["models"]["pull.supply.document"]["fields"]
        for name in ("key", "parent_key", "res_model", "res_id"):
            for offer in OFFERS:
                self.assertFalse(fields.get(name, {}).get(offer), name)
        self.assertTrue(fields["level"]["groupable"])
