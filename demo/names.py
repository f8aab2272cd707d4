"""Names for the records of the demo company, kept as external ids.

They make loading repeatable, and let tests and screenshots find a record by name:
``recall(env, "product_dining_table")``.
"""

MODULE = "pull_through_demo"


def remember(env, name, record):
    """Give the record its name; return the record."""
    env["ir.model.data"]._update_xmlids(
        [{"xml_id": f"{MODULE}.{name}", "record": record, "noupdate": True}]
    )
    return record


def recall(env, name):
    """Return the record of that name in the given environment."""
    return env.ref(f"{MODULE}.{name}")


def is_known(env, name):
    return bool(env.ref(f"{MODULE}.{name}", raise_if_not_found=False))


def create_named(env, model, rows):
    """Create {name: values} in one call; return {name: record}."""
    records = env[model].create(list(rows.values()))
    for name, record in zip(rows, records, strict=True):
        remember(env, name, record)
    return dict(zip(rows, records, strict=True))
