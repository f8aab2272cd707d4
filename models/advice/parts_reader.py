"""What supplies products, read level by level: their bills, operations and vendors."""

from odoo.exceptions import UserError

from ..advisor.part import Part, Work
from ..advisor.policies import get_falling
from ..policy.policies import HYBRID, PULL


class PartsReader:
    """Reads the chains of products, in a number of queries that follows the levels of
    the bills of materials, not the number of products.

    A component is part of a chain if it is pulled, or hybrid: what is in stock on some
    day is not known. Others come from stock at once.

    Built by `pull.advice._get_parts_reader`. Meant to be inherited: `_is_bought`,
    `_is_pulled`.

    :param products: with superuser rights, in the company that they are read for
    :ivar parts: {product: :class:`~.part.Part`}, those of their components too
    :ivar kits: products that are never supplied themselves
    :ivar loops: {product: :class:`~.policies.Cards` of its kanban loops}
    :ivar circular: products whose bill of materials goes round in a circle
    """

    def __init__(self, products):
        self.env, self.company = products.env, products.env.company
        self.parts, self.kits, self.below = {}, products.browse(), {}
        self._sellers, self._counted, self.loops = {}, {}, {}
        self.circular = set()
        level = products
        while level:
            level = self._read_level(level)
        self._connect()

    def is_counted(self, product):
        """Tell whether there are only whole ones of a product."""
        unit = product.uom_id
        if unit not in self._counted:
            self._counted[unit] = unit._is_pull_counted()
        return self._counted[unit]

    def get_breaks(self, product):
        """Return [(from quantity, price)] of the vendor of what is bought, in the unit
        of the product and the company's currency; [] of what is made."""
        seller = self._sellers.get(product)
        if not seller:
            return []
        today = self.env.cr.now().date()
        prices = product.seller_ids.filtered(
            lambda price: (
                price.partner_id == seller.partner_id
                and price.product_id in (product, product.browse())
                and price.company_id in (self.company, self.company.browse())
                and (not price.date_start or price.date_start <= today)
                and (not price.date_end or price.date_end >= today)
            )
        )
        breaks = [self._get_break(product, price, today) for price in prices]
        return get_falling([pair for pair in breaks if pair[1] > 0])

    def get_unit_cost(self, product):
        """Return what a unit is held at: its cost, else its vendor's lowest price; 0
        where neither is known."""
        if product.standard_price:
            return product.standard_price
        breaks = self.get_breaks(product)
        return breaks[-1][1] if breaks else 0

    def _get_break(self, product, price, today):
        unit = price.product_uom_id or product.uom_id
        each = unit._compute_quantity(1, product.uom_id, round=False) or 1
        amount = price.currency_id._convert(
            price.price_discounted,
            self.company.currency_id,
            self.company,
            today,
            round=False,
        )
        return price.min_qty * each, amount / each

    # === Levels ===

    def _read_level(self, products):
        """Read these products; return those of their components that are new."""
        boms = self.env["mrp.bom"]._bom_find(products, company_id=self.company.id)
        self.env["mrp.bom"].union(*boms.values())._remember_pull_kits()
        for product in products:
            bom = boms[product]
            self.parts[product] = Part(product.display_name)
            self.below[product] = []
            try:
                self._read_part(self.parts[product], product, bom)
                if bom and product not in self._sellers:
                    self.below[product] = self._read_below(product, bom)
            except UserError:  # kits that contain each other
                self.circular.add(product)
        found = {
            other.id: None
            for product in products
            for _ratio, other in self.below[product]
            if other not in self.parts
        }
        return products.browse(found)

    def _read_part(self, part, product, bom):
        seller = product._select_seller(quantity=None)
        if self._is_bought(product, bom, seller):
            self._sellers[product] = seller
            part.days = seller._get_pull_promise_days(self.company)
            part.days += self.company.days_to_purchase
            part.setup = seller.partner_id._get_pull_order_cost(self.company)
            part.setup += self.company.pull_order_line_cost
        elif bom.type == "phantom":
            self.kits |= product
            part.is_kit = True
        elif bom:
            self._read_run(part, product, bom)
        else:
            part.is_supplied = False

    def _is_bought(self, product, bom, seller):
        """Tell whether a need buys the product: it has a vendor, and is not made."""
        if not seller or bom.type == "phantom":
            return False
        if not bom or bom.type == "subcontract":
            return True
        routes = product.route_ids | product.categ_id.total_route_ids
        actions = set(routes.rule_ids.mapped("action"))
        return "buy" in actions and "manufacture" not in actions

    def _read_run(self, part, product, bom):
        setups = bom._get_setups(product)
        unit = bom.product_uom_id._compute_quantity(1, product.uom_id, round=False) or 1
        part.days = bom.produce_delay
        part.setup = sum(plan.cost for _operation, plan in setups)
        part.largest_run = bom._get_pull_run_size() * unit
        part.works = [
            self._read_work(operation, product, bom, unit) for operation, _ in setups
        ]

    def _read_work(self, operation, product, bom, unit):
        """Return an operation's times, as a promise counts on them."""
        center = operation.workcenter_id
        capacity, setup, cleanup = operation._get_pull_capacity(
            center, product, bom.product_uom_id, bom.product_qty or 1
        )
        factor = center._get_pull_promise_factor(self.company)
        efficiency = (center.time_efficiency or 100.0) / 100
        calendar = center.resource_calendar_id or self.company.resource_calendar_id
        return Work(
            setup=(setup + cleanup) * factor,
            cycle=operation.time_cycle * factor / efficiency,
            capacity=capacity * unit,
            hours=calendar.hours_per_week,
            center=center.id,
        )

    def _read_below(self, product, bom):
        """Return [(quantity for one unit, component)] of what is pulled for a run."""
        made = bom.product_uom_id._compute_quantity(
            bom.product_qty or 1, product.uom_id, round=False
        )
        _boms, lines = bom.explode(product, 1, picking_type=bom.picking_type_id)
        return [
            (
                line.product_uom_id._compute_quantity(
                    values["qty"], line.product_id.uom_id, round=False
                )
                / made,
                line.product_id,
            )
            for line, values in lines
            if self._is_pulled(line.product_id)
        ]

    def _is_pulled(self, product):
        return product.type == "consu" and product.effective_supply_policy in (
            PULL,
            HYBRID,
        )

    # === Chains ===

    def _connect(self):
        """Put the parts below each other; note what leads in a circle."""
        left = {
            product: {other for _ratio, other in below}
            for product, below in self.below.items()
        }
        while left:
            open_ones = set(left)
            ready = [product for product in left if not left[product] & open_ones]
            if not ready:
                break
            for product in ready:
                del left[product]
        self.circular.update(left)
        for product, below in self.below.items():
            if product not in self.circular:
                self.parts[product].parts = [
                    (ratio, self.parts[other]) for ratio, other in below
                ]
