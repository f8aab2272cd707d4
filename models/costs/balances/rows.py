"""Rows that a screen shows once, written at once: thousands, in the same moment."""

from psycopg2.extras import Json

from odoo.tools import SQL, split_every

CHUNK = 1000


def insert_rows(model, vals_list):
    """Write rows of a transient model that has no logic of its own, as its reader's.

    The ORM asks for the currency of each amount of each row.

    :param vals_list: values of stored fields, the amounts rounded; all with all names
    :return: the records
    """
    if not vals_list:
        return model.browse()
    now, uid = model.env.cr.now(), model.env.uid
    names = list(vals_list[0])
    columns = [*names, "create_uid", "write_uid", "create_date", "write_date"]
    ids = []
    for chunk in split_every(CHUNK, vals_list):
        rows = [
            (
                *(get_value(model, name, vals[name]) for name in names),
                uid,
                uid,
                now,
                now,
            )
            for vals in chunk
        ]
        query = SQL(
            "INSERT INTO %s (%s) VALUES %s RETURNING id",
            SQL.identifier(model._table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(SQL("%s", row) for row in rows),
        )
        ids += [row for (row,) in model.env.execute_query(query)]
    return model.browse(ids)


def get_value(model, name, value):
    kind = model._fields[name].type
    if kind == "json":
        return Json(value) if value else None
    return (
        value if value or kind in ("boolean", "monetary", "float", "integer") else None
    )
