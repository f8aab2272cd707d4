from odoo import api, fields, models
from odoo.fields import Domain


class PullOrderRowMixin(models.AbstractModel):
    """A row of a list about orders: a copy for its reader alone, made when the list is
    opened, so that lists can group and filter what is worked out.

    A model of rows says which action shows them and makes them in `_load`.
    """

    _name = "pull.order.row.mixin"
    _inherit = "pull.openable.mixin"
    _description = "Row of a list about orders"

    order_id = fields.Many2one("sale.order", readonly=True, required=True, index=True)
    sale_line_id = fields.Many2one(
        "sale.order.line", string="Order Line", readonly=True
    )

    @api.model
    def _get_pull_rule_domain(self, orders):
        """Rows are copies: who has handed an order over no longer reads them."""
        return Domain("order_id", "any", orders)

    @api.model
    def _open(self, orders):
        """Return the action that lists the user's rows of these orders."""
        self._load_rows(orders)
        action = self.env["ir.actions.act_window"]._for_xml_id(self._get_rows_action())
        if len(orders) == 1:
            action["name"] = action["display_name"] = self._get_rows_title(orders)
        action["domain"] = [
            ("order_id", "in", orders.ids),
            ("create_uid", "=", self.env.uid),
        ]
        return action

    @api.model
    def _load_rows(self, orders):
        """Make the user's rows of these orders, for who may see rows and the orders."""
        self.browse().check_access("read")
        orders.check_access("read")
        # Sudo: nobody makes rows by hand; they are the user's own, by `create_uid`.
        # It also drops the defaults that a client may have put into the context.
        rows = self.sudo()
        known = rows.search(
            [("order_id", "in", orders.ids), ("create_uid", "=", self.env.uid)]
        )
        rows._load(orders.with_env(self.env), known)

    def _load(self, orders, known):
        """Make the rows of these orders equal to what they should show.

        :param orders: with the rights of the user
        :param known: the rows that the user has, sudoed
        """
        raise NotImplementedError

    def _get_rows_action(self):
        """Return the XML id of the action that shows the rows."""
        raise NotImplementedError

    def _get_rows_title(self, order):
        """Return what the list of one order is called."""
        raise NotImplementedError
