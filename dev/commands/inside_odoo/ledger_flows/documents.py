"""What happens to invoices: reset, deleted, cancelled, reversed, dated ahead."""

from datetime import timedelta

from odoo import Command, fields

from .flow import ORDERED, STOCKED, right


def _prepaid(books, quantity=1, cost=63, method="fifo"):
    """Invoice first, then buy and deliver."""
    product = books.product(method, invoice_policy="order")
    order = books.sell({product: quantity})
    invoice = books.invoice(order)
    line = books.buy(product, quantity, cost)
    books.receive(line)
    books.bill(line)
    books.deliver(order)
    return product, order, invoice


@right(63)
def prepaid_deleted_and_invoiced_again(books):
    _product, order, invoice = _prepaid(books)
    invoice.button_draft()
    invoice.unlink()
    books.invoice(order)


@right(63)
def prepaid_line_removed_and_invoiced_again(books):
    _product, order, invoice = _prepaid(books)
    invoice.button_draft()
    invoice.invoice_line_ids = [Command.create({"name": "Advice", "price_unit": 5})]
    invoice.invoice_line_ids.filtered("product_id").unlink()
    invoice.action_post()
    books.invoice(order)


@right(0, inventory=63)
def prepaid_cancelled_and_goods_come_back(books):
    _product, order, invoice = _prepaid(books)
    invoice.button_draft()
    invoice.button_cancel()
    books.take_back(order.picking_ids)


@right(0, gap=-63, closed=63)
def invoice_reset_to_draft(books):
    _product, _order, invoice = _prepaid(books)
    invoice.button_draft()


@right(63)
def invoice_reset_and_posted_again(books):
    product = books.product()
    order = books.sell({product: 1})
    line = books.buy(product, 1, 63)
    books.receive(line)
    books.bill(line)
    books.deliver(order)
    invoice = books.invoice(order)
    for _again in range(2):
        invoice.button_draft()
        invoice.narration = "A word"
        invoice.action_post()


@right(103)
def reversed_and_modified(books):
    _product, _order, invoice = _prepaid(books, 2, 51.5)
    books.modify(invoice).action_post()


@right(0, gap=-20, closed=20)
def credited_and_goods_kept(books):
    """What is not invoiced any more has no cost of goods sold until the closing."""
    product = books.product()
    order = books.sell({product: 2})
    line = books.buy(product, 2, 10)
    books.receive(line)
    books.bill(line)
    books.deliver(order)
    books.credit(books.invoice(order))


@right(63, mended=True)
def dated_ahead_and_posted_by_the_job(books):
    product = books.product()
    order = books.sell({product: 1})
    line = books.buy(product, 1, 63)
    books.receive(line)
    books.bill(line)
    books.deliver(order)
    invoice = books.invoice(order, post=False)
    invoice.invoice_date = fields.Date.today() + timedelta(days=5)
    invoice._post(soft=True)
    books.wait(days=6)
    invoice._post()


# Hybrid would pull the second, which is not there when the order comes.
@right(186, policies=("push",), **{"first month": 63})
def posted_again_after_the_next_delivery(books):
    """A word is mended in an invoice of last month."""
    product = books.product()
    books.stock(product, 1, 63)
    order = books.sell({product: 2})
    books.deliver(order, {product: 1})
    invoice = books.invoice(order)
    day = fields.Date.today()
    books.wait(days=31)
    books.stock(product, 1, 123)
    books.deliver(order)
    invoice.button_draft()
    invoice.narration = "A word"
    invoice.action_post()
    first = books.cogs(day)
    books.invoice(order)
    return {"first month": first}


@right(103)
def expense_account_archived(books):
    """Between the invoice and the delivery: the delivery goes through."""
    account = books.account("Sold", "600600")
    books.expense += account
    product = books.product(invoice_policy="order")
    product.property_account_expense_id = account
    order = books.sell({product: 2})
    books.invoice(order)
    line = books.buy(product, 2, 51.5)
    books.receive(line)
    books.bill(line)
    account.active = False
    books.deliver(order)


