"""Bought and sold: every order of events, under every method."""

from .flow import ORDERED, STOCKED, add_flow, right

# Ordered from the customer first; then R received, B billed, D delivered, I invoiced.
SEQUENCES = ("RBDI", "RDBI", "RDIB", "BRDI", "RBID", "IRBD", "IRDB", "IBRD", "BIRD")


def everyday(books, sequence, method, valuation="real_time"):
    """Ten ordered at 10 and billed at 12; received, billed, delivered and invoiced in
    some order."""
    product = books.product(method, valuation, invoice_policy="order")
    if method == "standard":
        product.standard_price = 10
    order = books.sell({product: 10})
    line = books.buy(product, 10, 10)
    events = {
        "R": lambda: books.receive(line),
        "B": lambda: books.bill(line, price=12),
        "D": lambda: books.deliver(order),
        "I": lambda: books.invoice(order),
    }
    for event in sequence:
        events[event]()


for _sequence in SEQUENCES:
    for _method in ("fifo", "average"):
        add_flow(
            *(f"everyday {_sequence} {_method}", everyday, 120),
            arguments={"sequence": _sequence, "method": _method},
            mended=(_sequence, _method) == ("RDBI", "fifo"),
        )
    # At standard cost what the bill has more is the closing's.
    add_flow(
        *(f"everyday {_sequence} standard", everyday, 100),
        arguments={"sequence": _sequence, "method": "standard"},
        gap=-20,
        closed=120,
    )
for _method in ("fifo", "average"):
    add_flow(
        *(f"everyday RDIB {_method} periodic", everyday, 120),
        arguments={"sequence": "RDIB", "method": _method, "valuation": "periodic"},
    )


@right(120, inventory=0)
def bills_in_parts(books):
    """Ten received and delivered; four billed at 9, invoiced, six billed at 14."""
    product = books.product("average")
    order = books.sell({product: 10})
    line = books.buy(product, 10, 10)
    books.receive(line)
    books.deliver(order)
    books.bill(line, price=9, quantity=4)
    books.invoice(order)
    books.bill(line, price=14, quantity=6)


@right(48, inventory=72)
def part_still_in_stock(books):
    """Four of ten delivered and invoiced before all is billed at 12."""
    product = books.product("average")
    order = books.sell({product: 4})
    line = books.buy(product, 10, 10)
    line.product_qty = 10
    books.receive(line)
    books.deliver(order)
    books.invoice(order)
    books.bill(line, price=12, quantity=10)


@right(100, gap=100, closed=0)
def received_and_not_billed(books):
    """The bill books the stock; the closing takes out what no bill has put in."""
    product = books.product(invoice_policy="order")
    order = books.sell({product: 10})
    line = books.buy(product, 10, 10)
    books.receive(line)
    books.deliver(order)
    books.invoice(order)


@right(0, gap=-100, closed=100)
def delivered_and_not_invoiced(books):
    product = books.product()
    order = books.sell({product: 10})
    line = books.buy(product, 10, 10)
    books.receive(line)
    books.bill(line)
    books.deliver(order)


@right(90)
def vendor_refunds_a_part_of_the_price(books):
    """Ten billed at 12, delivered and invoiced; the vendor gives back 3 of each."""
    product = books.product("average")
    order = books.sell({product: 10})
    line = books.buy(product, 10, 10)
    books.receive(line)
    books.bill(line, price=12)
    books.deliver(order)
    books.invoice(order)
    books.bill(line, price=3, move_type="in_refund", quantity=10)


@right(40, policies=STOCKED, inventory=60)
def back_to_the_vendor(books):
    """Fourteen bought at 10, four go back and are refunded, four are sold."""
    product = books.product("average")
    line = books.stock(product, 14, 10)
    books.take_back(line.move_ids.picking_id, {product: 4})
    bill = line.invoice_lines.move_id
    books.credit(bill, quantity=4)
    order = books.sell({product: 4})
    books.deliver(order)
    books.invoice(order)


@right(186, policies=STOCKED)
def two_layers(books):
    product = books.product()
    books.stock(product, 1, 63)
    books.stock(product, 1, 123)
    order = books.sell({product: 2})
    books.deliver(order)
    books.invoice(order)


@right(63, policies=STOCKED, inventory=123)
def first_of_two_layers(books):
    product = books.product()
    books.stock(product, 1, 63)
    books.stock(product, 1, 123)
    order = books.sell({product: 1})
    books.deliver(order)
    books.invoice(order)


