import re

from odoo import models

from ..access import works_here
from .sale_order import CHANNEL

ASKED = re.compile(rf"{CHANNEL}_(\d{{1,9}})")


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Let who may follow an order hear that its chain has changed."""
        channels = list(channels)
        asked = [m for c in channels if isinstance(c, str) and (m := ASKED.fullmatch(c))]
        channels = [c for c in channels if not isinstance(c, str) or not ASKED.fullmatch(c)]
        if asked and self._may_follow_pull_chains():
            orders = self.env["sale.order"].browse(int(match[1]) for match in asked)
            channels += [(order, CHANNEL) for order in orders._filter_pull_followed()]
        return super()._build_bus_channel_list(channels)

    def _may_follow_pull_chains(self):
        rows = self.env["pull.supply.document"]
        return works_here(self.env) and rows.has_access("read")
