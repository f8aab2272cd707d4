from collections import defaultdict

from .allocation import DUST, share_out

# What a smaller quantity keeps first: what can no longer be undone.
_AGES = {"cancel": 0, "purchase": 1, "to approve": 2, "sent": 2, "draft": 3}


class DirectSupply:
    """What vendors ship straight to the customers of order lines, with quantities.

    Such goods pass no stock and no move waits for them: the order line is the need and
    the purchase lines that name it are its supplies. A kit has one need for each of its
    components. All is read in batch; quantities are in the units of the products.

    :param lines: order lines, sudoed

    Built by `sale.order.line._get_pull_direct_supply`. Meant to be inherited:
    `get_wanted` and `get_brought`.
    """

    def __init__(self, lines):
        self._purchases = defaultdict(lines.env["purchase.order.line"].browse)
        for purchase in lines.purchase_line_ids.sorted(self._get_age):
            if purchase._is_pull_direct():
                key = (purchase.sale_line_id, purchase.product_id)
                self._purchases[key] |= purchase
        self._wanted = {}

    @staticmethod
    def _get_age(purchase):
        return (_AGES.get(purchase.state, 4), purchase.id)

    def get_products(self, line):
        """Return the products that are bought straight for this line: those of its
        purchases, and what nothing else brings of the same kit."""
        bought = self._get_bought(line)
        if not bought:
            return bought
        others = line._get_pull_wanted().keys() - set(bought)
        return bought.union(
            *(
                product
                for product in others
                if product.uom_id.compare(self.get_wanted(line, product), 0) > 0
            )
        )

    def _get_bought(self, line):
        products = [product for key, product in self._purchases if key == line]
        return line.env["product.product"].union(*products)

    def get_purchases(self, line):
        """Return the purchase lines of an order line, best kept first: those that are
        cancelled if they had shipped something before."""
        return line.env["purchase.order.line"].union(
            *(
                purchases.filtered(
                    lambda purchase: (
                        purchase.state != "cancel" or self.get_shipped(purchase)
                    )
                )
                for (sale_line, _product), purchases in self._purchases.items()
                if sale_line == line
            )
        )

    def get_wanted(self, line, product):
        """Return how much of a product the line wants that its stock does not give."""
        if (line, product) not in self._wanted:
            wanted = line._get_pull_wanted().get(product, 0)
            stock = line._get_pull_from_stock(product)
            self._wanted[line, product] = max(wanted - stock, 0)
        return self._wanted[line, product]

    def get_offers(self, line, product):
        """Return {purchase line: what it brings}, best kept first."""
        purchases = self._purchases.get((line, product), ())
        return {purchase: self.get_brought(purchase) for purchase in purchases}

    def get_brought(self, purchase):
        """Return what a purchase line has brought or brings: once it is confirmed, what
        its transfers do; set back from there, at least what was shipped."""
        if purchase.state in ("purchase", "cancel"):
            return sum(
                move._get_peg_quantity() for move in purchase._get_peg_receipts()
            )
        return max(purchase.product_uom_qty, self.get_shipped(purchase))

    def get_flows(self, line, product):
        """Return {purchase line: what the order line takes of it}."""
        offers = self.get_offers(line, product)
        return share_out(offers, self.get_wanted(line, product))

    def get_missing(self, line, product):
        """Return what the line wants and nobody brings; at least 0."""
        offered = sum(self.get_offers(line, product).values())
        missing = self.get_wanted(line, product) - offered
        return missing if product.uom_id.compare(missing, 0) > 0 else 0

    def get_requested(self, line):
        """Return {purchase line: what the order line takes of what is still to be
        ordered with it}: no move carries that yet."""
        requested = {}
        for purchase in self.get_purchases(line):
            if purchase.state in ("purchase", "cancel"):
                continue
            flow = self.get_flows(line, purchase.product_id)[purchase]
            if flow - self.get_shipped(purchase) > DUST:
                requested[purchase] = flow - self.get_shipped(purchase)
        return requested

    def is_waited_for(self, line):
        """Tell whether a vendor is still to be asked to ship something to the customer,
        or to confirm that he does."""
        return bool(self.get_requested(line))

    def is_cut_short(self, line):
        """Tell whether a confirmed purchase brings less than was ordered: its transfer
        was cancelled or closed."""
        return any(
            self.get_cut(purchase) > DUST for purchase in self.get_purchases(line)
        )

    def get_surplus(self, purchase):
        """Return what the order line does not take of what the vendor is still to ship:
        what the customer has is nobody's to decide any more."""
        line, product = purchase.sale_line_id, purchase.product_id
        shipped, coming = self.get_shipped(purchase), self._get_coming(purchase)
        taken = self.get_flows(line, product).get(purchase, 0)
        return min(shipped + coming - taken, coming)

    def get_cut(self, purchase):
        """Return what was ordered of a confirmed purchase and its transfers do not
        bring: they were cancelled or closed."""
        if purchase.state != "purchase":
            return 0
        return purchase.product_uom_qty - self.get_brought(purchase)

    def get_shipped(self, purchase):
        """Return what a vendor has shipped of a purchase line, whatever its state."""
        done = purchase._get_peg_receipts().filtered(lambda move: move.state == "done")
        return sum(move._get_peg_quantity() for move in done)

    def _get_coming(self, purchase):
        """Return what the vendor is still to ship.

        The transfer of an order that was cancelled is cancelled with it, and the vendor
        knows nothing of that.
        """
        whole = self.get_brought(purchase)
        if purchase.state == "purchase" and purchase.sale_line_id.state != "sale":
            whole = purchase.product_uom_qty
        return whole - self.get_shipped(purchase)
