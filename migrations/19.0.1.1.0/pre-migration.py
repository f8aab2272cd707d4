# What placing a purchase costs bears one word, and a share of it another: of the order
# the cost, of its line the share. Company and vendor keep `pull_order_cost`.
import json

OLD, COST, SHARE = "pull_order_cost", "pull_ordering_cost", "pull_ordering_share"
VIEW = "purchase_order_form_cogs"


def migrate(cr, version):
    rename_field(cr, "purchase.order", COST)
    rename_field(cr, "purchase.order.line", SHARE)
    rename_in_view(cr)
    date_cost_lines(cr)
    book_setups(cr)
    part_carrying_rate(cr)


def date_cost_lines(cr):
    """Date the parts of a move's value: the day of its entry, or else its own."""
    cr.execute("ALTER TABLE stock_move_cost_line ADD COLUMN IF NOT EXISTS date date")
    cr.execute(
        "UPDATE stock_move_cost_line line SET date = COALESCE(entry.date, move.date) "
        "FROM stock_move move "
        "LEFT JOIN account_move entry ON entry.id = move.account_move_id "
        "WHERE move.id = line.move_id AND line.date IS NULL"
    )


def book_setups(cr):
    """Say what was booked of past setups, and when: by their run's first entry."""
    cr.execute(
        "ALTER TABLE mrp_workorder "
        "ADD COLUMN IF NOT EXISTS setup_fixed_booked numeric, "
        "ADD COLUMN IF NOT EXISTS setup_date_booked date"
    )
    cr.execute(
        "UPDATE mrp_workorder work "
        "SET setup_fixed_booked = work.setup_fixed_planned, "
        "setup_date_booked = entry.date "
        "FROM (SELECT DISTINCT ON (setup_production_id) setup_production_id, date "
        "FROM account_move WHERE setup_production_id IS NOT NULL AND state = 'posted' "
        "ORDER BY setup_production_id, id) entry "
        "WHERE entry.setup_production_id = work.production_id "
        "AND work.state != 'cancel' AND work.setup_fixed_planned > 0 "
        "AND work.setup_date_booked IS NULL"
    )


def part_carrying_rate(cr):
    """Take the rate that holding stock costs, which was one figure, for capital."""
    cr.execute(
        "ALTER TABLE res_company "
        "ADD COLUMN IF NOT EXISTS pull_carrying_capital double precision"
    )
    cr.execute(
        "UPDATE res_company SET pull_carrying_capital = pull_carrying_rate "
        "WHERE pull_carrying_capital IS NULL"
    )


def rename_field(cr, model, new):
    """Rename a stored field with its data, before the ORM makes a new, empty one."""
    table = model.replace(".", "_")
    cr.execute(
        "SELECT 1 FROM information_schema.columns "
        "WHERE table_name = %s AND column_name = %s",
        [table, OLD],
    )
    if cr.fetchone():
        cr.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{OLD}" TO "{new}"')
    cr.execute(
        "UPDATE ir_model_fields SET name = %s WHERE model = %s AND name = %s",
        [new, model, OLD],
    )
    cr.execute(
        "UPDATE ir_model_data SET name = %s WHERE model = 'ir.model.fields' "
        "AND module = 'pull_through_production' AND name = %s",
        [f"field_{table}__{new}", f"field_{table}__{OLD}"],
    )


def rename_in_view(cr):
    """Rename the fields in the view as it is stored.

    Other views of the form are loaded, and checked together with it, before it is.
    """
    cr.execute(
        "SELECT view.id, view.arch_db FROM ir_ui_view view "
        "JOIN ir_model_data data ON data.res_id = view.id "
        "AND data.model = 'ir.ui.view' AND data.name = %s "
        "AND data.module = 'pull_through_production'",
        [VIEW],
    )
    for view, arches in cr.fetchall():
        renamed = {}
        for lang, arch in arches.items():
            order, xpath, line = arch.partition("<xpath")  # to the list of its lines
            renamed[lang] = order.replace(OLD, COST) + xpath + line.replace(OLD, SHARE)
        cr.execute(
            "UPDATE ir_ui_view SET arch_db = %s WHERE id = %s",
            [json.dumps(renamed), view],
        )
