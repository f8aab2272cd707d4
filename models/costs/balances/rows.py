"""Rows that a screen shows once, written at once: thousands, in the same moment."""

import json

from odoo.tools import SQL, split_every

CHUNK = 1000
NUMBERS = ("boolean", "monetary", "float", "integer")


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
    logged = {
        "create_uid": uid,
        "write_uid": uid,
        "create_date": now,
        "write_date": now,
    }
    converters = {name: _get_converter(model, name) for name in names}
    ids = []
    for chunk in split_every(CHUNK, vals_list):
        rows = [
            {**logged, **{name: converters[name](vals[name]) for name in names}}
            for vals in chunk
        ]
        # As one text: thousands of values apart are slow to quote and to parse.
        text = json.dumps(rows, default=str)
        query = _get_insert(model, [*names, *logged], text)
        ids += [row for (row,) in model.env.execute_query(query)]
    return model.browse(ids)


def _get_insert(model, names, text):
    """Return the statement that inserts the rows of a JSON text."""
    types = (SQL(model._fields[name].column_type[0]) for name in names)
    typed = (
        SQL("%s %s", SQL.identifier(name), kind)
        for name, kind in zip(names, types, strict=True)
    )
    return SQL(
        "INSERT INTO %s (%s) SELECT * FROM json_to_recordset(%s) AS row (%s) "
        "RETURNING id",
        SQL.identifier(model._table),
        SQL(", ").join(map(SQL.identifier, names)),
        text,
        SQL(", ").join(typed),
    )


def _get_converter(model, name):
    """Return what makes a value of the field one that the database takes."""
    if model._fields[name].type in NUMBERS:
        return lambda value: value
    return lambda value: value or None
