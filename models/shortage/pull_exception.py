from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..document_states import get_document_name
from ..exceptions.pull_exception import OPEN
from ..pegging.walks import DOWNSTREAM
from ..readiness.findings import is_whole
from ..readiness.kinds import MINIMUM, PACK, PRICE
from ..supply.needs import is_open
from ..words import format_quantity
from .kinds import SHORTAGE, SHORTAGE_INFOS, SHORTAGE_KINDS

PRICE_KINDS = (PRICE, MINIMUM)
# What is true of the quantity of a purchase line, whichever needs share it.
QUANTITY_KINDS = (MINIMUM, PACK)


class PullException(models.Model):
    _inherit = "pull.exception"

    kind = fields.Selection(
        selection_add=SHORTAGE_KINDS,
        ondelete={kind: "cascade" for kind, _label in SHORTAGE_KINDS},
    )

    # === Kinds ===

    @api.model
    def _get_kind_infos(self):
        """Add the kinds of this room, and how needs get what they lack."""
        infos = {**super()._get_kind_infos(), **SHORTAGE_INFOS}
        short = {"solved_by": "_is_shortage_solved", "retried_by": "_retry_shortages"}
        priced = {"solved_by": "_is_price_solved", "retried_by": "_retry_prices"}
        for kind, info in infos.items():
            if info.lacks_supply:
                infos[kind] = replace(info, **short)
            elif kind in PRICE_KINDS:
                infos[kind] = replace(info, **priced)
        infos[PACK] = replace(infos[PACK], solved_by="_is_pack_solved")
        return infos

    # === Needs that lack supply ===

    def _report_pull_shortages(self, shortages):
        """Report needs that lack supply.

        :param shortages: list of (move, missing quantity in the product's unit, order
            lines served). A need that has an open exception keeps its kind.
        """
        needs = self.env["stock.move"].browse([move.id for move, *_rest in shortages])
        known = self._get_open_shortages(needs)
        new = []
        for move, quantity, lines in shortages:
            if move in known:
                known[move]._update_report({"quantity": quantity})
            else:
                new.append(self._prepare_shortage(move, quantity, lines))
        self._report(new)

    def _report_pull_direct_shortages(self, shortages):
        """Report what vendors were to ship straight to customers.

        :param shortages: list of (order line, product, missing quantity in its unit).
            What has an open exception keeps its kind.
        """
        lines = self.env["sale.order.line"].browse([line.id for line, *_ in shortages])
        known = self._get_open_direct_shortages(lines)
        self._report(
            [
                line._prepare_pull_direct_shortage(product, missing)
                for line, product, missing in shortages
                if (line, product) not in known
            ]
        )
        for line, product, missing in shortages:
            if (line, product) in known:
                known[line, product]._update_direct_shortage(missing)

    def _update_direct_shortage(self, missing):
        """Take over how much is missing; what never could be bought keeps its words."""
        vals = {"quantity": missing}
        if self.kind == SHORTAGE:
            line = self.sale_line_id
            vals = line._prepare_pull_direct_shortage(self.product_id, missing)
        self._update_report(vals)

    def _prepare_shortage(self, move, quantity, lines):
        line = lines[0] if lines else move.sale_line_id
        run = move.raw_material_production_id
        document = run or move.picking_id or move
        return {
            "kind": SHORTAGE,
            "message": self.env._(
                "No supply any more: %(quantity)s of %(product)s for %(document)s.",
                quantity=format_quantity(self.env, quantity, move.product_id.uom_id),
                product=move.product_id.display_name,
                document=document.display_name,
            ),
            "remedy": self.env._(
                "Try again to make or buy what is missing, or reserve it from stock."
            ),
            "order_id": line.order_id.id,
            "sale_line_id": line.id,
            "company_id": move.company_id.id,
            "product_id": move.product_id.id,
            "quantity": quantity,
            "move_id": move.id,
            "res_model": document._name,
            "res_id": document.id,
            "document_name": document.display_name,
            "user_id": self._get_responsible(document, line.order_id).id,
        }

    def _report_findings(self, findings):
        """Report what was wrong with needs when they were to be supplied.

        :param findings: list of (need, procurement, finding)
        """
        if not findings:
            return
        needs = self.env["stock.move"].union(*(need for need, *_rest in findings))
        graph = needs._get_peg_graph(DOWNSTREAM)
        open_shortages = self._get_open_shortages(needs)
        short_kinds = self._get_kinds_with("lacks_supply")
        new = []
        for need, procurement, finding in findings:
            lines = need and [*graph.get_line_shares(need)]
            bought = self._get_pull_request_of(need, procurement)
            if bought and finding["kind"] in QUANTITY_KINDS:
                finding = self._get_whole_finding(bought, procurement, finding)
            if not finding:
                continue
            vals = self._prepare_finding(need, procurement, finding, lines)
            known = open_shortages.get(need)
            if known and finding["kind"] in short_kinds:
                known.write({"kind": finding["kind"]})
                known._update_report(vals)
            else:
                new.append(vals)
        self._report(new)

    @api.model
    def _get_open_direct_shortages(self, lines):
        """Return {(order line, product): its open exception} of what a vendor was to
        ship straight to the customers of these lines."""
        known = self.sudo().search(
            [
                ("state", "=", OPEN),
                ("move_id", "=", False),
                ("sale_line_id", "in", lines.ids),
                ("kind", "in", self._get_kinds_with("lacks_supply")),
            ]
        )
        return {(e.sale_line_id, e.product_id): e for e in known}

    @api.model
    def _get_open_shortages(self, needs):
        """Return {need: its open exception, the newest} of needs that lack supply."""
        known = self.sudo().search(
            [
                ("state", "=", OPEN),
                ("move_id", "in", needs.ids),
                ("kind", "in", self._get_kinds_with("lacks_supply")),
            ]
        )
        return {exception.move_id: exception for exception in known.sorted("id")}

    def _prepare_finding(self, need, procurement, finding, lines):
        line = lines[0] if lines else need.sale_line_id
        if not need:
            line = line.sudo().browse(procurement.values["sale_line_id"])
        bought = self._get_pull_request_of(need, procurement)
        if self._get_kind_infos()[finding["kind"]].lacks_supply or not bought:
            run = need.raw_material_production_id
            document = run or need.picking_id or line.order_id
        else:
            document = bought
        quantity = procurement.product_uom._compute_quantity(
            procurement.product_qty,
            procurement.product_id.uom_id,
            rounding_method="HALF-UP",
        )
        return {
            "kind": finding["kind"],
            "message": finding["message"],
            "remedy": finding["remedy"],
            "order_id": line.order_id.id,
            "sale_line_id": line.id,
            "company_id": procurement.company_id.id,
            "product_id": procurement.product_id.id,
            "quantity": quantity,
            # A purchase line may serve several needs: one of them asks for all.
            "move_id": document != bought and need.id,
            "res_model": document._name,
            "res_id": document.id,
            "document_name": get_document_name(document),
            "user_id": self._get_responsible(document, line.order_id).id,
        }

    @api.model
    def _get_pull_request_of(self, need, procurement):
        """Return the purchase line, not yet confirmed, that brings a need last, or that
        a vendor is to ship straight to the customer."""
        bought = need.created_purchase_line_ids
        if not need:
            line = self.env["sale.order.line"].sudo()
            line = line.browse(procurement.values["sale_line_id"])
            bought = line._get_pull_direct_purchases(procurement.product_id)
        return bought.filtered(lambda bought: bought.state in ("draft", "sent"))[-1:]

    @api.model
    def _get_whole_finding(self, bought, procurement, finding):
        """Return what is wrong with all that a purchase line buys, None if nothing is:
        the finding is on what was added to it."""
        whole = procurement._replace(
            product_qty=bought.product_qty, product_uom=bought.product_uom_id
        )
        price = self.env["product.supplierinfo"].sudo().browse(finding["res_id"])
        need = self.env["stock.rule"]._get_pull_checked_need(whole)
        return next(
            (
                found
                for found in price._get_vendor_findings(need)
                if found["kind"] == finding["kind"]
            ),
            None,
        )

    def _retry_shortages(self):
        """Supply again what these lack: a need, what a vendor was to ship straight to
        the customer, or all of an order line."""
        lines = self.env["sale.order.line"]
        for exception in self.filtered(lambda e: not e.move_id):
            line, product = exception.sale_line_id, exception.product_id
            if line._is_pull_bought_direct(product):
                line._pull_buy_again(product)
            else:
                lines |= line
        lines._pull_deliver_again()
        self.move_id._pull_supply_again()

    def _retry_prices(self):
        self._get_purchase_lines()._ask_pull_price_again()

    @api.model
    def _try_again_soon(self, products):
        """Try again, in the background, what waits for data of these products."""
        waiting = self.sudo().search_count(
            self._get_bad_data_domain() & Domain("product_id", "in", products.ids),
            limit=1,
        )
        if waiting:
            cron = "pull_through_production.pull_exception_cron_retry"
            self.env.ref(cron).sudo()._trigger()

    @api.model
    def _cron_retry(self):
        """Try again what failed for bad data; what still fails stays open.

        What a person cancelled or reduced is left to a person.
        """
        for exception in self.search(self._get_bad_data_domain()):
            try:
                with self.env.cr.savepoint():
                    exception._retry()
                    exception._close_solved()
            except UserError as error:
                exception._update_report({"message": str(error)})

    @api.model
    def _get_bad_data_domain(self):
        return Domain("state", "=", OPEN) & Domain(
            "kind", "in", self._get_kinds_with("is_bad_data")
        )

    def _get_purchase_lines(self):
        about = self.filtered(lambda e: e.res_model == "purchase.order.line")
        lines = self.env["purchase.order.line"].sudo()
        return lines.browse(about.mapped("res_id")).exists()

    # === Closing ===

    def _is_price_solved(self):
        return all(line._has_pull_agreed_price() for line in self._get_purchase_lines())

    def _is_pack_solved(self):
        """Whole packs are asked for, or the buyer has confirmed what is asked for."""
        return all(
            line.state not in ("draft", "sent")
            or is_whole(line.product_qty, line.product_uom_id.rounding)
            for line in self._get_purchase_lines()
        )

    def _is_line_launched(self):
        """Tell whether all that the order line wants is on its way or delivered."""
        line = self.sale_line_id
        if line._is_pull_bought_direct(self.product_id):
            missing = line._get_pull_direct_missing(self.product_id)
            if missing:
                self._update_direct_shortage(missing)
            return not missing
        return line.state != "sale" or line.product_uom_id.is_zero(
            line._get_pull_undelivered_quantity()
        )

    def _is_shortage_solved(self):
        need = self.move_id
        if not need:
            return self._is_line_launched()
        if not is_open(need):
            return True
        missing = need._get_pull_shortage()
        if missing:
            self._update_report({"quantity": missing})
        return not missing
