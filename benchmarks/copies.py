"""Many copies of documents that belong together, by SQL: as screens made the first."""

# Each after those that it leads to.
COPIED = (
    *("sale_order", "sale_order_line", "purchase_order", "purchase_order_line"),
    *("stock_reference", "stock_picking", "mrp_production_group", "mrp_production"),
    *("mrp_workorder", "account_move", "account_move_line"),
    *("mrp_workcenter_productivity", "stock_move", "stock_move_line"),
    *("stock_move_cost_line", "stock_move_cost_source"),
    *("pull_cogs_line", "pull_ordering_cost"),
)
# The first word of these names or refers to a document, which has one name alone.
WORDS = {
    *(("sale_order", "name"), ("sale_order", "client_order_ref")),
    *(("purchase_order", "name"), ("stock_picking", "name")),
    *(("mrp_production", "name"), ("account_move", "name"), ("account_move", "ref")),
    *(("account_move_line", "ref"), ("account_move_line", "move_name")),
}
DAYS = 360  # copies are spread over so many days before the first


class Copies:
    """The rows that documents added to the database, to be copied as often as wanted.

    A copy of a row leads to the copies, of the same number, of what the row leads to.
    Rows of other tables (products, partners, accounts) are shared.

    :param without: names of tables whose rows are left out
    """

    def __init__(self, env, without=()):
        self.env = env
        self.cr = env.cr
        self.copied = [name for name in COPIED if name not in without]
        env.flush_all()
        self.last = {name: self._get_last(name) for name in self.copied}
        self.links = self._get_links()

    def make(self, count):
        """Write `count` copies of the rows that are new since this was made."""
        self.env.flush_all()
        self.cr.execute(
            "CREATE TEMPORARY TABLE copies (source text, old int, number int, new int)"
        )
        for name in self.copied:
            self.cr.execute(
                f"INSERT INTO copies SELECT %s, id, number, "
                f"nextval(pg_get_serial_sequence(%s, 'id')) "
                f"FROM {name}, generate_series(1, %s) number WHERE id > %s",
                [name, name, count, self.last[name]],
            )
        self.cr.execute("CREATE INDEX ON copies (source, old, number)")
        self.cr.execute("ANALYZE copies")
        for name in self.copied:
            self._copy(name)
        for name in self._get_relations():
            self._copy_relation(name)
        self.cr.execute("DROP TABLE copies")
        self.env.invalidate_all()

    def _copy(self, name):
        columns, joins = ["id"], []
        values = ["copied.new"]
        for column, kind in self._columns(name).items():
            if column == "id":
                continue
            columns.append(f'"{column}"')
            values.append(self._get_value(name, column, kind, joins))
        self.cr.execute(
            f"INSERT INTO {name} ({', '.join(columns)}) SELECT {', '.join(values)} "
            f"FROM copies copied JOIN {name} t ON t.id = copied.old {' '.join(joins)} "
            f"WHERE copied.source = '{name}'"
        )

    def _get_value(self, name, column, kind, joins):
        """Return SQL for what a copy has in a column; joins what that needs."""
        value = f't."{column}"'
        target = self.links.get((name, column))
        if target in self.copied:
            alias = f"to_{column}"
            joins.append(
                f"LEFT JOIN copies {alias} ON {alias}.source = '{target}' "
                f"AND {alias}.old = {value} AND {alias}.number = copied.number"
            )
            return f"COALESCE({alias}.new, {value})"
        if (name, column) in WORDS:
            return f"regexp_replace({value}, '^[^ ]+', '\\& ' || copied.number)"
        if kind == "date":
            return f"{value} - copied.number % {DAYS}"
        if kind.startswith("timestamp"):
            return f"{value} - copied.number % {DAYS} * interval '1 day'"
        return value

    def _copy_relation(self, name):
        ends = self.links.items()
        (left, source), (right, target) = sorted(
            (column, table) for (owner, column), table in ends if owner == name
        )
        self.cr.execute(
            f"INSERT INTO {name} ({left}, {right}) SELECT one.new, COALESCE(two.new, "
            f"t.{right}) FROM {name} t "
            f"JOIN copies one ON one.source = '{source}' AND one.old = t.{left} "
            f"LEFT JOIN copies two ON two.source = '{target}' AND two.old = t.{right} "
            "AND two.number = one.number"
        )

    # === What the database knows of its tables ===

    def _columns(self, name):
        self.cr.execute(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = %s AND "
            "is_generated = 'NEVER'",
            [name],
        )
        return dict(self.cr.fetchall())

    def _get_last(self, name):
        self.cr.execute(f"SELECT COALESCE(MAX(id), 0) FROM {name}")
        return self.cr.fetchone()[0]

    def _get_links(self):
        """Return {(table, column): the table that it leads to}."""
        self.cr.execute(
            """
            SELECT owner.relname, attribute.attname, target.relname
              FROM pg_constraint link
              JOIN pg_class owner ON owner.oid = link.conrelid
              JOIN pg_class target ON target.oid = link.confrelid
              JOIN pg_attribute attribute ON attribute.attrelid = owner.oid
               AND attribute.attnum = link.conkey[1]
             WHERE link.contype = 'f' AND CARDINALITY(link.conkey) = 1
            """
        )
        return {(owner, column): target for owner, column, target in self.cr.fetchall()}

    def _get_relations(self):
        """Return the tables of two links between what is copied, and no more."""
        ends = {}
        for (owner, _column), target in self.links.items():
            ends.setdefault(owner, []).append(target)
        return [
            owner
            for owner, targets in ends.items()
            if len(targets) == 2
            and set(targets) <= {*self.copied}
            and len(self._columns(owner)) == 2
        ]
