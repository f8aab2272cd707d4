import logging

from odoo import api, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..policy.policies import HYBRID, PULL
from ..words import format_quantity
from .explosion import SoundExplosion
from .kinds import FAILED, SHORTAGE

_logger = logging.getLogger(__name__)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_pull_explosion_engine(self, companies=None):
        return SoundExplosion(self, companies)

    def _pull_launch(self, previous):
        """Launch the supply of all lines; if that fails, of each that does not.

        What is known to fail is set aside need by need (see `stock.rule`). This is for
        what nobody foresaw: the other lines of an order stand, and the one that failed
        is an exception with the reason.
        """
        pulled = self.filtered(lambda line: line.supply_policy in (PULL, HYBRID))
        if not pulled:
            return super()._pull_launch(previous)
        if not self._pull_try_launch(super()._pull_launch, previous):
            return True
        super(SaleOrderLine, self - pulled)._pull_launch(previous)
        for line in pulled:
            launch = super(SaleOrderLine, line)._pull_launch
            error = self._pull_try_launch(launch, previous)
            if error:
                self.env["pull.exception"]._report([line._prepare_pull_failure(error)])
        return True

    def _pull_try_launch(self, launch, previous):
        """Call `launch(previous)`; return the error if that was taken back for one."""
        try:
            with self.env.cr.savepoint():
                launch(previous)
        except (AccessError, MissingError):
            raise
        except UserError as error:
            return error
        return None

    def _prepare_pull_failure(self, error):
        return {
            **self._prepare_pull_line_report(),
            "kind": FAILED,
            "message": self.env._(
                "%(product)s could not be supplied: %(reason)s",
                product=self.product_id.display_name,
                reason=error,
            ),
            "remedy": self.env._("Mend what the message names, then try again."),
        }

    def _get_pull_undelivered_quantity(self):
        """Return what is neither delivered nor on its way, in the line's unit."""
        self.ensure_one()
        return self.product_uom_qty - self._get_qty_procurement()

    def _pull_deliver_again(self):
        """Launch again what these lines lack. What was picked for them, and waits where
        nothing may stay because its next step was cancelled, goes on first."""
        # Sudo: who tries again need not have rights on transfers.
        stranded = self.sudo().move_ids.filtered(lambda move: move._is_pull_stranded())
        for move in stranded:
            move._pull_push_again()
        for line in self:
            line._action_launch_stock_rule()

    def _report_pull_undelivered(self):
        """Report what was to be delivered and no longer is: its supply stays."""
        lines = self.filtered(lambda line: line.state == "sale")
        direct = lines._get_pull_direct_supply()
        bought = lines.filtered(lambda line: direct.get_products(line.sudo()))
        bought._report_pull_direct_shortages()
        self.env["pull.exception"]._report(
            [
                line._prepare_pull_undelivered()
                for line in lines - bought
                if line.product_uom_id.compare(line._get_pull_undelivered_quantity(), 0)
                > 0
            ]
        )

    def _prepare_pull_undelivered(self):
        return {
            **self._prepare_pull_line_report(),
            "kind": SHORTAGE,
            "message": self.env._(
                "Not delivered any more: %(quantity)s of %(product)s. The delivery was "
                "cancelled or closed.",
                quantity=format_quantity(
                    self.env,
                    self._get_pull_undelivered_quantity(),
                    self.product_uom_id,
                ),
                product=self.product_id.display_name,
            ),
            "remedy": self.env._(
                "Try again to deliver them, or lower the quantity of the order line."
            ),
        }

    def _prepare_pull_line_report(self):
        self.ensure_one()
        missing = self.product_uom_id._compute_quantity(
            self._get_pull_undelivered_quantity(), self.product_id.uom_id
        )
        return {
            "order_id": self.order_id.id,
            "sale_line_id": self.id,
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "quantity": missing,
            "user_id": self.env["pull.exception"]
            ._get_responsible(self.order_id, self.order_id)
            .id,
        }

    # === What a vendor ships straight to the customer ===

    def _is_pull_bought_direct(self, product):
        """Tell whether a vendor ships this product straight to the customer of the
        line; of a kit, each component is supplied by itself."""
        self.ensure_one()
        line = self.sudo()
        bought = line._get_pull_direct_supply().get_products(line)
        return product in bought or product != line.product_id

    def _get_pull_direct_missing(self, product):
        """Return what nobody brings of a product, in its unit."""
        line = self.sudo()
        return line._get_pull_direct_supply().get_missing(line, product)

    def _get_pull_direct_purchases(self, product):
        """Return the living purchase lines that bring a product straight to the
        customer, the newest last."""
        line = self.sudo()
        purchases = line._get_pull_direct_supply().get_purchases(line)
        return purchases.filtered(lambda bought: bought.product_id == product).sorted()

    def _report_pull_direct_shortages(self):
        """Open, or bring up to date, an exception for each product that a vendor was to
        ship straight to the customers of these lines, and that nobody brings."""
        lines = self.sudo()
        direct = lines._get_pull_direct_supply()
        self.env["pull.exception"]._report_pull_direct_shortages(
            [
                (line, product, missing)
                for line in lines
                for product in direct.get_products(line)
                if (missing := direct.get_missing(line, product))
            ]
        )

    def _prepare_pull_direct_shortage(self, product, missing):
        self.ensure_one()
        bought = self.purchase_line_ids.filtered(lambda b: b.product_id == product)
        responsible = self.env["pull.exception"]._get_responsible(
            bought.sorted()[-1:], self.order_id
        )
        return {
            **self._prepare_pull_line_report(),
            "kind": SHORTAGE,
            "product_id": product.id,
            "quantity": missing,
            "user_id": responsible.id,
            "message": self.env._(
                "Not shipped to the customer any more: %(quantity)s of %(product)s. "
                "The purchase or its transfer was reduced, cancelled or closed.",
                quantity=format_quantity(self.env, missing, product.uom_id),
                product=product.display_name,
            ),
            "remedy": self.env._(
                "Try again to buy what is missing, or lower the quantity of the order "
                "line."
            ),
        }

    def _pull_buy_again(self, product):
        """Buy what is missing of a product that a vendor ships straight to the
        customer, as when the order was confirmed."""
        line = self.sudo().with_company(self.company_id)
        missing = line._get_pull_direct_missing(product)
        if not missing or line.state != "sale":
            return
        values = line._prepare_procurement_values()
        procurement = self.env["stock.rule"].Procurement(
            *(product, missing, product.uom_id, line._get_location_final()),
            *(product.display_name, line.order_id.name, line.company_id, values),
        )
        self.env["stock.rule"].sudo().run([procurement])

    # === The net below ===

    @api.model
    def _pull_find_untold_direct(self):
        """Report what nobody was told of among all that vendors are still to ship.

        :return: how many were found, see `stock.move._cron_find_pull_shortages`
        """
        lines = self.sudo().search(self._get_pull_direct_domain())  # of all companies
        exceptions = self.env["pull.exception"]
        told = exceptions._get_open_direct_shortages(lines)
        lines._report_pull_direct_shortages()
        untold = exceptions._get_open_direct_shortages(lines).keys() - told.keys()
        for line, product in untold:
            _logger.warning(
                "Nobody was told: %s of %s is not shipped to the customer any more",
                product.display_name,
                line.order_id.name,
            )
        return len(untold)

    @api.model
    def _get_pull_direct_domain(self):
        """Return the domain of the lines of which a vendor still has to ship some."""

        def is_undelivered(model, alias, query):
            return SQL(
                "%s < %s",
                model._field_to_sql(alias, "qty_delivered", query),
                model._field_to_sql(alias, "product_uom_qty", query),
            )

        return (
            Domain("state", "=", "sale")
            & Domain("purchase_line_ids.supply_policy", "!=", False)
            & Domain.custom(to_sql=is_undelivered)
        )
