"""Places what confirmed order lines wait for: as late as it can be in time."""

from dataclasses import replace

from odoo import fields


class ChainPlacing:
    """Where the steps of a confirmed chain come.

    They are placed backward from what was promised, with the time to spare that the
    company wants; without it where that is too much; and forward from now where the
    promise cannot be kept at all. What hangs together is placed alike: a line that is
    late takes nothing from one that shares no supply with it.

    :param chain: :class:`~.confirmed_chain.ConfirmedChain`
    :param promised: {order line: when it was promised}; for lines without, the date is
        worked out and found here afterwards
    :param earliest: function (order line, when it can be there at the earliest) -> the
        date to promise
    :ivar placement: see `schedule.placement.Placement`: when the lines can be there,
        and why not earlier
    :ivar dates: another: when the documents are to begin and to end for that
    :ivar tight: keys of steps that gave up their time to spare to keep the promise

    Built by `sale.order.line._get_pull_chain_placing`.
    """

    def __init__(self, chain, promised, earliest):
        self.env, self.chain, self.promised = chain.env, chain, dict(promised)
        self.schedule = self._get_schedule()
        self.tight = set()
        self._promise(earliest)
        self.placement = self._place()
        self.dates = self._place_late()

    def _get_schedule(self):
        chain = self.chain
        centers = self.env["mrp.workcenter"].browse(
            sorted({c.id for s in chain.steps.values() for c, _minutes in s.centers})
        )
        placed = self.env["mrp.workorder"].union(
            *(
                order
                for key, order in chain.workorders.items()
                if key in chain.steps and not chain.steps[key].fixed
            )
        )
        return centers._get_pull_schedule(chain.moment, placed)

    def _promise(self, earliest):
        """Work out the dates of lines that have none yet."""
        missing = [
            line
            for line, lasts in self.chain.lasts.items()
            if lasts and not self.promised.get(line)
        ]
        if not missing:
            return
        placement = self.schedule.place_forward(list(self.chain.steps.values()))
        for line in missing:
            end = get_end(placement, self.chain.lasts[line])
            if end:
                self.promised[line] = earliest(line, end)

    def _place(self):
        due = max(
            (date for date in self.promised.values() if date), default=self.chain.moment
        )
        placement = self.schedule.place_backward(self._get_steps(), due)
        self.tight = set(placement.turned)
        if any(self.chain.steps[key].buffer for key in self.tight):
            placement = self.schedule.place_backward(self._get_steps(), due)
        return placement

    def _place_late(self):
        """Return where the documents come: of a line that is late only what makes it so
        begins at once, all else as late as it can be for the date that is left."""
        if not self.placement.turned:
            return self.placement
        ends = {
            key: self.placement[key].end
            for lasts in self.chain.lasts.values()
            for key in lasts
            if self.placement[key].end
        }
        steps = [
            replace(step, due=max(step.due, ends[step.key]))
            if step.due and step.key in ends
            else step
            for step in self._get_steps()
        ]
        due = max(ends.values(), default=self.chain.moment)
        placement = self.schedule.place_backward(steps, due)
        return self.placement if placement.turned else placement

    def _get_steps(self):
        """Return the steps, the last of each line due when it was promised, and those
        that gave up their time to spare without it."""
        dues = {
            key: self.promised[line]
            for line, lasts in self.chain.lasts.items()
            for key in lasts
            if self.promised.get(line)
        }
        return [
            replace(
                step, due=dues.get(key), buffer=0 if key in self.tight else step.buffer
            )
            for key, step in self.chain.steps.items()
        ]

    # === Answers ===

    def get_projected(self, line):
        """Return when a line will be with its customer as things stand, None if nobody
        can say. What waits for nothing was delivered with its last goods."""
        lasts = self.chain.lasts.get(line)
        if lasts:
            return get_end(self.placement, lasts)
        return line._get_pull_last_delivery().date or None

    def is_tight(self, line):
        """Tell whether a line is promised without the time to spare."""
        return not self.tight.isdisjoint(self.chain.lasts.get(line, ()))

    def get_plan(self):
        """Return {name of a step: when it ends}, what `get_planned` reads."""
        return {
            get_step_name(key): fields.Datetime.to_string(self.placement[key].end)
            for key in self.chain.steps
            if self.placement[key].end
        }

    def get_planned(self, plan):
        """Return {key: when a step was planned to end} of a plan that was kept; a
        receipt was planned as its purchase before there was one."""
        planned = {}
        for key in self.chain.steps:
            names = [get_step_name(key)]
            document = self.chain.documents.get(key)
            if document and document._name == "stock.move":
                bought = document.purchase_line_id
                names.append(get_step_name((bought._name, bought.id)))
            ends = [(plan or {}).get(name) for name in names]
            if end := next(filter(None, ends), None):
                planned[key] = fields.Datetime.to_datetime(end)
        return planned

    def get_next_moment(self, again):
        """Return when something should have happened by, and this is to be worked out
        anew where it has not; None where nothing is waited for.

        :param again: after this time what is overdue is looked at again
        """
        moment = self.chain.moment
        dues = [
            self.dates[key].end if step.fixed else self.dates[key].start
            for key, step in self.chain.steps.items()
            if not self.dates[key].problem
        ]
        if not self.chain.lasts:
            return None
        return max(min(dues, default=moment), moment) + again


def get_end(placement, keys):
    """Return when the last of some steps ends, None if one of them has no place."""
    ends = [placement[key].end for key in keys]
    return None if None in ends else max(ends, default=None)


def get_step_name(key):
    """Return the name of a step, the same tomorrow.

    >>> get_step_name(("stock", 5)), get_step_name((("mrp.production", 7), 0))
    ('stock 5', 'mrp.production 7 0')
    """
    return " ".join(
        get_step_name(part) if isinstance(part, tuple) else str(part) for part in key
    )
