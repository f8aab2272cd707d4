"""The critical path of a quotation in words: why its date is not earlier."""

from odoo import fields
from odoo.tools import format_datetime

from ..schedule.network import OPERATION, PURCHASE, RUN, STOCK, TRANSFER
from ..schedule.passes import (
    CALENDAR,
    CAPACITY,
    ENDLESS,
    MISSING,
    NO_HOURS,
    WAITING,
)
from ..words import format_day

# A path through many runs is told by its root and its last steps.
SENTENCES_MAX = 8


class PathWords:
    """Says what each step on the critical path of an order line does to its date.

    :param promise: :class:`~.order_promise.OrderPromise`
    :param bool show_vendors: whether the reader may know from whom things are bought
    :param env: of the reader: language and time zone
    """

    def __init__(self, promise, env, show_vendors=False):
        self.promise, self.env = promise, env
        self.show_vendors = show_vendors

    def get_sentences(self, line):
        """Return the sentences for a line, from the root of its path to its end."""
        path = self.promise.get_path(line)
        told = [placed for placed in path if self._is_told(placed)]
        if len(told) > SENTENCES_MAX:
            told[1 : 1 - SENTENCES_MAX] = []
        if not path:
            return self._get_missing(line)
        return [self._say(placed) for placed in told]

    def _is_told(self, placed):
        """A run with operations ends with the last of them, and what takes no time says
        nothing."""
        if self.promise.steps[placed.key].kind == OPERATION:
            return True
        return placed.end != placed.start and not self._has_operations(placed)

    def _has_operations(self, placed):
        node = self.promise.get_node(placed.key)
        is_run = self.promise.steps[placed.key].kind == RUN
        return bool(is_run and node["operations"])

    def _say(self, placed):
        step = self.promise.steps[placed.key]
        if step.kind == OPERATION:
            return self._say_operation(placed)
        if step.kind == PURCHASE:
            return self._say_purchase(placed)
        if step.kind == STOCK:
            return self.env._(
                "%(product)s is in stock on %(day)s.", **self._get_values(placed)
            )
        if step.kind == TRANSFER:
            return self._say_transfer(placed)
        return self.env._(
            "%(product)s is made by %(day)s (%(days)s days).",
            **self._get_values(placed),
        )

    def _get_values(self, placed):
        product = self.promise.get_product(placed.key)
        whole_days = round((placed.end - placed.start).total_seconds() / 86400, 1)
        return {
            "product": product.with_env(self.env).sudo().display_name,
            "day": format_day(self.env, placed.end),
            "days": f"{whole_days:g}",
        }

    def _say_purchase(self, placed):
        values = self._get_values(placed)
        node = self.promise.get_node(placed.key)
        if not self.show_vendors:
            return self.env._(
                "%(product)s arrives %(day)s (%(days)s days to buy).", **values
            )
        vendor = self.env["res.partner"].sudo().browse(node["partner_id"])
        return self.env._(
            "%(product)s arrives %(day)s (%(days)s days from %(vendor)s).",
            vendor=vendor.display_name,
            **values,
        )

    def _say_transfer(self, placed):
        values = self._get_values(placed)
        if self.promise.get_node(placed.key)["parent"] is None:
            return self.env._("Delivery takes %(days)s days, until %(day)s.", **values)
        return self.env._(
            "Moving %(product)s takes %(days)s days, until %(day)s.", **values
        )

    def _say_operation(self, placed):
        values = {
            **self._get_values(placed),
            "operation": self.promise.get_operation(placed.key).name,
            "center": placed.center.sudo().name,
        }
        return say_operation(self.env, placed, values)

    def _get_missing(self, line):
        """Say why a line has no date."""
        names = {
            need.product.with_env(self.env).sudo().display_name
            for need in self.promise.missing
            if need.line == line
        }
        if names:
            return [
                self.env._("Nothing supplies %(product)s.", product=name)
                for name in sorted(names)
            ]
        roots = self._get_roots(line)
        return [self._say_problem(*item) for item in roots[:1]] or [
            self.env._("Nobody can say when it is there.")
        ]

    def _get_roots(self, line):
        """Return the steps for which a line has no date, not those that wait for them:
        [(key, problem)]."""
        problems = self.promise.get_problems(line).items()
        return [(key, why) for key, why in problems if why not in (MISSING, WAITING)]

    def _say_problem(self, key, problem):
        product = self.promise.get_product(key).with_env(self.env).sudo()
        values = {"product": product.display_name}
        operation = self.promise.get_operation(key)
        if problem == NO_HOURS:
            return self.env._(
                "%(center)s has no working hours: nobody can say when %(product)s is "
                "made.",
                center=operation.workcenter_id.name,
                **values,
            )
        if problem == ENDLESS:
            return self.env._("%(product)s waits for itself.", **values)
        return self.env._("%(product)s is not there within two years.", **values)


def say_operation(env, placed, values):
    """Return the sentence for an operation: when it is done, and why not earlier.

    :param placed: where it came, see `schedule.passes.Placed`
    :param values: `center`, `operation` and `product`, by name
    """
    values = {
        **values,
        "start": format_minute(env, placed.start),
        "end": format_minute(env, placed.end),
    }
    if placed.reason == CAPACITY:
        return env._(
            "%(center)s is busy until %(start)s; %(operation)s of %(product)s until "
            "%(end)s.",
            **values,
        )
    if placed.reason == CALENDAR:
        return env._(
            "%(center)s works again from %(start)s; %(operation)s of %(product)s until "
            "%(end)s.",
            **values,
        )
    return env._(
        "%(center)s: %(operation)s of %(product)s from %(start)s to %(end)s.", **values
    )


def format_minute(env, moment):
    """Return a moment for its reader: "Dec 23, 09:40"."""
    local = fields.Datetime.context_timestamp(env.user, moment)
    time = format_datetime(env, moment, dt_format="HH:mm")
    return f"{format_day(env, local.replace(tzinfo=None).date())}, {time}"
