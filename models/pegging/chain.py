from .allocation import without_dust


class ChainBuilder:
    """Turns the peg graph of order lines into the nodes of their pull chains.

    Moves between a need and the document that supplies it (picking, packing, storing
    steps) are passed through: the chain shows documents, not steps.

    Built by `sale.order.line._get_pull_chain_builder`. Meant to be inherited:
    `_is_shown`, `_get_name` and `_get_dates`, for a further kind of document.
    """

    def __init__(self, graph, env):
        self.graph = graph
        self.env = env
        self.nodes = []
        self._line = None

    def add_line(self, line, needs, direct):
        """Add the trees of one sale line, from the last move of each delivery; what a
        vendor ships straight to the customer has no move before it is ordered.

        :param direct: see `DirectSupply`
        """
        self._line = line
        for need in needs.sorted("id"):
            if not (need.move_dest_ids & needs):
                self._add_delivery(need)
        for purchase, requested in direct.get_requested(line).items():
            self._add_purchase(purchase, requested, None)

    def _add_delivery(self, move):
        quantity = move._get_peg_quantity()
        node = self._add_node(
            move.picking_id or move,
            move,
            None,
            quantity,
            move.product_id.uom_id,
            quantity,
        )
        if move._is_pull_direct():
            node = self._add_purchase(move.purchase_line_id, quantity, node)
        self._add_supplies(move, quantity, node)

    def _add_supplies(self, need, quantity, parent, passed=frozenset()):
        """Add what supplies `quantity` of a need, in the product's unit."""
        wanted = need._get_peg_quantity()
        if need in passed or not wanted:
            return
        for supply, flow in self.graph.get_flows(need).items():
            share = flow * quantity / wanted
            if supply._name == "purchase.order.line":
                self._add_purchase(supply, share, parent)
            elif supply.production_id:
                self._add_run(supply, share, parent, passed | {need})
            else:
                node = parent
                if supply._is_pull_first_receipt():
                    node = self._add_purchase(supply.purchase_line_id, share, parent)
                self._add_supplies(supply, share, node, passed | {need})

    def _add_run(self, finished, quantity, parent, passed):
        run = finished.production_id
        uom = finished.product_id.uom_id
        node = self._add_node(
            run,
            finished,
            parent,
            uom._compute_quantity(quantity, run.product_uom_id, round=False),
            run.product_uom_id,
            run.product_qty,
        )
        whole = finished._get_peg_quantity()
        fraction = quantity / whole if whole else 0
        for raw in run.move_raw_ids.filtered(lambda move: move.state != "cancel"):
            self._add_supplies(raw, raw._get_peg_quantity() * fraction, node, passed)

    def _add_purchase(self, line, quantity, parent):
        uom = line.product_id.uom_id
        return self._add_node(
            line,
            line,
            parent,
            uom._compute_quantity(quantity, line.product_uom_id, round=False),
            line.product_uom_id,
            line.product_qty,
        )

    def _add_node(self, document, product_of, parent, quantity, uom, document_quantity):
        """Add a node, or nothing for a document of a company that is not the user's.

        :return: the index of the node, or the parent's when nothing was added
        """
        if not self._is_shown(document):
            return parent
        depth = 0 if parent is None else self.nodes[parent]["depth"] + 1
        self.nodes.append(
            {
                "model": document._name,
                "id": document.id,
                "name": self._get_name(document),
                "product_id": product_of.product_id.id,
                "quantity": uom.round(without_dust(quantity)),
                "uom_id": uom.id,
                "document_quantity": document_quantity,
                "state": document.state,
                "parent": parent,
                "sale_line_id": self._line.id,
                "depth": depth,
                **self._get_dates(document),
            }
        )
        return len(self.nodes) - 1

    def _is_shown(self, document):
        return self.env.su or document.company_id in self.env.user.company_ids

    def _get_name(self, document):
        if document._name == "purchase.order.line":
            return document.order_id.name
        if document._name == "stock.move":
            return document.reference or document.product_id.display_name
        return document.name

    def _get_dates(self, document):
        start, deadline = {
            "stock.picking": ("scheduled_date", "date_deadline"),
            "stock.move": ("date", "date_deadline"),
            "mrp.production": ("date_start", "date_deadline"),
            "purchase.order.line": ("date_order", "date_planned"),
        }[document._name]
        return {"date_start": document[start], "date_deadline": document[deadline]}
