"""Goods that come back, are lost, are another's or another company's."""

from odoo import Command

from .flow import STOCKED, right


def _sold(books, quantity=2, cost=10, **values):
    product = books.product(**values)
    order = books.sell({product: quantity})
    line = books.buy(product, quantity, cost)
    books.receive(line)
    books.bill(line)
    books.deliver(order)
    return product, order


@right(10, inventory=10)
def returned_before_the_invoice(books):
    product, order = _sold(books)
    books.take_back(order.picking_ids, {product: 1})
    books.invoice(order)


@right(10, inventory=10)
def returned_and_credited(books):
    product, order = _sold(books)
    invoice = books.invoice(order)
    books.take_back(order.picking_ids, {product: 1})
    books.credit(invoice, 1)


@right(0, inventory=20)
def all_returned_and_credited(books):
    _product, order = _sold(books, method="average")
    invoice = books.invoice(order)
    books.take_back(order.picking_ids)
    books.credit(invoice)


@right(10, inventory=10)
def credited_and_then_returned(books):
    product, order = _sold(books)
    books.credit(books.invoice(order), 1)
    books.take_back(order.picking_ids, {product: 1})


@right(10, inventory=10)
def returned_and_invoiced_from_the_order(books):
    """The order makes its own credit note."""
    product, order = _sold(books)
    books.invoice(order)
    books.take_back(order.picking_ids, {product: 1})
    order._create_invoices(final=True).action_post()


@right(10, inventory=10)
def returned_and_not_credited(books):
    product, order = _sold(books)
    books.invoice(order)
    books.take_back(order.picking_ids, {product: 1})


@right(87.67, inventory=43.83, closed=87.67)
def prepaid_partly_delivered_and_one_comes_back(books):
    """Three of six at 131.50 together, one comes back, nothing is credited."""
    product = books.product("average", invoice_policy="order")
    order = books.sell({product: 6})
    books.invoice(order)
    line = books.buy(product, 3, 131.5 / 3)
    books.receive(line, 3)
    books.bill(line, price=131.5 / 3, quantity=3)
    done = books.deliver_once(order, {product: 3})
    books.take_back(done, {product: 1})


@right(20, policies=STOCKED, inventory=10)
def exchanged(books):
    """One of two comes back and goes out again."""
    product = books.product(invoice_policy="order")
    books.stock(product, 3, 10)
    order = books.sell({product: 2})
    books.deliver(order)
    books.invoice(order)
    back = books.take_back(order.picking_ids, {product: 1})
    books.take_back(back)


@right(63, policies=STOCKED, inventory=123)
def the_dearer_lot_comes_back(books):
    """Valued by lot: 63 and 123 delivered, that of 123 returned and credited."""
    product = books.product(tracking="lot", lot_valuated=True)
    books.stock(product, 1, 63, lots={"A": 1})
    books.stock(product, 1, 123, lots={"B": 1})
    order = books.sell({product: 2})
    books.deliver(order, lots={"A": 1, "B": 1})
    invoice = books.invoice(order)
    books.take_back(order.picking_ids, {product: 1}, lots={"B": 1})
    books.credit(invoice, 1)


@right(123, policies=STOCKED, inventory=63)
def a_lot_of_its_own_value(books):
    product = books.product(tracking="lot", lot_valuated=True)
    books.stock(product, 1, 63, lots={"A": 1})
    books.stock(product, 1, 123, lots={"B": 1})
    order = books.sell({product: 1})
    books.deliver(order, lots={"B": 1})
    books.invoice(order)


@right(20, policies=STOCKED, inventory=10)
def serial_numbers(books):
    product = books.product("average", tracking="serial", lot_valuated=True)
    books.stock(product, 3, 10, lots={"1": 1, "2": 1, "3": 1})
    order = books.sell({product: 2})
    books.deliver(order, lots={"1": 1, "3": 1})
    books.invoice(order)


@right(36, policies=STOCKED)
def a_dearer_bill_of_a_lot(books):
    """Three at 10 by lot, delivered, then billed at 12."""
    product = books.product("average", tracking="lot", lot_valuated=True)
    order = books.sell({product: 3})
    line = books.buy(product, 3, 10)
    books.receive(line, lots={"A": 3})
    books.deliver(order, lots={"A": 3})
    books.bill(line, price=12)
    books.invoice(order)


@right(10, policies=STOCKED, inventory=10)
def one_is_scrapped(books):
    product = books.product()
    books.stock(product, 3, 10)
    books.scrap(product)
    order = books.sell({product: 1})
    books.deliver(order)
    books.invoice(order)


@right(20, policies=STOCKED, inventory=30)
def counted_up(books):
    product = books.product("average")
    books.stock(product, 4, 10)
    books.count(product, 5)
    order = books.sell({product: 2})
    books.deliver(order)
    books.invoice(order)


@right(10, policies=STOCKED, inventory=20)
def counted_down(books):
    product = books.product()
    books.stock(product, 4, 10)
    books.count(product, 3)
    order = books.sell({product: 1})
    books.deliver(order)
    books.invoice(order)


@right(0, policies=STOCKED)
def goods_of_another_owner(books):
    """Consigned: they cost nothing."""
    product = books.product()
    books.env["stock.quant"].create(
        {
            "product_id": product.id,
            "location_id": books.warehouse.lot_stock_id.id,
            "owner_id": books.vendor.id,
            "inventory_quantity": 2,
        }
    ).action_apply_inventory()
    order = books.sell({product: 2})
    for move in order.picking_ids.move_ids:
        move.quantity = 2
        move.move_line_ids.owner_id = books.vendor
        move.picked = True
    order.picking_ids.button_validate()
    books.invoice(order)


@right(20, policies=STOCKED, inventory=80)
def another_company_has_the_same_product(books):
    """Its stock at 30 is its own."""
    other = books.env["res.company"].create(
        {"name": "Other flows", "currency_id": books.company.currency_id.id}
    )
    books.env.user.company_ids += other
    books.env["account.chart.template"]._load("generic_coa", other, install_demo=False)
    product = books.product("average", company_id=False)
    books.stock(product, 10, 10)
    twin = books.in_company(other)
    product.with_company(other).categ_id.write(
        {"property_cost_method": "average", "property_valuation": "real_time"}
    )
    twin.stock(product.with_env(twin.env), 10, 30)
    order = books.sell({product: 2})
    books.deliver(order)
    books.invoice(order)
    theirs = twin.sell({product.with_env(twin.env): 1})
    twin.deliver(theirs)
    twin.invoice(theirs)
    return {"theirs": twin.cogs()}


def _ship_by_vendor(books, quantity, product):
    route = books.env.ref("stock_dropshipping.route_drop_shipping")
    order = books.sell(
        {product: quantity},
        order_line=[
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "price_unit": 100,
                    "route_ids": [Command.set(route.ids)],
                }
            )
        ],
    )
    line = books.buy(product, quantity, 10)
    books.receive(line)
    return order, line


@right(24, policies=("pull",))
def shipped_by_the_vendor(books):
    """The bill is the expense; the invoice books nothing more."""
    product = books.product()
    order, line = _ship_by_vendor(books, 2, product)
    books.bill(line, price=12)
    books.invoice(order)


@right(24, policies=("pull",))
def shipped_by_the_vendor_and_invoiced_first(books):
    product = books.product("average", invoice_policy="order")
    order, line = _ship_by_vendor(books, 2, product)
    books.invoice(order)
    books.bill(line, price=12)
