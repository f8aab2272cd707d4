"""Sentences that cost sheets and invoices share."""

from odoo.tools import formatLang


def compare_to_ledger(env, currency, cogs, ledger):
    """Return whether the parts sum to the ledger: {"difference": , "sentence": }."""
    difference = currency.round(ledger - cogs)
    values = {
        name: formatLang(env, amount, digits=currency.decimal_places)
        for name, amount in [
            ("cogs", cogs),
            ("ledger", ledger),
            ("difference", difference),
        ]
    }
    if not difference:
        sentence = env._("COGS %(cogs)s = ledger %(ledger)s", **values)
    else:
        sentence = env._(
            "COGS %(cogs)s, but the ledger says %(ledger)s: %(difference)s has no "
            "parts. Look into Cost Control.",
            **values,
        )
    return {"difference": difference, "sentence": sentence}
