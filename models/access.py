"""Who sees and who changes what of ours.

Each field of ours on a model of Odoo names a group that sees it: one of these.
What is said here is checked against `tests/access_table.py`, kind of user by kind.
"""

from odoo import api, models
from odoo.api import NewId
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# Portal users read orders, purchases and products too: ours is for those who work here.
INTERNAL = "base.group_user"

# What setups and goods cost; everybody else sees minutes and quantities.
COST = "pull_through_production.group_pull_cost"

MODULE = "pull_through_production"


def may_see_costs(env):
    """Tell whether amounts may be shown; what runs in sudo works with all of them."""
    return env.su or env.user.has_group(COST)


def works_here(env):
    """Tell whether this is no portal or public user: modules of Odoo give those rights
    on products, runs and moves too."""
    return env.su or not env.user.share


def check_ids(records):
    """Refuse what a client sends that names no records at all."""
    if not all(isinstance(row, int | NewId) for row in records._ids):
        raise UserError(records.env._("Choose records that are there."))


def check_rows(records, operation="read"):
    """Ask for these rights on the records that a client names, whatever it sends."""
    check_ids(records)
    records.check_access(operation)


def check_one(records, operation="read"):
    """Ask for exactly one record, with these rights: a client may send any."""
    check_rows(records, operation)
    if len(records) != 1:
        raise UserError(records.env._("Choose one record."))


class Base(models.AbstractModel):
    """A field of ours that is shown and never typed is not changed by a client either.

    Odoo takes `readonly` for a matter of screens: over RPC whoever may write a record
    writes all its fields. What the module writes into such a field it writes in sudo.
    Creating is left alone: a new record's values come from what it continues.
    """

    _inherit = "base"

    @api.model
    def _check_field_access(self, field, operation):
        if (
            operation == "write"
            and field.readonly
            and self._ids
            and not self.env.su
            and set(field._modules) == {MODULE}
        ):
            raise AccessError(
                self.env._(
                    "%(field)s is kept up to date by itself, not changed by hand.",
                    field=field.get_description(self.env, ["string"])["string"],
                )
            )
        return super()._check_field_access(field, operation)

    def _check_company(self, fnames=None):
        # Core's complaint says what a record of another company is called, to whoever
        # names it in a row of ours.
        if self._original_module == MODULE and not self.env.su:
            for name in self._fields if fnames is None else fnames:
                field = self._fields[name]
                if field.type == "many2one" and field.check_company:
                    self.mapped(name).check_access("read")
        return super()._check_company(fnames)

    @api.model
    def _search(self, domain, *args, **kwargs):
        # Odoo asks for the groups of a field once it searches its column, and not where
        # a search method leads elsewhere. It has refused what is no domain first; the
        # query has not been made yet.
        query = super()._search(domain, *args, **kwargs)
        if not (kwargs.get("bypass_access") or works_here(self.env)):
            for condition in Domain(domain).iter_conditions():
                field = self._fields.get(condition.field_expr.split(".")[0])
                if field and set(field._modules) == {MODULE}:
                    self._check_field_access(field, "read")
        return query

    def _traverse_related_sql(self, alias, field, query):
        # Odoo asks only for the groups of the field that a related one leads to.
        if set(field._modules) == {MODULE}:
            self._check_field_access(field, "read")
        return super()._traverse_related_sql(alias, field, query)

    def _read_group_groupby(self, alias, groupby_spec, query):
        # Odoo asks for the groups of all fields but those that hold several records.
        field = self._fields.get(groupby_spec)
        if field and field.type == "many2many" and set(field._modules) == {MODULE}:
            self._check_field_access(field, "read")
        return super()._read_group_groupby(alias, groupby_spec, query)
