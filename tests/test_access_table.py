from odoo.tests import TransactionCase, tagged

from .access_table import (
    ABSTRACT,
    AUDIENCES,
    CALLERS,
    METHODS,
    MODELS,
    MODULE,
    get_decisions,
    get_fields,
    get_methods,
)


@tagged("post_install", "-at_install")
class TestAccessTable(TransactionCase):
    """What is added has no rights before somebody decides on them in the table."""

    def test_every_model_is_decided(self):
        ours = {
            model._name: model._abstract
            for model in self.env.registry.models.values()
            if model._original_module == MODULE
        }
        self.assertEqual({name for name in ours if ours[name]}, ABSTRACT)
        self.assertEqual({name for name in ours if not ours[name]}, set(MODELS))

    def test_every_field_is_decided(self):
        ours = {f"{field.model_name}.{field.name}" for field in get_fields(self.env)}
        decided = {
            f"{model}.{name}" for model, own in get_decisions().items() for name in own
        }
        self.assertFalse(sorted(ours - decided), "decide who sees these fields")
        self.assertFalse(sorted(decided - ours), "there are no such fields")
        self.assertGreater(len(ours), 300)

    def test_every_public_method_is_decided(self):
        ours = get_methods(self.env)
        decided = {(model, name) for model, own in METHODS.items() for name in own}
        self.assertFalse(sorted(ours - decided), "decide who calls these methods")
        self.assertFalse(sorted(decided - ours), "there are no such methods")
        self.assertGreater(len(ours), 30)

    def test_the_table_uses_words_that_it_explains(self):
        for own in get_decisions().values():
            for audience, _typed in own.values():
                self.assertIn(audience, AUDIENCES)
        for own in METHODS.values():
            for callers in own.values():
                self.assertIn(callers, CALLERS)
