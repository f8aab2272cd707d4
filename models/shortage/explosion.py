"""What confirming would make of an order that cannot be supplied as a whole."""

from ..exceptions.kinds import BLOCKING
from ..explosion.explosion import Explosion


class SoundExplosion(Explosion):
    """Leaves out what confirming sets aside as an exception."""

    def _is_supplied(self, need, rule):
        if not need.policy:
            return super()._is_supplied(need, rule)
        findings = self.env["stock.rule"]._get_procurement_findings(
            self._get_procurement(need), rule
        )
        is_sound = all(finding["severity"] != BLOCKING for finding in findings)
        return is_sound and super()._is_supplied(need, rule)
