"""What an advice says, in a planner's words."""

from datetime import timedelta
from math import ceil

from odoo.tools.misc import format_amount

from ..access import may_see_costs
from ..policy.policies import HYBRID, KANBAN, PULL, PUSH
from ..words import format_day, format_quantity
from .comparison import ENOUGH

MONTHS, YEAR = 12, 52


class AdviceWords:
    """Says one advice in sentences, with amounts for those who see costs.

    Built by `pull.advice._get_words`. Meant to be inherited, sentence by sentence.

    :param advice: a `pull.advice` of the reader
    :param centers: {id: name} of the work centers that it is about
    """

    def __init__(self, advice, centers=None):
        self.env, self.advice = advice.env, advice
        self.centers = centers or {}
        self.sees_costs = may_see_costs(advice.env)

    def get_text(self):
        if self.advice.missing:
            return " ".join(filter(None, [self._say_missing(), self._say_large()]))
        if not self.advice.advice:
            return self.env._("Not worked out yet.")
        sentences = [
            self._say_advice(),
            self._say_times(),
            self._say_specified(),
            self._say_busy(),
            self._say_pattern(),
            self._say_large(),
            self._say_costs(),
            self._say_change(),
            self._say_sure(),
        ]
        return " ".join(filter(None, sentences))

    # === Too little data ===

    def _say_missing(self):
        advice = self.advice
        say = {
            "kit": self._say_kit,
            "few": self._say_few,
            "no_orders": self._say_no_orders,
        }.get(advice.missing)
        if say:
            return say()
        texts = {
            "circle": self.env._("Its bill of materials goes round in a circle."),
            "no_supply": self.env._(
                "It, or what is pulled for it, has no bill of materials and no vendor."
            ),
            "no_times": self.env._(
                "None of its orders has an asked date or is delivered: how long "
                "customers wait is not known."
            ),
            "no_lead": self.env._(
                "No lead time is known for it: give its vendor, its operations or its "
                "bill of materials days."
            ),
            "no_cost": self.env._(
                "It has no cost: what holding it costs is not known."
            ),
            "no_rate": self.env._(
                "The company has no carrying rate (Purchase settings): what holding "
                "stock costs is not known."
            ),
            "no_setup": self.env._(
                "No cost of setups and orders is known for it: pulling would look free."
            ),
        }
        return self.env._("Too little data. %s", texts[advice.missing])

    def _say_kit(self):
        return self.env._(
            "No advice: a kit is never supplied itself, its components are."
        )

    def _say_few(self):
        return self.env._(
            "Too little data: %(busy)s of %(weeks)s weeks have orders, it takes "
            "%(enough)s.",
            busy=self.advice.busy_count,
            weeks=self.advice.week_count,
            enough=ENOUGH,
        )

    def _say_no_orders(self):
        return self.env._("Too little data: nothing was ordered in the period.")

    # === Advice ===

    def _say_advice(self):
        texts = {
            PULL: self.env._("Pull it: make or buy it for each order."),
            PUSH: self.env._(
                "Push it: keep it in stock, in lots of %(lot)s with a safety stock of "
                "%(safety)s.",
                lot=self._format(self.advice.lot_size),
                safety=self._format(self.advice.safety_stock),
            ),
            HYBRID: self.env._(
                "Hybrid: stock first, in lots of %(lot)s, and pull what is short.",
                lot=self._format(self.advice.lot_size),
            ),
            KANBAN: self.env._("Kanban: keep it in stock by the cards of its loop."),
        }
        return texts[self.advice.advice]

    def _say_times(self):
        advice = self.advice
        values = {
            "given": _days(advice.given_median),
            "least": _days(advice.given_least),
            "lead": _days(advice.lead_days),
            "own": _days(advice.own_days),
            "longest": self._get_longest(),
        }
        if advice.is_fast and advice.lead_days <= advice.given_least:
            return self.env._(
                "Nine of ten orders leave %(least)s days or more, pulling takes "
                "%(lead)s.",
                **values,
            )
        if advice.is_fast:
            return self.env._(
                "Half of the orders leave %(given)s days or more, pulling takes "
                "%(lead)s; but one in ten leaves less than %(least)s.",
                **values,
            )
        if (
            advice.own_days < advice.lead_days
            and advice.own_days <= advice.given_median
        ):
            return self.env._(
                "Pulling takes %(lead)s days, half of the orders leave less than "
                "%(given)s. The longest is %(longest)s: with its parts in stock it "
                "would take %(own)s, and could be pulled.",
                **values,
            )
        return self.env._(
            "Pulling takes %(lead)s days, half of the orders leave less than "
            "%(given)s. The longest is %(longest)s.",
            **values,
        )

    def _say_specified(self):
        """Say which orders no stock serves."""
        advice = self.advice
        if not advice.specified or advice.advice == PULL:
            return ""
        return self.env._(
            "But %(share)s %% of the orders are made to the customer's specification: "
            "no stock serves those.",
            share=_round(advice.specified),
        )

    # === Work centers, trend and season ===

    def _say_busy(self):
        """Name the work centers that pulling would load too much."""
        advice = self.advice
        if advice.is_full:
            return self.env._(
                "It cannot be pulled: its setups would take more than %(center)s can "
                "do (%(pulled)s %%).",
                center=advice.sudo().busiest_id.name,
                pulled=_round(advice.busy_pulled),
            )
        if not advice.is_congested:
            return ""
        texts = [
            self._say_center(row)
            for row in advice.center_loads
            if row["pulled"] * 100 > self._get_limit()
        ]
        return self.env._("But pulled it congests: %s.", "; ".join(texts))

    def _get_limit(self):
        return self.advice.sudo().company_id.pull_congestion_limit

    def get_centers(self):
        """Return the load of each work center of the product, line by line."""
        rows = self.advice.center_loads or []
        return "\n".join(self._say_center(row) for row in rows) or False

    def _say_center(self, row):
        gone = self.env._("a work center that is gone")
        values = {
            "center": self.centers.get(row["center"], gone),
            "without": _round(100 * row["without"]),
            "pulled": _round(100 * row["pulled"]),
        }
        if row["added"] is None:
            return self.env._(
                "%(center)s at %(pulled)s %% (%(without)s %% without it): more than it "
                "can do",
                **values,
            )
        return self.env._(
            "%(center)s at %(pulled)s %% (%(without)s %% without it), others wait "
            "%(hours)s hours longer",
            hours=_days(row["added"]),
            **values,
        )

    def _say_pattern(self):
        advice, texts = self.advice, []
        if advice.trend:
            text = self.env._("grows") if advice.trend > 0 else self.env._("falls")
            texts.append(
                self.env._(
                    "Demand %(moves)s by %(share)s %% a year.",
                    moves=text,
                    share=f"{abs(advice.trend):.0f}",
                )
            )
        if advice.season_factor:
            start = advice.date_to + timedelta(days=1, weeks=advice.season_week - YEAR)
            texts.append(
                self.env._(
                    "It has a season: the 13 weeks from %(day)s sell %(factor)s times "
                    "the mean.",
                    day=format_day(self.env, start),
                    factor=f"{advice.season_factor:.1f}",
                )
            )
        return " ".join(texts)

    def _say_large(self):
        """Name what one order alone does to the demand, and what is left out of it."""
        advice, texts = self.advice, []
        if advice.largest:
            texts.append(
                self.env._(
                    "One order of %(units)s is more than half of all: mark it as "
                    "one-off if the like does not come again.",
                    units=self._format(advice.largest),
                )
            )
        if advice.left_out_count:
            texts.append(
                self.env._("One-off orders left out: %s.", advice.left_out_count)
            )
        return " ".join(texts)

    def _get_longest(self):
        """Return the longest step of the way, as "Oak board (14 days)"."""
        path = self.advice.lead_path or []
        name, days = max(path, key=lambda step: step[1], default=("", 0))
        return self.env._("%(name)s (%(days)s days)", name=name, days=_days(days))

    def _say_costs(self):
        advice = self.advice
        if not self.sees_costs:
            return self.env._(
                "%(orders)s orders a year against %(lots)s lots.",
                orders=_round(advice.orders_year),
                lots=_round(advice.lots_year),
            )
        text = self.env._(
            "A year costs %(pull)s pulled (%(orders)s orders at %(setup)s of setup and "
            "ordering), %(push)s pushed (%(lots)s lots, and stock), %(hybrid)s hybrid.",
            pull=self._format_amount(advice.cost_pull),
            push=self._format_amount(advice.cost_push),
            hybrid=self._format_amount(advice.cost_hybrid),
            setup=self._format_amount(advice.order_setup),
            orders=_round(advice.orders_year),
            lots=_round(advice.lots_year),
        )
        return " ".join(filter(None, [text, self._say_cards()]))

    def _say_cards(self):
        """Say what kanban costs, and why it is not advised where it costs less."""
        advice = self.advice
        if not advice.cost_kanban:
            return ""
        cost = self._format_amount(advice.cost_kanban)
        if (
            advice.advice == KANBAN
            or advice.cost_kanban >= advice[f"cost_{advice.advice}"]
        ):
            return self.env._("By its kanban cards it costs %s.", cost)
        return self.env._(
            "By its kanban cards it costs %s, but they do not last while they are "
            "replaced: see the suggestions of the loop.",
            cost,
        )

    def _say_change(self):
        """Say what would make pull and push change places."""
        advice = self.advice
        if not advice.is_fast or not advice.even_orders:
            return ""
        values = {"orders": f"{advice.even_orders / MONTHS:.1f}"}
        if not self.sees_costs or not advice.even_setup:
            return self.env._(
                "Pull is cheaper than push up to %(orders)s orders a month.", **values
            )
        return self.env._(
            "Pull is cheaper than push up to %(orders)s orders a month, or once setup "
            "and ordering of an order cost less than %(setup)s.",
            setup=self._format_amount(advice.even_setup),
            **values,
        )

    def _say_sure(self):
        if self.advice.is_clear:
            return ""
        return self.env._("It is a close call: the next best costs hardly more.")

    def _format(self, quantity):
        uom = self.advice.uom_id
        whole = ceil(round(quantity, 2)) if uom._is_pull_counted() else quantity
        return format_quantity(self.env, uom.round(whole), uom)

    def _format_amount(self, amount):
        return format_amount(self.env, amount, self.advice.currency_id)


def _days(days):
    return f"{round(days, 1):g}"


def _round(count):
    return f"{count:.0f}" if count >= 10 else f"{count:.1f}"
