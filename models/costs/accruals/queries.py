"""What is delivered, invoiced, received and billed of order lines, as of a day."""

from odoo.tools import SQL


def select_sales(books):
    """Select (order line, delivered, invoiced, revenue) of goods in perpetual
    valuation, where something was delivered or invoiced by the day.

    Quantities are in the product's unit; delivered is NULL for a kit, whose components
    tell. Revenue is what is invoiced, in company currency.
    """
    return SQL(
        """
        SELECT line.id,
               CASE WHEN template.is_storable THEN COALESCE(sent.quantity, 0) END,
               COALESCE(invoiced.quantity, 0),
               COALESCE(invoiced.revenue, 0)
          FROM sale_order_line line
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          LEFT JOIN (%(sent)s) sent ON sent.line_id = line.id
          LEFT JOIN (%(invoiced)s) invoiced ON invoiced.line_id = line.id
         WHERE line.company_id = %(company)s
           AND (sent.line_id IS NOT NULL OR invoiced.line_id IS NOT NULL)
           AND line.is_downpayment IS NOT TRUE
           AND template.type = 'consu'
           AND COALESCE(template.categ_id, 0) IN %(categories)s
           AND (template.is_storable
                OR EXISTS (SELECT FROM mrp_bom bom
                            WHERE bom.product_tmpl_id = template.id
                              AND bom.type = 'phantom'))
           AND (NOT COALESCE(template.is_storable, FALSE)
                OR ABS(COALESCE(sent.quantity, 0) - COALESCE(invoiced.quantity, 0))
                   > 1e-6)
         ORDER BY line.id
        """,
        sent=_select_sent(books),
        invoiced=_select_invoiced(books),
        company=books.company.id,
        categories=books.get_perpetual_categories(),
    )


def _select_days():
    """Select the accounting day from which each valued move counts."""
    return SQL(
        "SELECT move_id, MIN(date) AS day FROM stock_move_cost_line GROUP BY move_id"
    )


def _select_sent(books):
    return SQL(
        """
        SELECT move.sale_line_id AS line_id,
               SUM(CASE WHEN goes_to.usage = 'customer' THEN 1 ELSE -1 END
                   * move.quantity * made_in.factor / kept_in.factor) AS quantity
          FROM stock_move move
          JOIN sale_order_line line ON line.id = move.sale_line_id
          JOIN stock_location comes_from ON comes_from.id = move.location_id
          JOIN stock_location goes_to ON goes_to.id = move.location_dest_id
          JOIN product_product product ON product.id = move.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN uom_uom made_in ON made_in.id = move.product_uom
          JOIN uom_uom kept_in ON kept_in.id = template.uom_id
          LEFT JOIN (%(days)s) counted ON counted.move_id = move.id
         WHERE move.company_id = %(company)s AND move.state = 'done'
           AND (comes_from.usage = 'customer') != (goes_to.usage = 'customer')
           AND COALESCE(counted.day, move.date::date) <= %(day)s
         GROUP BY move.sale_line_id
        """,
        days=_select_days(),
        company=books.company.id,
        day=books.day,
    )


def _select_invoiced(books):
    return SQL(
        """
        SELECT item.line_id, SUM(item.quantity) AS quantity,
               SUM(item.revenue) AS revenue
          FROM (
            SELECT MIN(link.order_line_id) AS line_id,
                   -item.balance AS revenue,
                   item.quantity * sold_in.factor / kept_in.factor
                       * CASE WHEN entry.move_type = 'out_refund' THEN -1 ELSE 1 END
                       AS quantity
              FROM sale_order_line_invoice_rel link
              JOIN account_move_line item ON item.id = link.invoice_line_id
              JOIN account_move entry ON entry.id = item.move_id
              JOIN product_product product ON product.id = item.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom kept_in ON kept_in.id = template.uom_id
              JOIN uom_uom sold_in ON sold_in.id = COALESCE(item.product_uom_id,
                                                            template.uom_id)
             WHERE item.company_id = %s
               AND item.parent_state = 'posted'
               AND item.date <= %s
             GROUP BY item.id, entry.move_type, sold_in.factor, kept_in.factor
          ) item
         GROUP BY item.line_id
        """,
        books.company.id,
        books.day,
    )


def select_purchases(books):
    """Select (order line, received, billed, value received, amount billed) where more
    is received than billed by the day, in the product's unit and company currency.

    The value is that of the goods, without what was added to the price: ordering and
    landed cost. It is NULL for what a vendor ships straight to a customer.
    """
    return SQL(
        """
        SELECT received.line_id,
               received.quantity,
               COALESCE(billed.quantity, 0),
               received.value,
               COALESCE(billed.amount, 0)
          FROM (%(received)s) received
          LEFT JOIN (%(billed)s) billed ON billed.line_id = received.line_id
         WHERE received.quantity - COALESCE(billed.quantity, 0) > 1e-6
         ORDER BY received.line_id
        """,
        received=_select_received(books),
        billed=_select_billed(books),
    )


def _select_received(books):
    return SQL(
        """
        SELECT move.purchase_line_id AS line_id,
               SUM(CASE WHEN goes_to.usage = 'supplier' THEN -1 ELSE 1 END
                   * move.quantity * made_in.factor / kept_in.factor) AS quantity,
               SUM(CASE WHEN goes_to.usage = 'supplier' THEN -1 ELSE 1 END
                   * counted.value) AS value
          FROM stock_move move
          JOIN stock_location comes_from ON comes_from.id = move.location_id
          JOIN stock_location goes_to ON goes_to.id = move.location_dest_id
          JOIN product_product product ON product.id = move.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN uom_uom made_in ON made_in.id = move.product_uom
          JOIN uom_uom kept_in ON kept_in.id = template.uom_id
          LEFT JOIN (
            SELECT move_id, MIN(date) AS day,
                   SUM(weight) FILTER (WHERE date <= %(day)s
                                         AND kind NOT IN ('ordering', 'landed'))
                       AS value
              FROM stock_move_cost_line
             GROUP BY move_id
          ) counted ON counted.move_id = move.id
         WHERE move.company_id = %(company)s AND move.state = 'done'
           AND move.purchase_line_id IS NOT NULL
           AND (comes_from.usage = 'supplier') != (goes_to.usage = 'supplier')
           AND COALESCE(counted.day, move.date::date) <= %(day)s
         GROUP BY move.purchase_line_id
        """,
        company=books.company.id,
        day=books.day,
    )


def _select_billed(books):
    return SQL(
        """
        SELECT item.purchase_line_id AS line_id,
               SUM(item.quantity * billed_in.factor / kept_in.factor
                   * CASE WHEN entry.move_type = 'in_refund' THEN -1 ELSE 1 END)
                   AS quantity,
               SUM(item.balance) AS amount
          FROM account_move_line item
          JOIN account_move entry ON entry.id = item.move_id
          JOIN product_product product ON product.id = item.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN uom_uom kept_in ON kept_in.id = template.uom_id
          JOIN uom_uom billed_in ON billed_in.id = COALESCE(item.product_uom_id,
                                                            template.uom_id)
         WHERE item.company_id = %s
           AND item.parent_state = 'posted'
           AND item.date <= %s
           AND item.purchase_line_id IS NOT NULL
           AND entry.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
         GROUP BY item.purchase_line_id
        """,
        books.company.id,
        books.day,
    )
