import re

from odoo import models

from ..access import works_here
from .sale_order import CHANNEL

ASKED = re.compile(rf"{CHANNEL}_(\d{{1,9}})")


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        channels = [*channels, *self._get_pull_chain_channels(channels)]
        return super()._build_bus_channel_list(channels)

    def _get_pull_chain_channels(self, channels):
        """Return the channels in which the user hears that chains have changed.

        A client names orders as `pull_chain_<id>`. What is told goes to a channel of
        the order's record, which no client can name: it is for who may follow it.
        """
        texts = (channel for channel in channels if isinstance(channel, str))
        ids = [int(found[1]) for found in map(ASKED.fullmatch, texts) if found]
        rows = self.env["pull.supply.document"]
        if not ids or not works_here(self.env) or not rows.has_access("read"):
            return []
        orders = self.env["sale.order"].browse(ids).exists()
        return [(order, CHANNEL) for order in orders._filter_pull_followed()]
