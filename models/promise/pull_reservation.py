from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..words import format_number, format_quantity

# More work centers and products than these are counted in a banner.
TOLD_MAX = 6


class PullReservation(models.Model):
    """Time of a work center, or stock, that is held for a quotation.

    It counts as long as its order is a quotation that has not expired, and until the
    day that the order says: nothing has to run for it to end. Rows that no longer count
    are taken away once a day.

    It holds dates, not goods: whoever reserves or delivers them takes them.
    """

    _name = "pull.reservation"
    _description = "Reservation of a Quotation"
    _order = "date_start, id"
    _rec_name = "order_id"

    order_id = fields.Many2one(
        "sale.order", readonly=True, required=True, index=True, ondelete="cascade"
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Order Line",
        readonly=True,
        required=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", compute="_compute_partner_id"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    date_until = fields.Date(
        related="order_id.pull_reserved_until", string="Reserved Until"
    )
    workcenter_id = fields.Many2one(
        "mrp.workcenter", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    date_start = fields.Datetime(string="Start", readonly=True)
    date_finish = fields.Datetime(string="End", readonly=True)
    minutes = fields.Float(readonly=True, help="Minutes of work between start and end.")
    product_id = fields.Many2one(
        "product.product",
        readonly=True,
        required=True,
        index=True,
        ondelete="cascade",
        help="What is made in this time, or what is held in stock.",
    )
    location_id = fields.Many2one(
        "stock.location", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="In the unit of the product."
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")

    @api.depends("order_id.partner_id")
    @api.depends_context("uid")
    def _compute_partner_id(self):
        # Who plans sees for whom it is only if they may read the order.
        readable = self.order_id._filtered_access("read")
        for row in self:
            order = row.order_id
            row.partner_id = order in readable and order.sudo().partner_id

    @api.model
    def _get_pull_rule_domain(self, orders):
        return Domain("order_id", "any", orders)

    @api.model
    def _get_held_domain(self, own=(), today=None):
        """Return the domain of what is held on a day, see
        `sale.order._get_pull_holding_domain`.

        :param own: records that do not count, see `mrp.workcenter._get_pull_load`
        """
        mine = [record.id for record in own if record._name == self._name]
        orders = self.env["sale.order"]._get_pull_holding_domain(today)
        # Bypassing the rules of orders: those of the rows decide who sees them.
        return Domain("id", "not in", mine) & Domain("order_id", "any!", orders)

    @api.model
    def _get_held_time_domain(self, workcenters):
        return Domain("workcenter_id", "in", workcenters.ids)

    @api.model
    def _get_held_stock_domain(self, products, stock):
        """:param stock: the stock location of a warehouse, sublocations included"""
        return Domain("product_id", "in", products.ids) & Domain(
            "location_id", "child_of", stock.ids
        )

    def _hold(self, promise):
        """Make the rows of what a quotation takes; return them.

        :param promise: :class:`~.order_promise.OrderPromise`
        """
        lines = {line.id: line for line in promise.lines}
        vals = [
            {
                "order_id": lines[line_id].order_id.id,
                "sale_line_id": line_id,
                "product_id": product.id,
                "workcenter_id": center.id,
                "date_start": placed.start,
                "date_finish": placed.end,
                "minutes": minutes,
            }
            for line_id, product, center, placed, minutes in promise.get_times()
        ]
        given = defaultdict(float)
        for need in promise.given:
            stock = need.location.warehouse_id.lot_stock_id
            given[need.line, need.product, stock] += need.quantity
        vals += [
            {
                "order_id": line.order_id.id,
                "sale_line_id": line.id,
                "product_id": product.id,
                "location_id": stock.id,
                "quantity": quantity,
            }
            for (line, product, stock), quantity in given.items()
        ]
        return self.create(vals)

    def _get_words(self, env):
        """Return what is held: "3 h on CNC router, 4 Oak boards"."""
        hours, pieces = defaultdict(float), defaultdict(float)
        for row in self.with_env(env).sudo().sorted("id"):
            hours[row.workcenter_id] += row.minutes / 60
            pieces[row.product_id] += row.quantity
        words = [
            env._(
                "%(hours)s h on %(center)s",
                hours=format_number(round(time, 1)),
                center=center.name,
            )
            for center, time in hours.items()
            if center
        ] + [
            env._(
                "%(quantity)s of %(product)s",
                quantity=format_quantity(env, quantity, product.uom_id),
                product=product.with_context(display_default_code=False).display_name,
            )
            for product, quantity in pieces.items()
            if quantity
        ]
        more = len(words) - TOLD_MAX
        if more > 0:
            words[TOLD_MAX:] = [env._("%(count)s more", count=more)]
        return ", ".join(words)

    def _cron_end(self):
        """End what no longer counts: its day is over, or its quotation has expired."""
        # It may still be yesterday for those who hold it.
        day = fields.Date.subtract(fields.Date.context_today(self), days=1)
        over = self.search(~self._get_held_domain(today=day))
        over.order_id._end_pull_reservation(tell=True)
