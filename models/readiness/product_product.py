from odoo import models
from odoo.fields import Domain

from ..words import format_day, format_quantity
from .findings import is_absurd, make_finding
from .kinds import ARCHIVED, COMPANY, NO_SUPPLY, PAST, UNITS


class ProductProduct(models.Model):
    """Findings whose cause is the product: its units, its company, its lack of supply.

    Called with superuser rights on the product of a `CheckedNeed`.
    """

    _inherit = "product.product"

    # === Units ===

    def _get_asked_unit_findings(self, need, asked):
        """Return the findings on the units in which the product was asked for.

        :param asked: [(quantity, unit, record that says so)]
        """
        findings = {}
        for quantity, uom, source in asked:
            finding = self._get_unit_finding(need, quantity, uom, self.uom_id, source)
            if finding:
                findings[uom, source] = finding
        return list(findings.values())

    def _get_unit_finding(self, need, quantity, uom, other, source):
        """Return the finding on converting a quantity, None when it converts.

        :param source: the order line, bill of materials (line) or vendor price that
            names another unit than the product
        """
        values = {
            "product": need.subject,
            "uom": uom.name,
            "other": other.name,
            "place": self._get_pull_unit_source(source),
        }
        if uom == other:
            return None
        if not uom._has_common_reference(other):
            message = self.env._(
                "%(place)s: %(uom)s of %(product)s cannot be converted into %(other)s.",
                **values,
            )
        else:
            exact = uom._compute_quantity(quantity, other, round=False)
            rounded = uom._compute_quantity(quantity, other)
            if not is_absurd(exact, rounded):
                return None
            message = self.env._(
                "%(place)s: %(quantity)s of %(product)s would become %(rounded)s.",
                quantity=format_quantity(self.env, quantity, uom),
                rounded=format_quantity(self.env, rounded, other),
                **values,
            )
        remedy = self.env._(
            "Choose units that belong together on the product and in: %(place)s.",
            place=values["place"],
        )
        return make_finding(UNITS, self, message, remedy, source)

    def _get_pull_unit_source(self, source):
        """Return what a person calls the record that names a unit."""
        if source._name == "mrp.bom.line":
            source = source.bom_id
        if source._name == "mrp.bom":
            return self.env._("Bill of materials %(bom)s", bom=source.display_name)
        if source._name == "product.supplierinfo":
            return self.env._("Price of %(vendor)s", vendor=source.partner_id.name)
        if source._name == "sale.order.line":
            return self.env._("Order line")
        return source.display_name

    # === Company ===

    def _get_product_company_finding(self, need):
        """Return the finding on a product of another company, None when it is not."""
        if not self.company_id or self.company_id in need.company.parent_ids:
            return None
        return make_finding(
            COMPANY,
            self,
            self.env._(
                "%(product)s belongs to %(other)s, not to %(company)s.",
                product=need.subject,
                other=self.company_id.name,
                company=need.company.name,
            ),
            self.env._(
                "Use a product of %(company)s, or remove the company from the product.",
                company=need.company.name,
            ),
            self,
        )

    # === No supply ===

    def _get_loop_finding(self, need, loop):
        """Return the finding on a product that goes into itself.

        :param loop: the products through which it does, itself included
        """
        values = {"product": need.product.display_name}
        others = loop - self
        message = self.env._("%(product)s goes into itself.", **values)
        if others:
            message = self.env._(
                "%(product)s goes into itself, by way of %(others)s.",
                others=", ".join(others.mapped("display_name")),
                **values,
            )
        remedy = self.env._(
            "Take one of them out of the bill of materials of the other."
        )
        return make_finding(NO_SUPPLY, self, message, remedy, self)

    def _get_missing_supply_finding(self, need, rule, routes):
        """Return why nothing supplies this need. Queries: only for what has failed.

        :param rule: the stock rule that was found, may be empty
        :param routes: the routes of the order line
        """
        boms = self._get_pull_boms()
        sellers = self.seller_ids.filtered(
            lambda seller: not seller.product_id or seller.product_id == self
        )
        if rule.action == "manufacture":
            sellers = sellers.browse()
        elif rule.action == "buy":
            boms = boms.browse()
        own_boms = boms.filtered(
            lambda bom: not bom.company_id or bom.company_id == need.company
        )
        own_sellers = sellers.filtered(
            lambda seller: not seller.company_id or seller.company_id == need.company
        )
        return (
            self._get_archived_finding(need, own_boms, own_sellers)
            or (not rule and self._get_archived_route_finding(need, routes))
            or self._get_other_company_finding(
                need, (boms - own_boms).filtered("active"), sellers - own_sellers
            )
            or self._get_no_supply_finding(need, rule, own_boms, own_sellers)
        )

    def _get_pull_boms(self):
        return (
            self.env["mrp.bom"]
            .with_context(active_test=False)
            .search(self._get_pull_boms_domain(), order="sequence, id")
        )

    def _get_pull_boms_domain(self):
        return Domain("type", "=", "normal") & (
            Domain("product_id", "=", self.id)
            | Domain("product_id", "=", False)
            & Domain("product_tmpl_id", "=", self.product_tmpl_id.id)
        )

    def _get_archived_finding(self, need, boms, sellers):
        """Return the finding when what would supply it has been archived."""
        if boms and not any(boms.mapped("active")):
            return make_finding(
                ARCHIVED,
                self,
                self.env._(
                    "The bill of materials of %(product)s is archived.",
                    product=need.subject,
                ),
                self.env._(
                    "Restore the bill of materials %(bom)s, or create another one.",
                    bom=boms[0].display_name,
                ),
                boms[0],
            )
        vendors = sellers.partner_id
        if vendors and not any(vendors.mapped("active")):
            return make_finding(
                ARCHIVED,
                self,
                self.env._(
                    "%(vendor)s, the vendor of %(product)s, is archived.",
                    vendor=", ".join(vendors.mapped("name")),
                    product=need.subject,
                ),
                self.env._("Restore the vendor, or add another one to the product."),
                vendors[:1],
            )
        return None

    def _get_archived_route_finding(self, need, routes):
        product = self.with_context(active_test=False)
        routes = routes | product.route_ids | product.categ_id.total_route_ids
        archived = routes.filtered(lambda route: not route.active)[:1]
        if not archived:
            return None
        return make_finding(
            ARCHIVED,
            self,
            self.env._(
                "Nothing supplies %(product)s: its route %(route)s is archived.",
                product=need.subject,
                route=archived.name,
            ),
            self.env._(
                "Restore the route %(route)s, or choose another one.",
                route=archived.name,
            ),
            archived,
        )

    def _get_other_company_finding(self, need, boms, sellers):
        if not boms and not sellers:
            return None
        values = {
            "product": need.subject,
            "other": (boms or sellers)[:1].company_id.name,
            "company": need.company.name,
        }
        if boms:
            message = self.env._(
                "The bill of materials of %(product)s belongs to %(other)s, not to "
                "%(company)s.",
                **values,
            )
            remedy = self.env._(
                "Create a bill of materials for %(company)s, or remove the company "
                "from the present one.",
                **values,
            )
        else:
            message = self.env._(
                "The vendor prices of %(product)s belong to %(other)s, not to "
                "%(company)s.",
                **values,
            )
            remedy = self.env._(
                "Add a vendor price for %(company)s, or remove the company from the "
                "present one.",
                **values,
            )
        return make_finding(COMPANY, self, message, remedy, (boms or sellers)[:1])

    def _get_no_supply_finding(self, need, rule, boms, sellers):
        values = {"product": need.subject, "route": rule.route_id.name}
        message = self.env._(
            "%(product)s has neither a bill of materials nor a vendor.", **values
        )
        remedy = self.env._(
            "Add one of them to the product, or take it from stock (policy push)."
        )
        if rule.action == "manufacture":
            message = self.env._(
                "%(product)s is to be manufactured, but has no bill of materials.",
                **values,
            )
            remedy = self.env._(
                "Create its bill of materials, or remove the route %(route)s from it.",
                **values,
            )
        elif rule.action == "buy":
            message = self.env._(
                "%(product)s is to be bought, but has no vendor.", **values
            )
            remedy = self.env._(
                "Add a vendor to the product, or remove the route %(route)s from it.",
                **values,
            )
        elif boms or sellers:
            message = self.env._(
                "%(product)s has a bill of materials or a vendor, but no route that "
                "uses it.",
                **values,
            )
            remedy = self.env._(
                "Check the routes of the product and the warehouse settings "
                "(Manufacture to Resupply, Buy to Resupply)."
            )
        return make_finding(NO_SUPPLY, self, message, remedy, self)

    # === Dates ===

    def _get_past_finding(self, need, day, today, promised, vendor):
        """Return the finding on a need that had to be ordered or begun before today.

        :param promised: the day for which the order is promised
        :param vendor: who sells it; empty or None: it is made
        """
        late = today - day
        values = {
            "product": need.subject,
            "day": format_day(self.env, day),
            "ago": self.env._("%(days)s days ago", days=late.days),
            "promise": format_day(self.env, promised + late),
        }
        if late.days == 1:
            values["ago"] = self.env._("yesterday")
        if vendor:
            message = self.env._(
                "%(product)s had to be ordered from %(vendor)s %(ago)s (%(day)s).",
                vendor=vendor.name,
                **values,
            )
        else:
            message = self.env._(
                "Manufacturing of %(product)s had to begin %(ago)s (%(day)s).", **values
            )
        remedy = self.env._(
            "Promise %(promise)s or later, or find a faster supply.", **values
        )
        return make_finding(PAST, self, message, remedy, vendor or self)
