"""What somebody has posted by hand on an account that the control looks at."""

from .finding import Finding

MOST = 20  # entries that are named one by one


def get_rests_by_hand(control, balance, cause, rows):
    """Return the `Finding` of each [(account id, entry id, amount)], the largest first;
    of many, one of the rest."""
    rows = [row for row in rows if control.differ(row[2], 0)]
    rows.sort(key=lambda row: (-abs(row[2]), row[1]))
    groups = {}
    for number, row in enumerate(rows):
        groups.setdefault(number if number < MOST else (row[0],), []).append(row)
    return [_get_rest(control, balance, cause, group) for group in groups.values()]


def _get_rest(control, balance, cause, rows):
    env = control.env
    entries = env["account.move"].browse(entry for _account, entry, _amount in rows)
    account = rows[0][0]
    one = entries if len(entries) == 1 else entries.browse()
    return Finding(
        balance,
        one or env["account.account"].browse(account),
        cause,
        0,
        control.currency.round(sum(amount for *_ids, amount in rows)),
        rest=True,
        day=one.date,
        name=one.name or env._("%(count)s more entries", count=len(entries)),
        items=[("account_id", "=", account), ("move_id", "in", entries.ids)],
    )
