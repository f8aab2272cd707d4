"""What is delivered, invoiced and booked of sales order lines, in sums."""

from odoo.tools import SQL


def select_sold(control):
    """Select what each order line has of each product, as of the control's day.

    Columns: `line_id`, `product_id`, `cost` and `quantity` that the customer keeps,
    `size` (of the amounts that sum to the cost), `booked`, `invoiced` (quantity of the
    whole line), `is_own` (the product sold itself, not a part of a kit), `share` (of
    the cost that is invoiced; NULL: sums do not tell), `is_broken` (a move's parts do
    not sum).
    """
    return SQL(
        """
        SELECT sold.*,
               CASE WHEN sold.is_dropship THEN NULL
                    WHEN sold.invoiced * sold.ratio >= sold.quantity - 1e-6 THEN 1
                    WHEN sold.moves = 1
                         THEN GREATEST(sold.invoiced * sold.ratio, 0) / sold.quantity
                    END AS share
          FROM (
            SELECT COALESCE(delivered.line_id, booked.line_id) AS line_id,
                   COALESCE(delivered.product_id, booked.product_id) AS product_id,
                   COALESCE(delivered.cost, 0) AS cost,
                   COALESCE(delivered.size, 0) AS size,
                   COALESCE(delivered.quantity, 0) AS quantity,
                   delivered.moves,
                   COALESCE(booked.amount, 0) AS booked,
                   COALESCE(invoiced.quantity, 0) AS invoiced,
                   COALESCE(delivered.product_id, booked.product_id)
                       = line.product_id AS is_own,
                   CASE WHEN COALESCE(delivered.product_id, booked.product_id)
                             = line.product_id THEN 1 ELSE kit.ratio END AS ratio,
                   COALESCE(delivered.is_dropship, FALSE) AS is_dropship,
                   COALESCE(delivered.is_broken, FALSE) AS is_broken
              FROM (%(delivered)s) delivered
              FULL JOIN (%(booked)s) booked
                ON booked.line_id = delivered.line_id
               AND booked.product_id = delivered.product_id
              JOIN sale_order_line line
                ON line.id = COALESCE(delivered.line_id, booked.line_id)
              LEFT JOIN (%(invoiced)s) invoiced
                ON invoiced.line_id = COALESCE(delivered.line_id, booked.line_id)
              LEFT JOIN (%(kits)s) kit
                ON kit.line_id = delivered.line_id
               AND kit.product_id = delivered.product_id
          ) sold
        """,
        delivered=_select_delivered(control),
        booked=_select_booked(control),
        invoiced=_select_invoiced(control),
        kits=_select_kits(control),
    )


def _select_delivered(control):
    return SQL(
        """
        SELECT move.sale_line_id AS line_id,
               move.product_id,
               SUM(CASE WHEN move.is_in THEN -parts.weight ELSE parts.weight END)
                   AS cost,
               SUM(ABS(parts.weight)) AS size,
               SUM(CASE WHEN move.is_in THEN -1 ELSE 1 END * move.quantity
                   * made_in.factor / kept_in.factor) AS quantity,
               COUNT(*) AS moves,
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


def _select_kits(control):
    """Select how much of a component a kit has: where only the kit's own BoM says it,
    and not that of a kit within."""
    return SQL(
        """
        SELECT moved.line_id,
               moved.product_id,
               SUM(part.product_qty * counted_in.factor / kept_in.factor
                   / (bom.product_qty * made_in.factor / sold_in.factor)) AS ratio
          FROM (SELECT DISTINCT sale_line_id AS line_id, product_id, bom_line_id
                  FROM stock_move
                 WHERE company_id = %(company)s
                   AND sale_line_id IS NOT NULL
                   AND state = 'done') moved
          JOIN sale_order_line line ON line.id = moved.line_id
          JOIN product_product sold ON sold.id = line.product_id
          JOIN product_template kit ON kit.id = sold.product_tmpl_id
          JOIN product_product product ON product.id = moved.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          LEFT JOIN mrp_bom_line part ON part.id = moved.bom_line_id
          LEFT JOIN mrp_bom bom ON bom.id = part.bom_id AND bom.type = 'phantom'
           AND bom.product_tmpl_id = kit.id
          LEFT JOIN uom_uom counted_in ON counted_in.id = part.product_uom_id
          LEFT JOIN uom_uom kept_in ON kept_in.id = template.uom_id
          LEFT JOIN uom_uom made_in ON made_in.id = bom.product_uom_id
          LEFT JOIN uom_uom sold_in ON sold_in.id = kit.uom_id
         WHERE moved.product_id != line.product_id
         GROUP BY moved.line_id, moved.product_id
        HAVING COUNT(*) = COUNT(bom.id) AND COUNT(DISTINCT bom.id) = 1
        """,
        company=control.company.id,
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
    """Select what is booked, but not of goods that the closing values now: it stays."""
    return SQL(
        """
        SELECT item.pull_sale_line_id AS line_id,
               item.product_id,
               -SUM(item.balance) AS amount
          FROM account_move_line item
          LEFT JOIN product_product product ON product.id = item.product_id
          LEFT JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE item.company_id = %s
           AND item.pull_sale_line_id IS NOT NULL
           AND item.pull_cogs_side = 'stock'
           AND item.parent_state = 'posted'
           AND item.date <= %s
           AND COALESCE(template.categ_id, 0) IN %s
         GROUP BY item.pull_sale_line_id, item.product_id
        """,
        control.company.id,
        control.day,
        control.get_perpetual_categories(),
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
