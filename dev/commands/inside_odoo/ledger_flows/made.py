"""Made to order or to stock: components, minutes, by-products, several levels.

Setup 15 minutes and run 30 a unit at 60 an hour, a component of 10: one is 55, two are
95, ten 415 (the fixed part of a setup cost is not known to plain Odoo).
"""

from odoo import Command

from .flow import STOCKED, add_flow, right

COSTS = {1: 55, 2: 95, 10: 415}


def made_and_sold(books, quantity, sequence, method="fifo"):
    """M made, D delivered and I invoiced in some order."""
    table = books.made(method=method, invoice_policy="order")
    order = books.sell({table: quantity})
    events = {
        "M": lambda: books.make(table, quantity),
        "D": lambda: books.deliver(order),
        "I": lambda: books.invoice(order),
    }
    for event in sequence:
        events[event]()


for _quantity, _cost in COSTS.items():
    for _sequence in ("MDI", "MID", "IMD"):
        for _method in ("fifo", "average") if _quantity == 2 else ("fifo",):
            add_flow(
                *(f"made {_quantity} {_sequence} {_method}", made_and_sold, _cost),
                arguments={
                    "quantity": _quantity,
                    "sequence": _sequence,
                    "method": _method,
                },
                inventory=1000 - 10 * _quantity,
            )


@right(58, inventory=990, production=-3)
def made_at_standard_cost(books):
    """What the run costs less than 58 stays on the production account."""
    table = books.made(method="standard", standard_price=58)
    order = books.sell({table: 1})
    books.make(table, 1)
    books.deliver(order)
    books.invoice(order)


@right(59)
def component_billed_after_the_delivery(books):
    """Taken at 10, billed at 14 when the table is sold."""
    part = books.product(sold=False)
    line = books.buy(part, 1, 10)
    books.receive(line)
    table = books.made({part: 1})
    order = books.sell({table: 1})
    books.make(table, 1)
    books.deliver(order)
    books.invoice(order)
    books.bill(line, price=14)


@right(110, inventory=980)
def two_levels(books):
    """A top of 2 components and 45 minutes is 65, a desk of it and 45 more 110."""
    part = books.component()
    top = books.made({part: 2})
    desk = books.made({top: 1})
    order = books.sell({desk: 1})
    books.make(top, 1)
    books.make(desk, 1)
    books.deliver(order)
    books.invoice(order)


@right(44, inventory=1001)
def with_a_byproduct(books):
    """A fifth of 55 is the by-product's."""
    waste = books.product(sold=False)
    table = books.made()
    table.bom_ids.byproduct_ids = [
        Command.create({"product_id": waste.id, "product_qty": 1, "cost_share": 20})
    ]
    order = books.sell({table: 1})
    books.make(table, 1)
    books.deliver(order)
    books.invoice(order)


@right(47.5, policies=STOCKED, inventory=980 + 47.5)
def one_of_a_run_for_stock(books):
    """Two are made for stock at 95 and one is sold."""
    table = books.made(method="average")
    books.make(table, 2)
    order = books.sell({table: 1})
    books.deliver(order)
    books.invoice(order)


@right(45, inventory=1000)
def made_and_taken_apart(books):
    """The component comes back; the minutes are lost, and no run is open."""
    table = books.made()
    order = books.sell({table: 1})
    run = books.make(table, 1)
    order._action_cancel()
    books.unbuild(run)


@right(55, inventory=990)
def a_made_one_is_exchanged_for_itself(books):
    table = books.made()
    order = books.sell({table: 1})
    books.make(table, 1)
    books.deliver(order)
    books.invoice(order)
    back = books.take_back(order.picking_ids)
    books.take_back(back)


@right(0, inventory=1045)
def a_made_one_is_returned_and_credited(books):
    table = books.made()
    order = books.sell({table: 1})
    books.make(table, 1)
    books.deliver(order)
    invoice = books.invoice(order)
    books.take_back(order.picking_ids)
    books.credit(invoice)


@right(150, inventory=970, closed=150)
def made_in_two_parts(books):
    """Two, then one from the backorder, each with its setup."""
    table = books.made()
    order = books.sell({table: 3})
    books.make(table, 3, done=2)
    books.make(table, 1)
    books.deliver(order)
    books.invoice(order)


def _subcontracted(books, method="fifo"):
    part = books.component(10, method)
    product = books.product(method)
    product.seller_ids.price = 20
    books.bom(
        product, {part: 1}, type="subcontract", subcontractor_ids=books.vendor.ids
    )
    return product


@right(64, inventory=80)
def made_by_a_subcontractor(books):
    """A component of 10 each, his work ordered at 20 and billed at 22."""
    product = _subcontracted(books)
    order = books.sell({product: 2})
    line = books.buy(product, 2, 20)
    books.receive(line)
    books.bill(line, price=22)
    books.deliver(order)
    books.invoice(order)


@right(64, inventory=80)
def made_by_a_subcontractor_billed_last(books):
    product = _subcontracted(books, "average")
    order = books.sell({product: 2})
    line = books.buy(product, 2, 20)
    books.receive(line)
    books.deliver(order)
    books.invoice(order)
    books.bill(line, price=22)
