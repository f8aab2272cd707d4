from pathlib import Path

from lxml import etree

from odoo.tests import TransactionCase, tagged

MODULE = Path(__file__).parent.parent
NAMES = ("string", "title", "aria-label", "t-att-title", "t-att-aria-label")


@tagged("post_install", "-at_install")
class TestScreenReaders(TransactionCase):
    """Whoever cannot see an icon is told what it means."""

    def _get_own_roots(self):
        """Yield (name, root) of our views, and of our components."""
        data = self.env["ir.model.data"].search(
            [("module", "=", MODULE.name), ("model", "=", "ir.ui.view")]
        )
        for view in self.env["ir.ui.view"].browse(data.mapped("res_id")):
            yield view.xml_id, etree.fromstring(view.arch_db)
        for path in (MODULE / "static" / "src").rglob("*.xml"):
            yield path.name, etree.parse(path).getroot()

    def test_every_button_has_a_name(self):
        buttons = 0
        for name, root in self._get_own_roots():
            for button in root.xpath("//button[not(@position)] | //a[@role]"):
                buttons += 1
                self.assertTrue(self._says_something(button), (name, button.attrib))
        self.assertGreater(buttons, 50)

    def _says_something(self, button):
        if any(button.get(name) for name in NAMES) or button.get("t-out"):
            return True
        if "".join(button.itertext()).strip():
            return True
        return button.get("name") and any(
            child.get("string") or child.tag == "field" for child in button
        )

    def test_every_icon_has_a_name_or_is_hidden(self):
        icons = 0
        for name, root in self._get_own_roots():
            for icon in root.iter("i"):
                if "fa" not in (icon.get("class") or "").split():
                    continue
                icons += 1
                is_hidden = icon.get("aria-hidden") == "true"
                named = any(icon.get(attribute) for attribute in NAMES)
                self.assertTrue(is_hidden or named, (name, icon.attrib))
        self.assertGreater(icons, 10)
