"""What is delivered, invoiced and booked of sales order lines, in sums."""

from odoo.tools import SQL


def select_sold(control):
    """Select what each order line has of each product, as of the control's day.

    Columns: `line_id`, `product_id`, `cost` and `quantity` that the customer keeps,
    `booked`, `invoiced` (quantity of the whole line), `is_simple` (the product sold
    itself, nothing of it dropshipped), `is_broken` (a move's parts do not sum).
    """
    return SQL(
        """
        SELECT COALESCE(delivered.line_id, booked.line_id) AS line_id,
               COALESCE(delivered.product_id, booked.product_id) AS product_id,
               COALESCE(delivered.cost, 0) AS cost,
               COALESCE(delivered.quantity, 0) AS quantity,
               COALESCE(booked.amount, 0) AS booked,
               COALESCE(invoiced.quantity, 0) AS invoiced,
               COALESCE(delivered.product_id, booked.product_id) = line.product_id
                   AND NOT COALESCE(delivered.is_dropship, FALSE) AS is_simple,
               COALESCE(delivered.is_broken, FALSE) AS is_broken
          FROM (%(delivered)s) delivered
          FULL JOIN (%(booked)s) booked
            ON booked.line_id = delivered.line_id
           AND booked.product_id = delivered.product_id
          JOIN sale_order_line line
            ON line.id = COALESCE(delivered.line_id, booked.line_id)
          LEFT JOIN (%(invoiced)s) invoiced
            ON invoiced.line_id = COALESCE(delivered.line_id, booked.line_id)
        """,
        delivered=_select_delivered(control),
        booked=_select_booked(control),
        invoiced=_select_invoiced(control),
    )


def _select_delivered(control):
    return SQL(
        """
        SELECT move.sale_line_id AS line_id,
               move.product_id,
               SUM(CASE WHEN move.is_in THEN -parts.weight ELSE parts.weight END)
                   AS cost,
               SUM(CASE WHEN move.is_in THEN -1 ELSE 1 END * move.quantity
                   * made_in.factor / kept_in.factor) AS quantity,
               BOOL_OR(COALESCE(move.is_dropship, FALSE)) AS is_dropship,
               BOOL_OR(move.id IN %(broken)s) AS is_broken
          FROM stock_move move
          JOIN product_product product ON product.id = move.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN uom_uom made_in ON made_in.id = move.product_uom
          JOIN uom_uom kept_in ON kept_in.id = template.uom_id
          LEFT JOIN (%(parts)s) parts ON parts.move_id = move.id
         WHERE move.company_id = %(company)s
           AND move.sale_line_id IS NOT NULL
           AND move.state = 'done'
           AND (parts.move_id IS NOT NULL OR move.is_dropship)
           AND move.pull_is_periodic IS NOT TRUE
           AND COALESCE(template.categ_id, 0) IN %(categories)s
         GROUP BY move.sale_line_id, move.product_id
        """,
        broken=tuple(control.broken) or (0,),
        parts=select_weights(control),
        company=control.company.id,
        categories=control.get_perpetual_categories(),
    )


def select_weights(control):
    """Select what each valued move was worth on the control's day, unrounded."""
    return SQL(
        """
        SELECT move_id,
               SUM(weight) AS weight,
               SUM(weight) FILTER (WHERE kind = 'ordering') AS ordering,
               SUM(weight) FILTER (WHERE kind = 'landed') AS landed,
               SUM(amount) FILTER (WHERE cause IS NULL) AS first
          FROM stock_move_cost_line
         WHERE company_id = %s AND date <= %s
         GROUP BY move_id
        """,
        control.company.id,
        control.day,
    )


def _select_booked(control):
    return SQL(
        """
        SELECT pull_sale_line_id AS line_id, product_id, -SUM(balance) AS amount
          FROM account_move_line
         WHERE company_id = %s
           AND pull_sale_line_id IS NOT NULL
           AND pull_cogs_side = 'stock'
           AND parent_state = 'posted'
           AND date <= %s
         GROUP BY pull_sale_line_id, product_id
        """,
        control.company.id,
        control.day,
    )


def _select_invoiced(control):
    return SQL(
        """
        SELECT item.line_id, SUM(item.quantity) AS quantity
          FROM (
            SELECT MIN(link.order_line_id) AS line_id,
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
        control.company.id,
        control.day,
    )