@right(60, policies=STOCKED, inventory=180)
def average_of_two_receipts(books):
    product = books.product("average")
    books.stock(product, 10, 10)
    books.stock(product, 10, 14)
    order = books.sell({product: 5})
    books.deliver(order)
    books.invoice(order)


@right(120, policies=STOCKED)
def partly_delivered_and_invoiced(books):
    """Five at 10 and five at 14, delivered and invoiced half and half."""
    product = books.product()
    books.stock(product, 5, 10)
    books.stock(product, 5, 14)
    order = books.sell({product: 10})
    for _half in range(2):
        books.deliver(order, {product: 5})
        books.invoice(order)


@right(50, policies=STOCKED, gap=-70, closed=120)
def one_of_two_deliveries_invoiced(books):
    product = books.product()
    books.stock(product, 5, 10)
    books.stock(product, 5, 14)
    order = books.sell({product: 10})
    books.deliver(order, {product: 5})
    books.invoice(order)
    books.deliver(order)


@right(15, policies=STOCKED, inventory=15, gap=10, closed=5)
def average_revalued_by_hand(books):
    """Two at 10; the cost set to 15: the closing books the 10; one sold."""
    product = books.product("average")
    books.stock(product, 2, 10)
    books.wait()
    product.standard_price = 15
    order = books.sell({product: 1})
    books.deliver(order)
    books.invoice(order)


@right(30, policies=STOCKED, inventory=70)
def more_than_one_order_on_an_invoice(books):
    product = books.product("average")
    books.stock(product, 10, 10)
    orders = books.sell({product: 1}) + books.sell({product: 2})
    for order in orders:
        books.deliver(order)
    books.invoice(orders)


@right(50, policies=STOCKED)
def two_lines_of_one_product(books):
    product = books.product()
    books.stock(product, 2, 10)
    books.stock(product, 1, 30)
    order = books.sell({product: 2})
    order.write(
        {
            "order_line": [
                (0, 0, {"product_id": product.id, "product_uom_qty": 1}),
            ]
        }
    )
    books.deliver(order)
    books.invoice(order)


@right(30, policies=STOCKED)
def goods_services_and_consumables(books):
    """Only what is kept in stock has a cost of goods sold."""
    product = books.product()
    books.stock(product, 3, 10)
    service = books.product(type="service", is_storable=False, sold=False)
    paper = books.product(is_storable=False, sold=False, standard_price=4)
    order = books.sell({product: 3, service: 2, paper: 5})
    order.order_line.filtered(lambda line: line.product_id == service).qty_delivered = 2
    books.deliver(order)
    books.invoice(order)


@right(50, policies=STOCKED)
def perpetual_and_periodic_in_one_order(books):
    """Three at 10 perpetual, two at 10 periodic, whose bill is the expense."""
    product = books.product()
    other = books.product(valuation="periodic")
    books.stock(product, 3, 10)
    books.stock(other, 2, 10)
    order = books.sell({product: 3, other: 2})
    books.deliver(order)
    books.invoice(order)


@right(100, policies=STOCKED, gap=60, inventory=60, closed=40)
def periodic_partly_sold(books):
    product = books.product(valuation="periodic")
    books.stock(product, 10, 10)
    order = books.sell({product: 4})
    books.deliver(order)
    books.invoice(order)


@right(622.5, policies=STOCKED, closed=415)
def switched_to_perpetual(books):
    """Ten at 41.50: five sold and closed periodic, five after the switch."""
    product = books.product(valuation="periodic")
    books.stock(product, 10, 41.5)
    order = books.sell({product: 10})
    books.deliver(order, {product: 5})
    books.invoice(order)
    books.close()
    books.wait()
    product.categ_id.property_valuation = "real_time"
    books.deliver(order)
    books.invoice(order)


@right(20, policies=STOCKED)
def delivered_before_it_is_received(books):
    """Negative stock of a product that has a cost already."""
    product = books.product("average", standard_price=10)
    order = books.sell({product: 2})
    books.deliver(order)
    books.invoice(order)
    line = books.buy(product, 2, 10)
    books.receive(line)
    books.bill(line)


@right(30, policies=ORDERED)
def in_several_steps(books):
    """Received in two steps, delivered in three."""
    books.warehouse.write(
        {"reception_steps": "two_steps", "delivery_steps": "pick_pack_ship"}
    )
    product = books.product()
    order = books.sell({product: 3})
    line = books.buy(product, 3, 10)
    books.receive(line)
    books.forward(product)
    books.bill(line)
    books.deliver(order)
    books.invoice(order)
