"""Units of measure, currencies, small amounts and freight."""

from datetime import timedelta

from odoo import Command, fields

from .flow import STOCKED, add_flow, right


def _currency(books, name, *rates):
    """Return a currency that has so many a dollar, today and on each day after."""
    currency = books.env.ref(f"base.{name}")
    currency.write({"active": True, "rate_ids": [Command.clear()]})
    today = fields.Date.today()
    currency.rate_ids = [
        Command.create(
            {
                "name": today + timedelta(days=day),
                "rate": rate,
                "company_id": books.company.id,
            }
        )
        for day, rate in enumerate(rates)
    ]
    return currency


@right(60, policies=STOCKED, inventory=60)
def bought_in_dozens_sold_in_units(books):
    dozen = books.env.ref("uom.product_uom_dozen")
    product = books.product()
    line = books.purchase(product, 1)
    line.write({"product_uom_id": dozen.id, "product_qty": 1})
    line.price_unit = 120
    line.order_id.button_confirm()
    books.receive(line)
    books.bill(line)
    order = books.sell({product: 6})
    books.deliver(order)
    books.invoice(order)


@right(120, policies=STOCKED, inventory=120)
def kept_in_units_sold_in_dozens(books):
    product = books.product("average")
    books.stock(product, 24, 10)
    order = books.sell_in(books.env.ref("uom.product_uom_dozen"), product, 1)
    books.deliver(order)
    books.invoice(order)


@right(99.9, policies=STOCKED, gap=-0.1, closed=100)
def kept_in_kilograms_sold_in_grams(books):
    """One at 100; 999 grams in three invoices, 1,000 delivered: a kilogram has two
    digits."""
    kilogram, gram = (
        books.env.ref(f"uom.product_uom_{name}") for name in ("kgm", "gram")
    )
    product = books.product(uom_id=kilogram.id)
    books.stock(product, 1, 100)
    order = books.sell_in(gram, product, 999)
    books.deliver(order)
    for _part in range(3):
        books.invoice(order, 333)


@right(3, policies=STOCKED)
def a_thousand_for_three(books):
    product = books.product("average")
    books.env["decimal.precision"].search([("name", "=", "Product Price")]).digits = 3
    books.stock(product, 1000, 0.003)
    order = books.sell({product: 1000})
    books.deliver(order)
    books.invoice(order)


@right(3.33, policies=STOCKED, inventory=6.66)
def a_third(books):
    """Three at 3.33; one is sold."""
    product = books.product("average")
    books.stock(product, 3, 3.33)
    order = books.sell({product: 1})
    books.deliver(order)
    books.invoice(order)


def _sell_in_currency(books, name, rate, cost):
    currency = _currency(books, name, rate)
    prices = books.env["product.pricelist"].create(
        {"name": name, "currency_id": currency.id}
    )
    product = books.product()
    books.stock(product, 1, cost)
    order = books.sell({product: 1}, pricelist_id=prices.id)
    books.deliver(order)
    books.invoice(order)


@right(0.4, policies=STOCKED)
def cents_on_an_invoice_in_yen(books):
    _sell_in_currency(books, "JPY", 150, 0.4)


@right(63, policies=STOCKED)
def invoiced_in_euros(books):
    _sell_in_currency(books, "EUR", 0.9, 63)


def bought_in_euros(books, sequence, method):
    """Ten at 8 euros: a dollar is 0.80 euros at the receipt and 0.50 at the bill."""
    euro = _currency(books, "EUR", 0.8, 0.5)
    product = books.product(method)
    product.seller_ids.write({"currency_id": euro.id, "price": 8})
    books.vendor.property_purchase_currency_id = euro
    order = books.sell({product: 10})
    line = books.buy(product, 10, 8)
    books.receive(line)
    for event in sequence:
        if event == "B":
            books.wait(days=1)
            books.bill(line)
        elif event == "D":
            books.deliver(order)
        else:
            books.invoice(order)


for _sequence in ("BDI", "DBI", "DIB"):
    for _method in ("fifo", "average"):
        add_flow(
            *(f"bought in euros R{_sequence} {_method}", bought_in_euros, 160),
            arguments={"sequence": _sequence, "method": _method},
        )


def freight(books, sequence, method):
    """Two at 10, and a landed cost of 6: the freight account is credited."""
    product = books.product(method)
    order = books.sell({product: 2})
    line = books.buy(product, 2, 10)
    books.receive(line)
    books.bill(line)
    events = {
        "F": lambda: books.add_freight(line, 6),
        "D": lambda: books.deliver(order),
        "I": lambda: books.invoice(order),
    }
    for event in sequence:
        events[event]()
    return {"freight": books.balances().get(books.declared, 0)}


for _sequence in ("FDI", "DFI", "DIF"):
    for _method in ("fifo", "average"):
        add_flow(
            *(f"freight RB{_sequence} {_method}", freight, 26),
            arguments={"sequence": _sequence, "method": _method},
            freight=-6,
        )