@right(20)
def down_payment(books):
    """Half is paid ahead, the rest when delivered."""
    product = books.product()
    order = books.sell({product: 2})
    wizard = (
        books.env["sale.advance.payment.inv"]
        .with_context(active_ids=order.ids, active_model="sale.order")
        .create({"advance_payment_method": "percentage", "amount": 50})
    )
    wizard._create_invoices(order).action_post()
    line = books.buy(product, 2, 10)
    books.receive(line)
    books.bill(line)
    books.deliver(order)
    order._create_invoices(final=True).action_post()


@right(20)
def given_free(books):
    """At a price of nothing it costs the same."""
    product = books.product()
    order = books.sell({product: 2}, price=0)
    line = books.buy(product, 2, 10)
    books.receive(line)
    books.bill(line)
    books.deliver(order)
    books.invoice(order)


@right(20, policies=STOCKED)
def product_with_an_account_of_its_own(books):
    account = books.account("Sold", "600600")
    books.expense += account
    product = books.product(property_account_expense_id=account.id)
    books.stock(product, 2, 10)
    order = books.sell({product: 2})
    books.deliver(order)
    books.invoice(order)


@right(20, policies=STOCKED, mapped=20)
def fiscal_position_with_another_account(books):
    account = books.account("Sold abroad", "600700")
    books.expense += account
    position = books.env["account.fiscal.position"].create(
        {
            "name": "Abroad",
            "account_ids": [
                Command.create(
                    {
                        "account_src_id": books.company.expense_account_id.id,
                        "account_dest_id": account.id,
                    }
                )
            ],
        }
    )
    product = books.product()
    books.stock(product, 2, 10)
    order = books.sell({product: 2}, fiscal_position_id=position.id)
    books.deliver(order)
    books.invoice(order)
    return {"mapped": books.balances().get(account, 0)}


@right(20, policies=STOCKED)
def category_with_a_stock_account_of_its_own(books):
    account = books.account("Own stock", "110190", "asset_current")
    books.stock_account += account
    category = books.category(property_stock_valuation_account_id=account.id)
    product = books.product(categ_id=category.id)
    books.stock(product, 2, 10)
    order = books.sell({product: 2})
    books.deliver(order)
    books.invoice(order)


@right(10, policies=STOCKED, inventory=10)
def partly_delivered_and_the_rest_cancelled(books):
    product = books.product()
    books.stock(product, 2, 10)
    order = books.sell({product: 2})
    books.deliver(order, {product: 1})
    order.picking_ids.filtered(lambda one: one.state != "done").action_cancel()
    books.invoice(order)


@right(20)
def corrected_from_one_to_two(books):
    """Two are paid ahead; the done delivery of one is corrected to two."""
    product = books.product(invoice_policy="order")
    order = books.sell({product: 2})
    line = books.buy(product, 2, 10)
    books.receive(line)
    books.bill(line)
    books.invoice(order)
    done = books.deliver_once(order, {product: 1})
    books.wait()
    done.move_ids.filtered("picked").move_line_ids.quantity = 2


@right(10, inventory=10)
def corrected_from_two_to_one(books):
    product = books.product()
    order = books.sell({product: 2})
    line = books.buy(product, 2, 10)
    books.receive(line)
    books.bill(line)
    books.deliver(order)
    books.wait()
    order.picking_ids.move_ids.move_line_ids.quantity = 1
    books.invoice(order)


@right(30, policies=STOCKED, mended=True, inventory=30)
def corrected_to_the_next_layer(books):
    """The first was of 10, the second is of 20: not twice 10."""
    product = books.product()
    for price in (10, 20, 30):
        books.stock(product, 1, price)
    order = books.sell({product: 2})
    done = books.deliver_once(order, {product: 1})
    books.wait()
    done.move_ids.filtered("picked").move_line_ids.quantity = 2
    books.invoice(order)


@right(20, policies=ORDERED)
def order_locked_and_invoiced(books):
    product = books.product()
    order = books.sell({product: 2})
    order.action_lock()
    line = books.buy(product, 2, 10)
    books.receive(line)
    books.bill(line)
    books.deliver(order)
    books.invoice(order)
