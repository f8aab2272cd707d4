from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..access import check_one, check_rows
from ..policy.policies import HYBRID, PULL, PUSH, SUPPLY_POLICIES
from .switch_facts import SwitchFacts
from .switch_plan import SwitchPlan, Want, group_changes
from .switch_words import SwitchWords

MANAGER = "pull_through_production.group_pull_manager"
# A level of a rule that differs by less than this share of it is well as it is.
WORTH = 0.1
LEVELS = ("product_min_qty", "product_max_qty")
RUNNING, DONE, BY_HAND, UNDONE = "running", "done", "by_hand", "undone"
STATES = [
    (RUNNING, "Using Up Stock"),
    (DONE, "Switched"),
    (BY_HAND, "Changed by Hand"),
    (UNDONE, "Undone"),
]


class PullSwitch(models.Model):
    """One product that a person has switched to another supply policy, with each field
    that this changed: as it was, and as the switch left it.

    Undo restores all of them or none: where somebody has changed one since, it says so
    and leaves everything as it is.
    """

    _name = "pull.switch"
    _description = "Switch of a Supply Policy"
    _order = "id desc"
    _rec_name = "product_tmpl_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    product_tmpl_id = fields.Many2one(
        "product.template",
        "Product",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    categ_id = fields.Many2one(related="product_tmpl_id.categ_id")
    policy_before = fields.Selection(SUPPLY_POLICIES, readonly=True)
    policy = fields.Selection(SUPPLY_POLICIES, "Switched To", readonly=True)
    state = fields.Selection(
        STATES, "Status", required=True, readonly=True, default=DONE, index=True
    )
    is_adopted = fields.Boolean(
        "Adopted",
        readonly=True,
        help="The product had no supply policy, and was adopted with what it had.",
    )
    net_days = fields.Integer(
        "Stock Lasts (days)",
        readonly=True,
        help="The days for which the map wants stock; 0: until new goods come.",
    )
    user_id = fields.Many2one("res.users", "Switched By", readonly=True)
    date = fields.Datetime("Switched On", readonly=True)
    date_gone = fields.Datetime("Stock Gone On", readonly=True)
    undone_by_id = fields.Many2one("res.users", readonly=True)
    date_undone = fields.Datetime("Undone On", readonly=True)
    note = fields.Text("What Changed", readonly=True)
    change_ids = fields.One2many("pull.switch.change", "switch_id", readonly=True)

    # === Who may ===

    @api.model
    def _check_may_switch(self, templates):
        """Refuse those who may not set policies, or not those of these products."""
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Ask a manager of supply policies."))
        templates.check_access("write")

    # === Engines ===

    @api.model
    def _get_facts(self, templates):
        """Return what reads stock, rules and open documents: see `SwitchFacts`."""
        return SwitchFacts(templates)

    @api.model
    def _get_plan(self, wanted, use_stock_first=False, days=None):
        """Return what works out the changes: see `SwitchPlan`.

        :param wanted: {template: policy}, in the company of the environment
        :param days: {template: days for which its stock is to last}, where that is
            decided
        """
        # Sudo: reordering rules, stock and open documents of the company follow the
        # policy of a product, whoever may read them one by one.
        wanted = {template.sudo(): policy for template, policy in wanted.items()}
        facts = self.sudo()._get_facts(
            self.env["product.template"].sudo().union(*wanted)
        )
        days = {
            product: count
            for template, count in (days or {}).items()
            for product in template.sudo().product_variant_ids
        }
        stocked = facts.products.filtered(
            lambda product: wanted[product.product_tmpl_id] in (PUSH, HYBRID)
        )
        wants = self.sudo()._get_wants(stocked, facts.get_advice(), days)
        return SwitchPlan(facts, wanted, wants, use_stock_first)

    @api.model
    def _get_wants(self, products, advice, days):
        """Return {product: :class:`~.switch_plan.Want`} by the figures of its advice.

        :param advice: {product: its advice}
        :param days: {product: days for which its stock is to last}, where decided
        """
        return {
            product: Want(
                advice[product].forecast,
                advice[product].lead_days,
                advice[product].safety_stock,
                advice[product].lot_size,
            )
            for product in products
            if not advice[product].missing and advice[product].lot_size
        }

    @api.model
    def _get_words(self, plan):
        """Return what says a plan in words: see `SwitchWords`."""
        return SwitchWords(plan)

    @api.model
    def _describe(self, wanted, use_stock_first=False, days=None):
        """Return {template: what switching it would change, line by line}."""
        if not wanted:
            return {}
        words = self._get_words(self._get_plan(wanted, use_stock_first, days))
        return {template: words.get_text(template) for template in wanted}

    # === Switching ===

    @api.model
    def _switch(self, wanted, use_stock_first=False, is_adopted=False, days=None):
        """Switch these products, as a person has decided; return the switches.

        :param days: {template: days for which its stock is to last}, where decided
        """
        self._check_may_switch(self.env["product.template"].union(*wanted))
        plan = self._get_plan(wanted, use_stock_first, days)
        words = self._get_words(plan)
        steps = [step for step in plan.steps.values() if self._is_wanted(step)]
        switches = self.sudo().create(
            [
                {
                    **self._prepare_switch(step, words),
                    "is_adopted": is_adopted,
                    "net_days": (days or {}).get(step.template, 0),
                }
                for step in steps
            ]
        )
        switches._do(steps)
        return switches.sudo(False)

    @api.model
    def _is_wanted(self, step):
        """Tell whether a step does anything, now or once the stock is gone."""
        return step.is_run_down or not step.is_empty

    def _prepare_switch(self, step, words):
        return {
            "company_id": self.env.company.id,
            "product_tmpl_id": step.template.id,
            "policy_before": step.template.effective_supply_policy,
            "policy": step.policy,
            "state": RUNNING if step.is_run_down else DONE,
            "user_id": self.env.uid,
            "date": fields.Datetime.now(),
            "note": words.get_note(step),
        }

    def _do(self, steps):
        """Write what the steps say; keep each field as it was and as it is now."""
        self._end_others()
        changes = [
            (switch, change)
            for switch, step in zip(self, steps, strict=True)
            for change in step.changes
        ]
        keep = self.env["pull.switch.change"]
        kept = [keep._prepare_change(*each) for each in changes]
        for records, values in group_changes([change for _switch, change in changes]):
            records.write(values)
        for vals, (_switch, change) in zip(kept, changes, strict=True):
            vals["value_after"] = keep._read_value(change.record, change.name)
        keep.create(kept + self._make_rules(steps))
        for switch in self:
            switch.product_tmpl_id.message_post(body=switch.note)

    def _end_others(self):
        """What used up the stock of these products until now no longer does."""
        domain = [
            ("state", "=", RUNNING),
            ("product_tmpl_id", "in", self.product_tmpl_id.ids),
            ("company_id", "in", self.company_id.ids),
            ("id", "not in", self.ids),
        ]
        self.search(domain).state = BY_HAND

    def _make_rules(self, steps):
        """Make the new reordering rules; return what is kept of them."""
        new = [
            (switch, values)
            for switch, step in zip(self, steps, strict=True)
            for values in step.new_rules
        ]
        rules = self.env["stock.warehouse.orderpoint"].create(
            [values for _switch, values in new]
        )
        keep = self.env["pull.switch.change"]
        return [
            keep._prepare_made(switch, rule, name)
            for (switch, _values), rule in zip(new, rules, strict=True)
            for name in ("active", *LEVELS)
        ]

    # === Until the stock is gone ===

    @api.model
    def _cron_end_run_downs(self):
        self._end_run_downs()

    @api.model
    def _end_run_downs(self, products=None):
        """Pull the products whose stock is used up: some, or all."""
        domain = Domain("state", "=", RUNNING)
        if products is not None:
            templates = products.sudo().product_tmpl_id
            domain &= Domain("product_tmpl_id", "in", templates.ids)
        # Sudo: whoever takes the last unit need not be one who sets policies; a manager
        # has decided that it is to be pulled then.
        running = self.sudo().search(domain)
        for company, switches in running.grouped("company_id").items():
            alone = switches.with_context(allowed_company_ids=company.ids)
            alone.with_company(company)._end_if_gone()

    def _end_if_gone(self):
        facts = self._get_facts(self.product_tmpl_id)
        stock = facts.get_stock()
        for switch in self:
            template = switch.product_tmpl_id
            if template.effective_supply_policy != HYBRID:
                switch.state = BY_HAND
            elif not any(stock[template]):
                switch._end()

    def _end(self):
        """The stock is gone: from now on it is pulled."""
        template = self.product_tmpl_id
        change = self.change_ids.filtered(lambda kept: kept.name == "supply_policy")
        if not change:  # it was hybrid already
            keep = self.env["pull.switch.change"]
            change = keep.create(
                {
                    "switch_id": self.id,
                    "res_model": template._name,
                    "res_id": template.id,
                    "name": "supply_policy",
                    "value_before": keep._read_value(template, "supply_policy"),
                }
            )
        template.supply_policy = PULL
        change.value_after = PULL
        self.write({"state": DONE, "date_gone": fields.Datetime.now()})
        template.message_post(
            body=self.env._(
                "The stock is gone: the supply policy is Pull now, as %(user)s wanted.",
                user=self.user_id.name,
            )
        )

    # === Levels of its rules ===

    def _get_reviewed(self):
        """Return the values of the lines of a review: rules of these switches whose
        levels are no longer those of the advice."""
        if not self:
            return []
        # Of several switches of a product the last one counts.
        switches = self.sorted("id")
        plan = self._get_plan(
            {switch.product_tmpl_id: switch.policy for switch in switches},
            days={switch.product_tmpl_id: switch.net_days for switch in switches},
        )
        return [
            values
            for switch in self
            for rule in switch._get_own_rules()
            if (values := switch._prepare_reviewed(rule, plan))
        ]

    def _get_own_rules(self):
        """Return the active reordering rules whose levels this switch has set."""
        kept = self.change_ids.filtered(lambda kept: kept.name in LEVELS)
        rules = self.env["stock.warehouse.orderpoint"].browse(
            set(kept.mapped("res_id"))
        )
        return rules.exists().filtered("active")

    def _prepare_reviewed(self, rule, plan):
        """Return the values of a rule's line, or None where it is well as it is."""
        levels = plan.get_levels(rule.product_id, self.policy).get(rule.warehouse_id)
        if not levels:
            return None
        now = [rule[name] for name in LEVELS]
        worth = max(*now, *levels) * WORTH
        pairs = zip(now, levels, strict=True)
        if all(abs(old - new) <= worth for old, new in pairs):
            return None
        kept = self.change_ids.filtered(
            lambda kept: kept.res_id == rule.id and kept.name in LEVELS
        )
        by_hand = not all(change._is_as_left(rule) for change in kept)
        return {
            "switch_id": self.id,
            "rule_id": rule.id,
            "low": levels[0],
            "high": levels[1],
            "is_by_hand": by_hand,
            "is_chosen": not by_hand,
        }

    # === Undoing ===

    def action_undo(self):
        """Restore each field that the switches changed, the last first; all or none."""
        check_rows(self)
        self._check_may_switch(self.product_tmpl_id)
        for switch in self.sorted("id", reverse=True):
            # Sudo: as in `_get_plan`, and what is kept is written by nobody.
            alone = switch.sudo().with_company(switch.company_id)
            alone._check_undo()
            alone._undo()
        return True

    def _check_undo(self):
        """Refuse what is undone, or has been changed since."""
        if self.state == UNDONE:
            raise UserError(self.env._("%s: this switch is undone.", self.display_name))
        texts = [kept._get_conflict() for kept in self.change_ids]
        texts = list(dict.fromkeys(filter(None, texts)))
        if texts:
            raise UserError(
                self.env._(
                    "%(product)s has been changed since, nothing is undone:\n"
                    "%(texts)s\nSet that back first, or switch the product anew.",
                    product=self.display_name,
                    texts="\n".join(texts),
                )
            )

    def _undo(self):
        changes = [kept._get_undoing() for kept in self.change_ids]
        for records, values in group_changes(changes):
            records.write(values)
        self.write(
            {
                "state": UNDONE,
                "undone_by_id": self.env.uid,
                "date_undone": fields.Datetime.now(),
            }
        )
        self.product_tmpl_id.message_post(
            body=self.env._(
                "The switch to %(policy)s is undone: all is as it was before.",
                policy=self.policy,
            )
        )

    def action_open_product(self):
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "product.template",
            "res_id": self.product_tmpl_id.id,
            "views": [(False, "form")],
        }
