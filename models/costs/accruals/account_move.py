from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        return super(AccountMove, self | self._get_accrual_reversals()).button_draft()

    def button_cancel(self):
        return super(AccountMove, self | self._get_accrual_reversals()).button_cancel()

    def _get_accrual_reversals(self):
        """Return the posted reversals of these accruals: what is not accrued any more
        is not reversed either, and may be accrued anew."""
        # Sudo: whoever resets an entry need not see what marks it.
        accruals = self.sudo().filtered("pull_is_accrual")
        reversals = accruals.reversal_move_ids.filtered(
            lambda move: move.pull_is_accrual and move.state == "posted"
        )
        return (reversals - accruals).with_env(self.env)
