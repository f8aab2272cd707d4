"""What is today for a user, and who is responsible."""

from datetime import datetime, time, timedelta, timezone

from odoo import fields


class Clock:
    """Days by the clock of a user, as moments in UTC.

    :param env: of the user
    :ivar today: when today begins
    :ivar tomorrow: when it ends
    """

    def __init__(self, env):
        self.env = env
        day = fields.Date.context_today(env.user)
        self.today = self._get_moment(day)
        self.tomorrow = self._get_moment(day + timedelta(days=1))

    def _get_moment(self, day):
        local = self.env.tz.localize(datetime.combine(day, time()))
        return local.astimezone(timezone.utc).replace(tzinfo=None)

    def get_user(self, document):
        """Return who has to act on a purchase line or run."""
        orders = self.env["sale.order"]
        return self.env["pull.exception"]._get_responsible(document, orders)
