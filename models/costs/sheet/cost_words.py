"""Why a run cost more or less than planned, in words."""

from odoo.tools import format_amount, formatLang

from ..plan.variances import Usage, explain
from ..vectors.cost_kinds import RUN, SETUP_FIXED, SETUP_TIME

MOST_DIGITS = 6  # of a price


class CostWords:
    """The sentences about one run, each with the amount that it explains.

    :param figures: the run's :class:`CostRun`
    :ivar sentences: list of {"text": , "amount": of the variance}; amounts sum to it
    """

    def __init__(self, figures):
        self.figures = figures
        self.run = figures.run
        self.env = self.run.env
        self.currency = self.run.company_id.currency_id
        self.sentences = []

    def explain(self):
        if not self.figures.is_done:
            self._say(self._get_progress(), 0.0)
            return self.sentences
        for product_id in self.figures.products:
            self._explain_component(self.env["product.product"].browse(product_id))
        for workorder in self.figures.workorders:
            self._explain_workorder(workorder)
        explained = sum(sentence["amount"] for sentence in self.sentences)
        self._explain(self.env._("Other"), self.figures.variance - explained)
        return self.sentences

    def _get_progress(self):
        if self.run.state in ("draft", "confirmed"):
            return self.env._("Not begun: only the plan is known.")
        return self.env._("Not done yet: the actual cost is what was logged so far.")

    def _explain(self, text, amount):
        """Say it if it explains at least the smallest amount of the currency."""
        amount = self.currency.round(amount)
        if amount:
            self._say(text, amount)

    def _say(self, text, amount):
        self.sentences.append({"text": text, "amount": amount})

    # === Components ===

    def _explain_component(self, product):
        planned = self.figures.planned_usages.get(product.id, Usage())
        actual = self.figures.actual_usages.get(product.id, Usage())
        for_quantity, for_price = explain(planned, actual)
        self._explain(
            self._get_quantity_text(product, planned.quantity, actual.quantity),
            for_quantity,
        )
        self._explain(
            self._get_price_text(product, planned.price, actual.price), for_price
        )

    def _get_quantity_text(self, product, planned, actual):
        values = {
            "product": product.display_name,
            "unit": product.uom_id.name,
            "planned": self._format(planned),
            "actual": self._format(actual),
        }
        if not planned:
            return self.env._(
                "%(product)s was not planned, %(actual)s %(unit)s went in", **values
            )
        return self.env._(
            "%(product)s: %(actual)s %(unit)s went in instead of %(planned)s", **values
        )

    def _get_price_text(self, product, planned, actual):
        digits = self._get_digits(planned, actual)
        values = {
            "product": product.display_name,
            "unit": self._get_price_unit(product.uom_id),
            "planned": self._format_price(planned, digits),
            "actual": self._format_price(actual, digits),
        }
        if product.id in self.figures.usages_below:
            return self.env._(
                "%(product)s came from runs below at %(actual)s %(unit)s instead of "
                "%(planned)s",
                **values,
            )
        return self.env._(
            "%(product)s cost %(actual)s %(unit)s instead of %(planned)s", **values
        )

    def _get_price_unit(self, uom):
        if uom == self.env.ref("uom.product_uom_unit", raise_if_not_found=False):
            return self.env._("each")
        return self.env._("per %s", uom.name)

    # === Work ===

    def _explain_workorder(self, workorder):
        planned = self.figures.planned_times[workorder]
        actual = self.figures.actual_times[workorder]
        own = self.figures.own_setups[workorder]
        setup, setup_rate = explain(own, actual[SETUP_TIME])
        run, run_rate = explain(planned[RUN], actual[RUN])
        self._explain_lot_size(workorder)
        self._explain(
            self._get_setup_text(workorder, own, actual[SETUP_TIME]),
            setup,
        )
        self._explain(self._get_run_text(workorder, planned[RUN], actual[RUN]), run)
        self._explain(self._get_rate_text(workorder), setup_rate + run_rate)
        self._explain_fixed(workorder)
        if actual[SETUP_TIME].quantity and not workorder.setup_measured:
            self._say(self._get_assumed_text(workorder), 0.0)

    def _explain_lot_size(self, workorder):
        """More or fewer units share a setup than was planned."""
        own = workorder._get_setup_own()
        planned = self.run.pull_setups_planned
        shared = workorder._get_setup_shared()
        if planned == 1 or not shared.cost:
            return
        lot = self.run.product_qty / planned
        text = self.env._(
            "%(order)s was planned for runs of %(lot)s: its setup is shared by "
            "%(quantity)s",
            order=workorder.name,
            lot=self._format(lot),
            quantity=self._format(self.run.product_qty),
        )
        if not workorder.setup_needed:
            text = self.env._(
                "%(order)s goes on with a setup that its plan has a share of",
                order=workorder.name,
            )
        self._explain(text, own.cost - shared.cost)

    def _get_setup_text(self, workorder, planned, actual):
        values = self._get_times(workorder, planned, actual)
        if workorder.setup_skipped:
            return self.env._(
                "No setup was needed for %(order)s, %(planned)s minutes were planned",
                **values,
            )
        if workorder.setup_reason_id:
            return self.env._(
                "Setup of %(order)s took %(actual)s minutes instead of %(planned)s: "
                "%(reason)s",
                reason=workorder.setup_reason_id.name,
                **values,
            )
        return self.env._(
            "Setup of %(order)s took %(actual)s minutes instead of %(planned)s",
            **values,
        )

    def _get_run_text(self, workorder, planned, actual):
        return self.env._(
            "%(order)s ran %(actual)s minutes instead of %(planned)s",
            **self._get_times(workorder, planned, actual),
        )

    def _get_rate_text(self, workorder):
        return self.env._(
            "An hour of %(center)s cost %(actual)s instead of %(planned)s",
            center=workorder.workcenter_id.name,
            actual=self._format_price(workorder.costs_hour),
            planned=self._format_price(workorder.setup_rate_planned),
        )

    def _get_assumed_text(self, workorder):
        return self.env._(
            "The setup of %(order)s was not logged as such: %(minutes)s minutes are "
            "assumed",
            order=workorder.name,
            minutes=self._format(
                self.figures.actual_times[workorder][SETUP_TIME].quantity
            ),
        )

    def _explain_fixed(self, workorder):
        """The fixed cost is in the goods as planned: what was spent is not theirs."""
        planned = workorder.setup_fixed_planned
        incurred = self.figures.splits[workorder][SETUP_FIXED]
        self._explain(
            self.env._("The fixed setup cost of %s was not incurred", workorder.name),
            incurred - planned,
        )
        spent = workorder.setup_fixed_spent
        if workorder.setup_spent_entered and self.currency.compare_amounts(
            spent, planned
        ):
            text = self.env._(
                "Setting up %(order)s cost %(spent)s beside its time instead of "
                "%(planned)s: the difference stays on the setup absorbed account",
                order=workorder.name,
                spent=self._format_price(spent),
                planned=self._format_price(planned),
            )
            self._say(text, 0.0)

    def _get_times(self, workorder, planned, actual):
        return {
            "order": workorder.name,
            "planned": self._format(planned.quantity),
            "actual": self._format(actual.quantity),
        }

    def _format(self, number):
        return f"{round(number, 2):g}"

    def _get_digits(self, price, other):
        """Return as many digits as tell two prices apart."""
        digits = self.currency.decimal_places
        while digits < MOST_DIGITS and round(price, digits) == round(other, digits):
            digits += 1
        return digits

    def _format_price(self, amount, digits=None):
        text = format_amount(self.env, amount, self.currency)
        if digits is None:
            return text
        number = formatLang(self.env, amount, digits=digits)
        short = self.currency.round(amount)
        short = formatLang(self.env, short, digits=self.currency.decimal_places)
        return text.replace(short, number)
