"""What of the delivered goods is cost of goods sold, day by day."""

from collections import defaultdict

from ..vectors.vector import add
from .matching import give_back, give_back_last, join, take_first


class CogsBook:
    """Delivered, invoiced and booked, of sales order lines, as of any day.

    The cost of goods sold of an order line is what the units that its customer keeps
    cost, as far as they are invoiced, the first delivered first. What is invoiced
    before it is delivered has no cost yet: that comes with the delivery. Of a kit the
    components count, each as far as it was delivered.

    Meant to be inherited: `_get_units` (how much of a product is invoiced).

    :param lines: `sale.order.line` records, in sudo
    :param besides: `account.move` records whose lines do not count yet
    """

    def __init__(self, lines, besides=()):
        self.lines = lines
        self.moves = lines._get_cogs_deliveries()
        self.move_days = self._share_cache()
        self.ratios = lines._get_cogs_ratios(self.moves)
        self.invoiced = lines._get_cogs_invoiced(besides)
        self.booked = lines._get_cogs_bookings()

    def _share_cache(self):
        """Let the moves of all lines be read together; return {move: its day}."""
        moves = self.lines.env["stock.move"].sudo().union(*self.moves.values())
        self.prefetch = moves._ids
        for line, own in self.moves.items():
            self.moves[line] = own.with_prefetch(self.prefetch)
        return moves._get_cost_dates()

    # === What happened meanwhile ===

    def add_invoiced(self, line, day, quantity):
        self.invoiced[line].append((day, quantity))

    def add_booked(self, line, day, amounts):
        for product, amount in amounts.items():
            self.booked[line].append((day, product, amount))

    # === As of a day ===

    def get_days(self, line):
        """Return the days on which something changed, in their order."""
        moves = self.moves[line]
        days = {day for day, _quantity in self.invoiced[line]}
        days |= {day for day, *_rest in self.booked[line]}
        days |= {self.move_days[move] for move in moves}
        return sorted(days | set(moves.cost_line_ids.mapped("date")))

    def get_due(self, line, day):
        """Return {product: amount} of the cost that is to be booked, or given back.

        :return: amounts in company currency, without zeros; the product is the one
            that left stock
        """
        currency = line.company_id.currency_id
        booked = self._get_booked(line, day)
        costs = {
            product: currency.round(sum(vector.values()))
            for product, (vector, _specific) in self.get_costs(line, day).items()
        }
        # What is booked on goods that the line does not have is a part of them all.
        for product in set(booked) - set(costs):
            costs[product] = 0
        due = {
            product: currency.round(cost - booked.get(product, 0))
            for product, cost in costs.items()
            if not self._is_left_to_closing(line, product, day)
        }
        return {product: amount for product, amount in due.items() if amount}

    def get_costs(self, line, day):
        """Return {product: (vector, whether order-specific)} of what is invoiced."""
        result = {}
        for product, (batches, returned) in self._get_batches(line, day).items():
            units = self._get_units(line, product, day, returned)
            result[product] = join(
                self._get_closed(line, product, day), take_first(batches, units)
            )
        return result

    # === Valued at closing from a day on ===

    def _is_left_to_closing(self, line, product, day):
        """Tell whether on a day the closing books the cost of a product, and not we.

        What was booked before stays.
        """
        if product.with_company(line.company_id).valuation == "real_time":
            return False
        days = self._get_closing_days(line, product)
        return not days or day >= max(days)

    def _get_closing_days(self, line, product):
        moves = self.moves[line].filtered(lambda move: move.product_id == product)
        return list(filter(None, moves.mapped("pull_closed_on")))

    def _get_closed(self, line, product, day):
        """Return what of a product was due when it was left to the closing."""
        days = [on for on in self._get_closing_days(line, product) if on < day]
        return self.get_costs(line, max(days)).get(product) if days else ({}, False)

    def get_vector(self, line, day):
        """Return ({key: weight}, whether order-specific) of what is invoiced."""
        costs = self.get_costs(line, day).values()
        specific = [bool(specific) for vector, specific in costs if vector]
        return add(vector for vector, _specific in costs), bool(specific) and all(
            specific
        )

    def _get_booked(self, line, day):
        booked = defaultdict(float)
        for on, product, amount in self.booked[line]:
            if on <= day:
                booked[product] += amount
        return booked

    def _get_invoiced(self, line, day):
        """Return (quantity invoiced less credited, quantity credited)."""
        quantities = [quantity for on, quantity in self.invoiced[line] if on <= day]
        return sum(quantities), -sum(filter(lambda number: number < 0, quantities))

    def _get_units(self, line, product, day, returned):
        """Return how much of a product is invoiced, in its unit.

        A kit that is credited and of which only a part came back: what the customer
        keeps of it is lost.

        :param returned: {product: quantity that came back}
        """
        ratios = self.ratios[line]
        ratio = ratios.get(product, 0)
        invoiced, credited = self._get_invoiced(line, day)
        if set(ratios) == {line.product_id}:
            return invoiced * ratio
        back = max(
            (returned[part] / ratios[part] for part in ratios if part in returned),
            default=0,
        )
        kept = min(credited, back) * ratio - returned.get(product, 0)
        return invoiced * ratio + max(kept, 0)

    def _get_batches(self, line, day):
        """Return {product: ([what each delivery brought and is kept], returned)}."""
        moves = self.moves[line].filtered(lambda move: self.move_days[move] <= day)
        moves = moves.with_prefetch(self.prefetch)
        vectors = moves._get_cost_vectors(date=day)
        kept = defaultdict(dict)
        returned = defaultdict(float)
        for move in moves:
            batch = move._get_cogs_batch(vectors[move], day)
            own = kept[move.product_id]
            origin = move.origin_returned_move_id
            if not move._is_cogs_return():
                own[move] = batch
                continue
            returned[move.product_id] += batch.quantity
            if origin in own:
                own[origin] = give_back(own[origin], batch)
            else:
                rest = give_back_last(list(own.values()), batch)
                kept[move.product_id] = dict(zip(own, rest, strict=False))
        return {
            product: (list(own.values()), returned) for product, own in kept.items()
        }
