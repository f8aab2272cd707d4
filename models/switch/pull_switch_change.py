from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import float_compare

from ..technical import hide_technical
from .switch_plan import Change

TECHNICAL_FIELDS = {"res_id", "res_model", "switch_id", "value_after", "value_before"}
X2MANY = ("one2many", "many2many")


class PullSwitchChange(models.Model):
    """One field that a switch has written: what it held, and what it holds since."""

    _name = "pull.switch.change"
    _description = "Change by a Switch of Supply Policy"
    _order = "id"

    switch_id = fields.Many2one(
        "pull.switch", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="switch_id.company_id", store=True, index=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", required=True, readonly=True
    )
    name = fields.Char("Field", required=True, readonly=True)
    value_before = fields.Json(readonly=True)
    value_after = fields.Json(readonly=True)
    label = fields.Char("Changed", compute="_compute_texts")
    before = fields.Char(compute="_compute_texts")
    after = fields.Char(compute="_compute_texts")

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    # === Kept ===

    @api.model
    def _read_value(self, record, name):
        """Return what a field holds, as it is kept."""
        value, kind = record[name], record._fields[name].type
        if kind in X2MANY:
            return sorted(value.ids)
        return value.id if kind == "many2one" else value

    @api.model
    def _prepare_change(self, switch, change):
        return {
            "switch_id": switch.id,
            "res_model": change.record._name,
            "res_id": change.record.id,
            "name": change.name,
            "value_before": self._read_value(change.record, change.name),
        }

    @api.model
    def _prepare_made(self, switch, record, name):
        """Return what is kept of a record that the switch has made: to undo it archives
        it, for what it has ordered leads to it."""
        value = self._read_value(record, name)
        before = False if name == "active" else value
        made = self._prepare_change(switch, Change(record, name, value))
        return {**made, "value_before": before, "value_after": value}

    # === Undone ===

    def _get_record(self):
        """Return the record, archived or not; none if it is gone."""
        record = self.env[self.res_model].browse(self.res_id)
        return record.with_context(active_test=False).exists()

    def _is_as_left(self, record):
        """Tell whether the field holds what the switch, and nothing else, wrote."""
        value = self._read_value(record, self.name)
        if record._fields[self.name].type == "float":
            return not float_compare(value, self.value_after, precision_digits=6)
        return (value or False) == (self.value_after or False)

    def _get_conflict(self):
        """Return what has changed since, as a text, or False."""
        record = self._get_record()
        if not record:
            return self.env._("%s is deleted.", self.label)
        if self._is_as_left(record):
            return False
        return self.env._(
            "%(label)s: it is %(now)s, the switch left it at %(after)s.",
            label=self.label,
            now=self._say(record, self._read_value(record, self.name)),
            after=self.after,
        )

    def _get_undoing(self):
        """Return the `Change` that restores the field."""
        record, value = self._get_record(), self.value_before
        if record._fields[self.name].type in X2MANY:
            value = [Command.set(value)]
        return Change(record, self.name, value)

    # === Shown ===

    @api.depends("res_model", "res_id", "name", "value_before", "value_after")
    @api.depends_context("lang")
    def _compute_texts(self):
        for change in self:
            # What is kept alone, and nothing that a client says of it.
            kept = change._origin
            if not kept:
                change.label = change.before = change.after = False
                continue
            # Sudo: a reordering rule says where and between what, and is shown by its
            # switch to whoever may read that.
            record = kept.sudo()._get_record()
            change.label = kept._get_label(record)
            change.before = kept._say(record, kept.value_before)
            change.after = kept._say(record, kept.value_after)

    def _get_label(self, record):
        if not record:
            return self.env._("A reordering rule")
        name = record._fields[self.name].get_description(self.env, ["string"])["string"]
        if record._name == "product.template":
            return name
        return self.env._(
            "Reordering rule of %(product)s in %(place)s: %(field)s",
            product=record.product_id.display_name,
            place=record.location_id.display_name,
            field=name,
        )

    def _say(self, record, value):
        if not record:
            return ""
        field = record._fields[self.name]
        if field.type in X2MANY:
            others = record.env[field.comodel_name].browse(value)
            names = ", ".join(others.exists().mapped("display_name"))
            return names or self.env._("none")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(
                value
            ) or self.env._("none")
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        return f"{value:g}" if isinstance(value, float) else str(value)
