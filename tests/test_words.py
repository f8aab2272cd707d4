import doctest
from datetime import date, datetime

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from ..models import words
from ..models.words import format_day, format_quantity


@tagged("post_install", "-at_install")
class TestWords(TransactionCase):
    """Days and quantities in texts look like those in the lists beside them."""

    def test_doctests(self):
        self.assertEqual(doctest.testmod(words).failed, 0)

    def test_day_has_a_year_only_when_it_is_another(self):
        with freeze_time("2026-11-27"):
            self.assertEqual(format_day(self.env, date(2026, 12, 23)), "Dec 23")
            self.assertEqual(format_day(self.env, date(2027, 1, 4)), "Jan 4, 2027")
        self.assertEqual(format_day(self.env, False), "")

    def test_day_of_a_moment_is_that_of_its_reader(self):
        self.env.user.tz = "Pacific/Auckland"
        late = datetime(2026, 12, 23, 20)
        with freeze_time("2026-11-27"):
            self.assertEqual(format_day(self.env, late), "Dec 24")

    def test_quantity_names_its_unit(self):
        unit = self.env.ref("uom.product_uom_unit")
        metre = self.env.ref("uom.product_uom_meter")
        self.assertEqual(format_quantity(self.env, 1, unit), "1 unit")
        self.assertEqual(format_quantity(self.env, 3.0, unit), "3 units")
        self.assertEqual(format_quantity(self.env, 2.5, metre), f"2.5 {metre.name}")
