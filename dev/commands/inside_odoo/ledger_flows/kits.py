"""Kits: their components are delivered, the kit is invoiced."""

from .flow import STOCKED, right


def _parts(books, count, quantity=1, **values):
    parts = [books.product(sold=False, **values) for _part in range(count)]
    for part in parts:
        books.stock(part, quantity, 10)
    return parts


@right(40, policies=STOCKED)
def kits_delivered_and_invoiced(books):
    a, b = _parts(books, 2, 2)
    kit = books.kit({a: 1, b: 1})
    order = books.sell({kit: 2})
    books.deliver(order)
    books.invoice(order)


@right(40, policies=STOCKED)
def kits_that_are_not_kept_in_stock(books):
    """The kit itself is no storable product; its parts are."""
    a, b = _parts(books, 2, 2)
    kit = books.kit({a: 1, b: 1}, is_storable=False)
    order = books.sell({kit: 2})
    books.deliver(order)
    books.invoice(order)


@right(20, policies=STOCKED, inventory=10)
def a_part_left_out(books):
    """Invoiced on order; one of three parts is never delivered."""
    a, b, c = _parts(books, 3)
    kit = books.kit({a: 1, b: 1, c: 1}, invoice_policy="order")
    order = books.sell({kit: 1})
    books.invoice(order)
    books.deliver_once(order, {a: 1, b: 1})
    left = order.picking_ids.filtered(lambda one: one.state != "done")
    left.action_cancel()


# Hybrid would pull the nine that are missing, as moves of their own.
@right(20, policies=("push",), gap=-90, closed=110)
def one_of_ten_kits_invoiced(books):
    """Of ten kits all A and one B are delivered; one kit is invoiced."""
    [a], [b] = _parts(books, 1, 10), _parts(books, 1, 1)
    kit = books.kit({a: 1, b: 1}, invoice_policy="order")
    order = books.sell({kit: 10})
    books.deliver_once(order, {a: 10, b: 1})
    books.invoice(order, 1)


@right(10, policies=STOCKED, inventory=10)
def a_part_comes_back_and_the_kit_is_credited(books):
    a, b = _parts(books, 2)
    kit = books.kit({a: 1, b: 1}, invoice_policy="order")
    order = books.sell({kit: 1})
    books.deliver(order)
    invoice = books.invoice(order)
    books.take_back(order.picking_ids, {b: 1})
    books.credit(invoice)


@right(25, policies=STOCKED, gap=-47, closed=72)
def kits_invoiced_one_after_the_other(books):
    """Of 25 and 47: the first delivered and invoiced, the second delivered."""
    part = books.product(sold=False)
    books.stock(part, 1, 25)
    books.stock(part, 1, 47)
    kit = books.kit({part: 1})
    order = books.sell({kit: 2})
    books.deliver_once(order, {part: 1})
    books.invoice(order, 1)
    books.deliver(order)


@right(20, policies=STOCKED)
def kit_of_another_account(books):
    """The components' account is credited."""
    own = books.account("Kits", "110190", "asset_current")
    parts = books.account("Parts", "110191", "asset_current")
    books.stock_account += own + parts
    category = books.category(property_stock_valuation_account_id=parts.id)
    [part] = _parts(books, 1, 2, categ_id=category.id)
    kit = books.kit({part: 2})
    kit.categ_id = books.category(property_stock_valuation_account_id=own.id)
    order = books.sell({kit: 1})
    books.deliver(order)
    books.invoice(order)
    return {"kit's account": books.balances().get(own, 0)}


@right(20, policies=STOCKED)
def periodic_kit_of_perpetual_parts(books):
    [part] = _parts(books, 1, 2)
    kit = books.kit({part: 2}, valuation="periodic")
    order = books.sell({kit: 1})
    books.deliver(order)
    books.invoice(order)


@right(20, policies=STOCKED)
def perpetual_kit_of_periodic_parts(books):
    """The parts' bill is the expense already."""
    [part] = _parts(books, 1, 2, valuation="periodic")
    kit = books.kit({part: 2})
    order = books.sell({kit: 1})
    books.deliver(order)
    books.invoice(order)


@right(100, policies=STOCKED)
def kits_of_several_of_a_part(books):
    a, b = _parts(books, 2, 4)
    books.stock(a, 2, 10)
    kit = books.kit({a: 3, b: 2})
    order = books.sell({kit: 2})
    books.deliver_once(order, {a: 3, b: 2})
    books.invoice(order)
    books.deliver(order)
    books.invoice(order)
