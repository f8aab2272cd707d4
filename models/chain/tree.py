"""Arithmetic of the rows of a tree: what stands together in one. No records."""

# What a row holds before anything is known of it.
NOTHING_KNOWN = {
    "kind": "",
    "order": False,
    "line": False,
    "product_id": False,
    "name": "",
    "product": "",
    "code": "",
    "who": "",
    "quantity": 0,
    "done": 0,
    "uom": "",
    "state": False,
    "state_label": "",
    "model": False,
    "id": False,
    "can_open": False,
    "start": False,
    "end": False,
    "planned_end": False,
    "actual_start": False,
    "actual_end": False,
    "deadline": False,
    "promised": False,
    "projected": False,
    "slack": None,
    "is_critical": False,
    "is_late": False,
    "is_blocked": False,
    "late": 0,
    "hit": 0,
    "reason": "",
    "setup": 0,
    "cost": 0,
    "currency": False,
    "also": (),
    "count": 0,
}

# From so many on, documents of one kind for one product stand in a group.
GROUP_FROM = 4

EARLIEST = ("start", "actual_start")
LATEST = ("end", "planned_end", "deadline")


def make_groups(rows, say):
    """Return rows, parents first, with a row above each group of many alike: children
    of one parent, of one kind and for one product, as the runs of a run size.

    :param rows: list of dicts as `NOTHING_KNOWN`
    :param say: function (kind, count) -> what the group is called

    >>> make = lambda key, **values: {**NOTHING_KNOWN, "key": key, "also": [], **values}
    >>> runs = [make(n, parent="a", kind="run", product="Leg", quantity=1, done=n > 3)
    ...         for n in range(1, 6)]
    >>> rows = make_groups([make("a", parent=False), *runs], "{1} {0}s".format)
    >>> [(row["key"], row["parent"]) for row in rows[:3]]
    [('a', False), ('a/run,Leg', 'a'), (1, 'a/run,Leg')]
    >>> group = rows[1]
    >>> group["name"], group["count"], group["quantity"], group["done"]
    ('5 runs', 5, 5, 2)
    >>> len(make_groups([make("a", parent=False), *runs[:3]], "{1} {0}s".format))
    4
    """
    alike = {}
    for row in rows:
        if row["kind"] in ("run", "purchase", "delivery"):
            place = (row["parent"], row["kind"], row["product"], row["uom"])
            alike.setdefault(place, []).append(row)
    grouped, made = [], set()
    for row in rows:
        place = (row["parent"], row["kind"], row["product"], row["uom"])
        members = alike.get(place, ())
        if len(members) >= GROUP_FROM:
            key = f"{place[0]}/{place[1]},{place[2]}"
            if key not in made:
                made.add(key)
                grouped.append(_sum_up(key, members, say))
            row = {**row, "parent": key}
        grouped.append(row)
    return grouped


def _sum_up(key, members, say):
    """Return the row of a group."""
    first = members[0]
    states = {row["state"]: row["state_label"] for row in members}
    same = len(states) == 1
    same_money = len({row["currency"] for row in members}) == 1
    slacks = [row["slack"] for row in members if row["slack"] is not None]
    return {
        **NOTHING_KNOWN,
        "key": key,
        "parent": first["parent"],
        "kind": "group",
        "order": first["order"],
        "name": say(first["kind"], len(members)),
        "product": first["product"],
        "code": first["code"],
        "uom": first["uom"],
        "quantity": sum(row["quantity"] for row in members),
        "done": sum(row["done"] for row in members),
        "count": len(members),
        "setup": sum(row["setup"] for row in members),
        "cost": sum(row["cost"] for row in members) if same_money else 0,
        "currency": same_money and first["currency"],
        "state": same and first["state"],
        "state_label": first["state_label"] if same else "",
        "slack": min(slacks, default=None),
        "is_late": any(row["is_late"] for row in members),
        "is_critical": any(row["is_critical"] for row in members),
        "also": [],
        **{name: _pick(min, members, name) for name in EARLIEST},
        **{name: _pick(max, members, name) for name in LATEST},
    }


def _pick(choose, members, name):
    return choose((row[name] for row in members if row[name]), default=False)
