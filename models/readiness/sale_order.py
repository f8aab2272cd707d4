from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ..access import INTERNAL, check_one, check_rows
from ..exceptions.kinds import BLOCKING
from ..memory.memory import confirmation_memory
from ..under_way import get_under_way
from ..words import format_quantity
from .payment_transaction import PAYMENT
from .told_later import is_told_later, told_later

# How many findings a refused confirmation tells; the supply check lists them all.
TOLD_MAX = 20
# How many products the question about very many runs names: those with the most.
TOLD_RUNS = 5


class SaleOrder(models.Model):
    _inherit = "sale.order"

    pull_blocking_count = fields.Integer(
        string="Supply Problems",
        compute="_compute_pull_readiness",
        help="What nothing would supply, if the order were confirmed now.",
        groups=INTERNAL,
    )
    pull_warning_count = fields.Integer(
        string="Supply Warnings",
        compute="_compute_pull_readiness",
        help="What would be supplied badly, if the order were confirmed now.",
        groups=INTERNAL,
    )
    pull_readiness_summary = fields.Char(
        string="Supply Check", compute="_compute_pull_readiness", groups=INTERNAL
    )

    # Without dependencies: a form being edited keeps showing what it was opened with.
    @api.depends_context("uid")
    def _compute_pull_readiness(self):
        # What is not saved yet is not checked: it would be at every keystroke.
        saved = self.browse() if is_told_later(self.env.cr) else self.filtered("id")
        findings = saved._get_pull_readiness()
        for order in self:
            severities = [
                finding["severity"]
                for finding in findings
                if finding["line"].order_id == order
            ]
            order.pull_blocking_count = severities.count(BLOCKING)
            order.pull_warning_count = len(severities) - order.pull_blocking_count
            order.pull_readiness_summary = order._get_pull_readiness_summary()

    def web_read(self, specification):
        if len(self) != 1 or "order_line" not in specification:
            return super().web_read(specification)
        with told_later(self.env):
            return super().web_read(specification)

    def onchange(self, values, field_names, fields_spec):
        if list(field_names) != ["order_line"]:
            return super().onchange(values, field_names, fields_spec)
        with told_later(self.env):
            return super().onchange(values, field_names, fields_spec)

    def _get_pull_readiness_summary(self):
        problems, warnings = self.pull_blocking_count, self.pull_warning_count
        texts = []
        if problems == 1:
            texts.append(self.env._("1 problem"))
        elif problems:
            texts.append(self.env._("%(count)s problems", count=problems))
        if warnings == 1:
            texts.append(self.env._("1 warning"))
        elif warnings:
            texts.append(self.env._("%(count)s warnings", count=warnings))
        return ", ".join(texts) or False

    def action_confirm(self):
        if self._is_pull_confirmed_by_person():
            self._check_pull_readiness()
        return super().action_confirm()

    def _is_pull_confirmed_by_person(self):
        """Tell whether somebody confirms who can do something about a refusal.

        A customer who pays or signs cannot, nor can a scheduled action: the order is
        confirmed, and what cannot be supplied becomes exceptions.
        """
        is_paid = get_under_way(self.env.cr, PAYMENT) is not None
        is_machine = self.env.uid == SUPERUSER_ID
        return not (is_paid or is_machine or self.env.user.share)

    def _check_pull_readiness(self):
        """Refuse what the company does not want confirmed, with all that is found."""
        refused = []
        for company, orders in self.grouped("company_id").items():
            kinds = company.sudo().pull_blocking_kind_ids.mapped("code")
            if kinds:
                refused += [
                    finding
                    for finding in orders._get_pull_readiness()
                    if finding["kind"] in kinds
                ]
        if refused:
            raise UserError(self._get_readiness_refusal(refused))

    def _get_readiness_refusal(self, findings):
        reasons = "\n\n".join(
            f"{finding['line'].order_id.name}: {finding['message']}\n"
            f"{finding['remedy']}"
            for finding in findings[:TOLD_MAX]
        )
        more = len(findings) - TOLD_MAX
        if more > 0:
            reasons += "\n\n" + self.env._("And %(count)s more.", count=more)
        return self.env._(
            "This cannot be confirmed yet, the supply check found:\n\n%(reasons)s",
            reasons=reasons,
        )

    # === Very many runs ===

    def get_pull_many_runs(self):
        """Return what to tell who is about to confirm this quotation in its form: lines
        of text, none if it makes no more runs than a person would mean."""
        check_one(self, "write")
        limit = self.company_id.sudo().pull_runs_asked
        if not limit or self.state not in ("draft", "sent"):
            return []
        counts = self._count_pull_runs()
        total = sum(counted.count for counted in counts.values())
        if total <= limit or not any(counted.is_split for counted in counts.values()):
            return []
        largest = sorted(counts.items(), key=lambda item: -item[1].count)[:TOLD_RUNS]
        return [
            self.env._(
                "%(order)s makes %(count)s manufacturing orders:",
                order=self.name,
                count=self._format_pull_count(total),
            ),
            *(self._describe_pull_runs(bom, runs, limit) for bom, runs in largest),
        ]

    def _count_pull_runs(self):
        """Return {bill of materials: `CountedRuns`}, sudoed; nothing where no bill of
        materials splits what is needed."""
        # Sudo: a salesperson need not see bills of materials.
        boms = self.env["mrp.bom"].sudo()
        if not boms.search_count(boms._get_pull_run_size_domain(), limit=1):
            return {}
        with confirmation_memory(self.env.cr):
            return self.order_line.sudo()._get_pull_runs_walk().get_counts()

    def _describe_pull_runs(self, bom, counted, limit):
        product = bom.product_id or bom.product_tmpl_id
        values = {
            "product": product.display_name,
            "count": self._format_pull_count(counted.count),
            "size": format_quantity(self.env, max(counted.runs), bom.product_uom_id),
        }
        better = counted.is_split and counted.find_size(limit / 2)
        if not better:
            return self.env._("- %(product)s: %(count)s of %(size)s", **values)
        size, fewer = better
        return self.env._(
            "- %(product)s: %(count)s of %(size)s; run size %(other)s would make "
            "%(fewer)s",
            other=f"{size:g}",
            fewer=self._format_pull_count(fewer),
            **values,
        )

    def _format_pull_count(self, count):
        return formatLang(self.env, count, digits=0)

    def action_view_pull_readiness(self):
        """Open what the supply check finds in these orders."""
        check_rows(self)
        return self.env["pull.readiness.finding"]._open(self)

    def _get_pull_readiness(self):
        """Return what would fail or go badly if these orders were confirmed now.

        Walks every level that they would pull. Confirmed and cancelled orders have no
        findings: their failures are exceptions. Whoever reads the order gets them,
        without rights on vendors or BoMs; amounts of money only who may buy.

        :return: list of findings (see findings.py), each with its order line in `line`
        """
        orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        if not orders.order_line:
            return []
        show_costs = self.env.user.has_group("purchase.group_purchase_user")
        with confirmation_memory(self.env.cr):
            walk = orders.order_line.sudo()._get_readiness_walk(show_costs)
            findings = walk.get_findings()
        return [
            {**finding, "line": finding["line"].with_env(self.env)}
            for finding in findings
        ]
