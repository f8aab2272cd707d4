"""Sentences that cost sheets and invoices share."""

from odoo.tools import formatLang


def compare_to_ledger(env, currency, cogs, ledger, due=None):
    """Say whether the parts sum to the ledger, and the ledger to what is due.

    :param due: what should be booked, None where nobody asks
    :return: {"difference": of the ledger to its parts or else to what is due,
        "sentence": }
    """
    unsplit = currency.round(ledger - cogs)
    wrong = 0 if due is None else currency.round(ledger - due)
    values = {
        name: formatLang(env, amount, digits=currency.decimal_places)
        for name, amount in [
            ("cogs", cogs),
            ("ledger", ledger),
            ("due", due or 0),
            ("unsplit", unsplit),
            ("wrong", abs(wrong)),
        ]
    }
    if unsplit:
        sentence = env._(
            "COGS %(cogs)s, but the ledger says %(ledger)s: %(unsplit)s has no parts. "
            "Look into Cost Control.",
            **values,
        )
    elif wrong > 0:
        sentence = env._(
            "COGS %(due)s is due, but the ledger has %(ledger)s: %(wrong)s too much. "
            "Look into Cost Control.",
            **values,
        )
    elif wrong:
        sentence = env._(
            "COGS %(due)s is due, but the ledger has %(ledger)s: %(wrong)s is missing. "
            "Look into Cost Control.",
            **values,
        )
    else:
        sentence = env._("COGS %(cogs)s = ledger %(ledger)s", **values)
    return {"difference": unsplit or wrong, "sentence": sentence}
