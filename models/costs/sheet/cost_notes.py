"""What the booked cost of an order line does not have yet, or has wrong, in words."""

from odoo.tools import format_amount


class CostNotes:
    """The notes about one order line.

    :param line: `sale.order.line`, in sudo
    :param goods: `CostGoods` of it
    :param ledger: `CostLedger` of it
    """

    def __init__(self, line, goods, ledger):
        self.line = line
        self.goods = goods
        self.ledger = ledger
        self.env = ledger.env
        self.currency = line.company_id.currency_id

    def get_all(self):
        notes = [self._get_wrong(), self._get_open(), self._get_unbilled()]
        return [note for note in notes if note]

    def _get_wrong(self):
        """Say what the ledger has too much, or lacks."""
        missing = self.currency.round(self.ledger.missing[self.line])
        if not missing:
            return None
        values = {
            "product": self.line.product_id.display_name,
            "amount": self._format(abs(missing)),
        }
        if missing > 0:
            return self.env._(
                "%(product)s: %(amount)s is due and not booked.", **values
            )
        return self.env._("%(product)s: %(amount)s is booked too much.", **values)

    def _get_open(self):
        """Say what is delivered and not invoiced, or invoiced and not delivered."""
        line, goods = self.line, self.goods
        gap = goods.get_delivered(line) - goods.get_invoiced(line)
        compared = line.product_uom_id.compare(gap, 0)
        values = self._get_words(abs(gap), line.product_uom_id)
        _quantity, estimate = goods.unbilled.get(line, (0, 0))
        cost = sum(goods.costs[line].values()) - estimate
        cost -= self.ledger.ledger[line] + self.ledger.missing[line]
        if compared > 0:
            return self.env._(
                "Delivered, not invoiced yet: %(quantity)s %(unit)s of %(product)s, "
                "%(cost)s",
                cost=self._format(cost),
                **values,
            )
        if compared < 0:
            return self.env._(
                "Invoiced, not delivered yet: %(quantity)s %(unit)s of %(product)s",
                **values,
            )
        return None

    def _get_unbilled(self):
        """Say what a vendor has shipped to the customer and not billed."""
        quantity, estimate = self.goods.unbilled.get(self.line, (0, 0))
        if not quantity:
            return None
        return self.env._(
            "Shipped by the vendor, not billed yet: %(quantity)s %(unit)s of "
            "%(product)s, %(cost)s: an estimate, in the actual cost and not booked",
            cost=self._format(estimate),
            **self._get_words(quantity, self.line.product_id.uom_id),
        )

    def _get_words(self, quantity, uom):
        return {
            "quantity": f"{round(quantity, 6):g}",
            "unit": uom.name,
            "product": self.line.product_id.display_name,
        }

    def _format(self, amount):
        return format_amount(self.env, amount, self.currency)
