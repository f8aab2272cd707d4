"""A year of past orders, sold, bought, made, delivered and invoiced."""

import bisect
import itertools
import random
import sys
import time
from datetime import timedelta

from .factory import QUOTATION, Factory
from .names import recall, remember
from .orders import create_order

DAYS = 365
SELLING_DAYS = 28
ORDERS_PER_DAY = [2, 1, 3, 2]  # over and over

# How much each month sells: quiet in January and July, busy before Christmas.
SEASON = dict(enumerate([4, 5, 7, 8, 8, 6, 4, 4, 7, 9, 11, 7], 1))

# customer: (how often it orders, what it orders)
HABITS = {
    "customer_hotel": (3, ["table_pair", "bar", "care", "side_tables_many"]),
    "customer_restaurant": (3, ["table_and_benches", "table_pair", "bar", "care"]),
    "customer_architects": (3, ["bookshelf", "lounge", "table_walnut", "side_tables"]),
    "customer_coworking": (2, ["bookshelves", "benches", "stools", "care"]),
    "customer_lyon": (2, ["side_tables", "table_walnut", "set"]),
    "customer_hamburg": (2, ["table", "lounge", "side_tables", "care"]),
    "customer_utrecht": (2, ["table_and_benches", "bookshelf", "stools"]),
    "customer_verona": (1, ["set", "table_walnut"]),
    "customer_library": (2, ["bookshelf", "benches", "care"]),
    "customer_cafe": (2, ["stools", "bar", "side_tables"]),
    "customer_doyle": (1, ["table", "care", "side_tables"]),
    "customer_gallagher": (1, ["set", "care", "stools"]),
}
ENGRAVINGS = [
    "For the long evenings",
    "Est. 1987",
    "The Brannigan table",
    "Sit, eat, stay",
    "From Kilkenny with love",
]

# weekday: [(hour, what the factory does)], Monday first
WEEK = {
    0: [(9, "receive"), (17, "produce")],
    1: [(11, "buy")],
    2: [(17, "produce")],
    3: [(15, "deliver")],
    4: [(9, "receive"), (17, "produce")],
}
# what it does on the first Thursday of these months
MONTHS = {
    "restock": (10, range(1, 13)),
    "refill": (10, (2, 5, 8, 11)),
    "invoice": (16, range(1, 13)),
    "book_bills": (17, (1, 3, 5, 7, 9, 11)),
    "collect_payments": (18, (1, 4, 7, 10)),
}

QUIET = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
}


class Story:
    """Plays the year up to now on one clock: orders on their days, work in between."""

    def __init__(self, env, clock, now):
        self.env = env(context={**env.context, **QUIET})
        self.clock = clock
        self.now = now
        self.first_day = get_first_day(now)
        self.factory = Factory(self.env)
        self.random = random.Random(42)
        self.events = []  # (moment, what to do, arguments)

    def tell(self, open_orders=(), touches=()):
        """Play everything in the order of time.

        :param open_orders: [(days ago, stage to hold at, name, create_order's values)]
        :param touches: [(time before now, function of (factory, order), order's name)],
            what is done by hand to an open order
        """
        self._plan_orders()
        self._plan_work()
        for days, *arguments in open_orders:
            moment = get_working_day(self.now - timedelta(days=days, hours=5))
            self.events.append((moment, self._take_open_order, arguments))
        for before, touch, name in touches:
            moment = get_working_day(self.now - before)
            self.events.append((moment, self._touch, (touch, name)))
        self.events.sort(key=lambda event: event[0])
        self._play()

    def _play(self):
        month = None
        for moment, action, arguments in self.events:
            if moment.month != month:
                month = moment.month
                report(f"{moment:%B %Y}")
            self.clock.move_to(moment)
            action(*arguments)

    def _plan_orders(self):
        """Spread the year's orders over its working days, as the season says.

        The salesperson confirms the orders of a day together.
        """
        days = [
            self.first_day + timedelta(days=number, hours=16)
            for number in range(4, DAYS - 8)
        ]
        days = [day for day in days if day.weekday() < 5]
        sizes = itertools.cycle(ORDERS_PER_DAY)
        for day, size in zip(self._choose_days(days), sizes, strict=False):
            orders = [self._invent_order() for _number in range(size)]
            self.events.append((day, self._take_orders, (orders,)))

    def _choose_days(self, days):
        """Spread the selling days over these days, denser in the busy months."""
        reached = list(itertools.accumulate(SEASON[day.month] for day in days))
        step = reached[-1] / SELLING_DAYS
        return [
            days[bisect.bisect(reached, (number + self.random.random()) * step)]
            for number in range(SELLING_DAYS)
        ]

    def _invent_order(self):
        customers = list(HABITS)
        frequencies = [frequency for frequency, _baskets in HABITS.values()]
        customer = self.random.choices(customers, frequencies)[0]
        engraving = self.random.choice(ENGRAVINGS)
        return {
            "customer": customer,
            "basket": self.random.choice(HABITS[customer][1]),
            "engraving": engraving if self.random.random() < 0.5 else None,
        }

    def _take_orders(self, values_list):
        orders = [create_order(self.env, **values) for values in values_list]
        orders[0].union(*orders).action_confirm()

    def _take_open_order(self, stage, name, values):
        """Enter an order that goes no further than that stage."""
        order = remember(self.env, name, create_order(self.env, **values))
        self.factory.hold(order, stage)
        if stage != QUOTATION:
            order.action_confirm()

    def _touch(self, touch, name):
        touch(self.factory, recall(self.env, name))

    def _plan_work(self):
        for number in range(1, DAYS):
            day = self.first_day + timedelta(days=number)
            work = WEEK.get(day.weekday(), [])
            if day.weekday() == 3 and day.day <= 7:
                work = work + [
                    (hour, action)
                    for action, (hour, months) in MONTHS.items()
                    if day.month in months
                ]
            self.events += [
                (day + timedelta(hours=hour), getattr(self.factory, action), ())
                for hour, action in work
            ]


def get_last_afternoon(now):
    """Return the last moment before now at which a working day was nearly over."""
    afternoon = now.replace(hour=16, minute=0, second=0)
    if afternoon > now:
        afternoon -= timedelta(days=1)
    return get_working_day(afternoon)


def get_working_day(moment):
    """Return the same time of day on the last day on which people worked."""
    return moment - timedelta(days=max(moment.weekday() - 4, 0))


def get_first_day(now):
    return (now - timedelta(days=DAYS)).replace(hour=0, minute=0, second=0)


def report(step):
    """Tell on stderr what is being done, and how much time it has taken so far."""
    print(f"  {step:<44}{time.process_time():7.0f} s", file=sys.stderr, flush=True)
