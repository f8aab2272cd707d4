"""The entry of a run at standard cost: what it cost beside it, type by type."""

from ...setup.value.setup_entry import SetupEntry
from .variance_types import BELOW, PRICE


class VarianceEntry(SetupEntry):
    """What is left on the production account goes to an account for each type.

    Where a type has no account, and for what the plan itself differs from the standard
    cost, the account of `SetupEntry`.
    """

    def _get_rest_parts(self, rest, account, label):
        accounts = self.run.company_id._get_variance_accounts()
        parts, left = [], rest
        for type_, amount in self._get_amounts(rest).items():
            own = accounts.get(type_)
            if own and own.active:
                parts.append((own, self._get_label(type_), amount))
                left -= amount
        return [*parts, (account, label, left)]

    def _get_amounts(self, rest):
        """Return {type: amount}: by-products take their part of it. What was scrapped
        has left the run."""
        run = self.run
        [explained] = run._get_run_variances().get_all().values()
        amounts = explained.get_types()
        # What runs below bring dearer is a price here: they are at cost.
        amounts[PRICE] = amounts.get(PRICE, 0.0) + amounts.pop(BELOW, 0.0)
        amounts.pop("scrap", None)
        round_ = run.company_id.currency_id.round
        share = run._get_main_cost_share()
        return {type_: round_(amount * share) for type_, amount in amounts.items()}

    def _get_label(self, type_):
        env = self.run.env
        selection = env["pull.cost.variance"]._fields["type"]
        labels = dict(selection._description_selection(env))
        return env._(
            "%(run)s - Variance: %(type)s", run=self.run.name, type=labels[type_]
        )
