from math import ceil

from dateutil.relativedelta import relativedelta

from odoo import fields, models

from ..memory.memory import environment_key, get_memory
from ..words import format_day, format_quantity
from .findings import is_whole, make_finding
from .kinds import MINIMUM, PACK, PRICE


class ProductSupplierinfo(models.Model):
    _inherit = "product.supplierinfo"

    def _get_vendor_findings(self, need):
        """Return the findings on buying this need from the vendor of this price.

        Remembered in a confirmation, where all runs of a need ask the same.
        """
        self.ensure_one()
        memory = get_memory(self.env.cr)
        if memory is None:
            return self._find_vendor_findings(need)
        key = (environment_key(self.env), self.id, need)
        found = memory.recall("vendor", key, lambda: self._find_vendor_findings(need))
        return [dict(finding) for finding in found]

    def _find_vendor_findings(self, need):
        """Core buys from them whatever their price says: at 0 when none of them
        fits."""
        prices = self._get_pull_vendor_prices(need)
        units = need.product._get_unit_finding(
            need, need.quantity, need.product.uom_id, self.product_uom_id, self
        )
        if units:
            return [units]
        date = self._get_pull_order_day(need)
        valid = prices.filtered(lambda price: price._is_pull_valid_on(date))
        if not valid:
            return [prices[:1]._get_outdated_finding(need, date)] if prices else []
        chosen = need.product._select_seller(
            partner_id=self.partner_id,
            quantity=need.quantity,
            date=date,
            uom_id=need.product.uom_id,
        )
        if chosen:
            findings = chosen._get_pack_findings(need)
        else:
            findings = [valid._get_minimum_finding(need)]
        return findings + (chosen or valid[:1])._get_price_findings(need)

    def _get_pull_vendor_prices(self, need):
        """Return the prices of this vendor for the product of the need."""
        return need.product._prepare_sellers(False).filtered(
            lambda price: price.partner_id == self.partner_id
        )

    def _get_pull_order_day(self, need):
        """Return the day to order by, today when it has passed."""
        order_by = need.date - relativedelta(days=self.delay)
        return max(order_by.date(), fields.Date.today())

    def _is_pull_valid_on(self, date):
        return (not self.date_start or self.date_start <= date) and (
            not self.date_end or self.date_end >= date
        )

    def _get_outdated_finding(self, need, date):
        values = {"vendor": self.partner_id.name, "product": need.subject}
        if self.date_end and self.date_end < date:
            message = self.env._(
                "The price of %(vendor)s for %(product)s ends on %(date)s: it would be "
                "bought at price 0.",
                date=format_day(self.env, self.date_end),
                **values,
            )
        else:
            message = self.env._(
                "The price of %(vendor)s for %(product)s begins on %(date)s: it would "
                "be bought at price 0.",
                date=format_day(self.env, self.date_start),
                **values,
            )
        remedy = self.env._("Enter a price of %(vendor)s that is valid then.", **values)
        return make_finding(PRICE, need.product, message, remedy, self)

    def _get_minimum_finding(self, need):
        """Return the finding on a need that is below all of these valid prices."""
        smallest = self.sorted(
            lambda price: price.product_uom_id._compute_quantity(
                price.min_qty, need.product.uom_id, round=False
            )
        )[:1]
        values = {
            "vendor": smallest.partner_id.name,
            "product": need.subject,
            "quantity": format_quantity(self.env, need.quantity, need.product.uom_id),
            "minimum": format_quantity(
                self.env, smallest.min_qty, smallest.product_uom_id
            ),
        }
        message = self.env._(
            "Needed: %(quantity)s of %(product)s. %(vendor)s sells it from "
            "%(minimum)s: it would be bought at price 0.",
            **values,
        )
        if need.show_costs:
            cost = smallest.min_qty * smallest.price * (1 - smallest.discount / 100)
            amount = smallest.currency_id.format(cost)
            message += " " + self.env._(
                "The minimum would cost %(amount)s.", amount=amount
            )
        remedy = self.env._(
            "Agree on a smaller minimum with %(vendor)s, order more, or keep it in "
            "stock (policy push or hybrid).",
            **values,
        )
        return make_finding(MINIMUM, need.product, message, remedy, smallest)

    def _get_pack_findings(self, need):
        """Return what is wrong with the number of packs that would be bought."""
        uom, unit = need.product.uom_id, self.product_uom_id
        packs = uom._compute_quantity(need.quantity, unit, round=False)
        if unit == uom or is_whole(packs, unit.rounding) or not unit._is_pull_counted():
            return []
        values = {
            "vendor": self.partner_id.name,
            "product": need.subject,
            "need": format_quantity(self.env, need.quantity, uom),
            "packs": format_quantity(self.env, packs, unit),
            "whole": format_quantity(self.env, ceil(packs), unit),
        }
        message = self.env._(
            "Needed: %(need)s of %(product)s. That is %(packs)s of %(vendor)s, who "
            "sells whole ones.",
            **values,
        )
        remedy = self.env._(
            "Buy %(whole)s and keep the rest as stock, or take it from stock first "
            "(policy hybrid).",
            **values,
        )
        return [make_finding(PACK, need.product, message, remedy, self)]

    def _get_price_findings(self, need):
        """Return what is wrong with the price that would be paid."""
        values = {"vendor": self.partner_id.name, "product": need.subject}
        findings = []
        if not self.price:
            findings.append(
                make_finding(
                    PRICE,
                    need.product,
                    self.env._("%(vendor)s has no price for %(product)s.", **values),
                    self.env._("Enter the price of %(vendor)s.", **values),
                    self,
                )
            )
        if not self.currency_id.active:
            values["currency"] = self.currency_id.name
            findings.append(
                make_finding(
                    PRICE,
                    need.product,
                    self.env._(
                        "The price of %(vendor)s for %(product)s is in %(currency)s, "
                        "a currency that is not in use.",
                        **values,
                    ),
                    self.env._(
                        "Activate the currency %(currency)s, or enter a price in "
                        "another one.",
                        **values,
                    ),
                    self,
                )
            )
        return findings
