from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

MODULE = "pull_through_production"


@tagged("post_install", "-at_install")
class TestAccessFields(TransactionCase):
    """Who sees a field of ours on a model of Odoo is decided when it is added."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fields = [
            field
            for model in cls.env.registry.models.values()
            if model._original_module != MODULE
            for field in model._fields.values()
            if set(field._modules) == {MODULE}
        ]
        cls.portal = new_test_user(cls.env, "pull_portal", groups="base.group_portal")

    def test_the_registry_knows_which_fields_are_ours(self):
        names = {str(field) for field in self.fields}
        self.assertGreater(len(names), 100)
        for name in (
            "stock.move.supply_policy",
            "purchase.order.pull_served",
            "sale.order.pull_exception_count",
            "mrp.production.setup_cost_planned",
        ):
            self.assertIn(name, names)

    def test_every_field_says_who_sees_it(self):
        silent = [str(field) for field in self.fields if not field.groups]
        self.assertFalse(sorted(silent), "these fields have no groups")

    def test_nobody_outside_sees_one(self):
        for group in ("base.group_portal", "base.group_public"):
            user = new_test_user(self.env, f"pull_{group}", groups=group)
            for field in self.fields:
                model = self.env[field.model_name].with_user(user)
                self.assertFalse(model._has_field_access(field, "read"), field)
                self.assertFalse(model._has_field_access(field, "write"), field)

    def test_nobody_outside_searches_one(self):
        searched = 0
        for field in self.fields:
            model = self.env[field.model_name].with_user(self.portal)
            if not (field.store or field.search) or not model.has_access("read"):
                continue
            searched += 1
            with self.assertRaises(AccessError, msg=field):
                model.search([(field.name, "!=", False)])
        self.assertGreater(searched, 5)
