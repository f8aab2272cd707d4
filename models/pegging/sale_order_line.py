from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from . import walks
from .chain import ChainBuilder
from .direct import DirectSupply


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_pull_chain(self, graph=None):
        """Return the supply documents of these lines, as the nodes of trees.

        Deliveries are the roots; below each stand the runs and purchase lines that
        supply it, and below a run those that supply its components. A purchase that the
        vendor is to ship straight to the customer is a root until its transfer is
        there, which is the delivery then. Derived from the
        moves, in a constant number of queries for any number of lines. A document that
        supplies two parents has a node under each, with the quantity for that parent.

        Names, states, dates and quantities are those of the documents, whoever asks: a
        salesperson follows an order without rights on its purchases. There are no
        costs in it. Documents of companies that the user does not belong to are left
        out.

        :param graph: the lines' graph, for a caller who has it (`_get_pull_graph`)
        :return: list of dicts, parents first: `model`, `id`, `name`, `product_id`,
            `quantity` (pegged to the line) and `uom_id`, `document_quantity`, `state`,
            `date_start`, `date_deadline`, `parent` (index in the list or None),
            `sale_line_id`, `depth`
        """
        needs = self._get_pull_needs()
        builder = self._get_pull_chain_builder(graph or needs._get_peg_graph())
        direct = self._get_pull_direct_supply()
        for line in self.sudo():
            builder.add_line(line, needs & line.move_ids, direct)
        return builder.nodes

    @api.model
    def _get_pull_chain_builder(self, graph):
        """Return the engine that makes the nodes of chains: see `ChainBuilder`."""
        return ChainBuilder(graph, self.env)

    @api.model
    def _get_pull_documents(self, nodes):
        """Return {(model, id): document} of the nodes of chains, sudoed, in batch."""
        ids = {}
        for node in nodes:
            ids.setdefault(node["model"], set()).add(node["id"])
        return {
            (model, document.id): document
            for model, document_ids in ids.items()
            for document in self.env[model].sudo().browse(document_ids)
        }

    def _get_pull_graph(self):
        """Return the moves that deliver these lines and the graph of their supplies."""
        needs = self._get_pull_needs()
        return needs, needs._get_peg_graph()

    def _get_pull_needs(self):
        return self.sudo().move_ids.filtered(lambda move: move._is_pull_need())

    # === What passes no stock ===

    def _get_pull_direct_supply(self):
        """Return the engine that knows what vendors ship straight to the customers of
        these lines: see `DirectSupply`."""
        return DirectSupply(self.sudo())

    def _get_pull_wanted(self):
        """Return {product: what this line wants of it, in the product's unit}: of its
        own, or of the components of its kit."""
        self.ensure_one()
        quantity = self.product_uom_qty if self.state == "sale" else 0.0
        kit = self.env["mrp.bom"]._bom_find(
            self.product_id, company_id=self.company_id.id, bom_type="phantom"
        )[self.product_id]
        if not kit:
            uom = self.product_id.uom_id
            wanted = self.product_uom_id._compute_quantity(quantity, uom)
            return {self.product_id: wanted}
        kits = self.product_uom_id._compute_quantity(
            quantity, kit.product_uom_id, round=False
        )
        _kits, components = kit.explode(
            self.product_id,
            kits / kit.product_qty,
            never_attribute_values=self.product_no_variant_attribute_value_ids,
        )
        wanted = defaultdict(float)
        for bom_line, data in components:
            product = bom_line.product_id
            if product.type == "consu":
                wanted[product] += bom_line.product_uom_id._compute_quantity(
                    data["qty"], product.uom_id
                )
        return wanted

    def _get_pull_from_stock(self, product):
        """Return what deliveries from the own stock carry of a product for this line,
        in the product's unit."""
        self.ensure_one()
        needs = self.move_ids.filtered(
            lambda move: (
                move.product_id == product
                and move._is_pull_need()
                and not move._is_pull_direct()
            )
        )
        last = needs.filtered(lambda move: not (move.move_dest_ids & needs))
        return sum(move._get_peg_quantity() for move in last)

    def _get_pull_deliveries(self, dropship=False):
        """Return the done moves to and from the customer of these lines, sudoed.

        :param dropship: also those of goods that were never in stock
        """
        domain = walks.RECEIVED_DOMAIN if dropship else walks.DELIVERED_DOMAIN
        return self.sudo().move_ids.filtered_domain(domain)

    def _get_pull_delivered_domain(self):
        """Return the domain of the same moves, to read their sums."""
        return Domain("sale_line_id", "in", self.ids) & walks.DELIVERED_DOMAIN

    # === Who may be told ===

    def _get_pull_told_domain(self):
        """Return the domain, to be searched in sudo, of the order lines whose order and
        customer the user may be told of: those of orders that record rules let them
        read, whether or not they may open orders at all."""
        if self.env.su:
            return Domain.TRUE
        rules = self.env["ir.rule"]._compute_domain("sale.order", "read")
        return Domain("order_id", "any", rules)

    def _filter_pull_told(self):
        """Return those of these lines whose order and customer may be told."""
        domain = self._get_pull_told_domain() & Domain("id", "in", self.ids)
        if not self or self.env.su:
            return self
        return self & self.browse(self.sudo()._search(domain))
