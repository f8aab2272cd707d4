from odoo import api, models

from ..memory.memory import confirmation_memory
from .chain_wants import ChainWants


class PullSwitch(models.Model):
    _inherit = "pull.switch"

    @api.model
    def _get_wants(self, products, advice, days):
        wants = super()._get_wants(products, advice, days)
        used = self._get_chain_wants(products, days).get_wants(products)
        return {**wants, **used}

    @api.model
    def _get_chain_wants(self, products, days):
        """Return what works out the stock of what goes into others: see `ChainWants`.

        :param days: {product: days for which its stock lasts}, as a map says
        """
        maps = self.env["pull.decoupling.map"]
        sold = self.env["pull.advice"].search(maps._get_users_domain(products))
        rows = {row.product_id: row for row in sold}
        with confirmation_memory(self.env.cr):
            reader = maps._get_chain_reader(products.union(*rows))
            supply = self.env["pull.advice"]._get_parts_reader(products)
        return ChainWants(reader, supply, rows, days)
