from odoo import models
from odoo.exceptions import UserError

from .confirmation import is_confirming


class PullAlikeMixin(models.AbstractModel):
    """A model whose records a confirmation makes by the hundred, most of them alike."""

    _name = "pull.alike.mixin"
    _description = "Made many at once by a confirmation"

    def _check_company(self, fnames=None):
        """Core checks each record by itself: of those that have the same company and
        the same value in a field, one is enough."""
        if len(self) < 2 or not is_confirming(self.env.cr):
            return super()._check_company(fnames)
        names = self._get_pull_fields_to_check(fnames)
        try:
            for name, unlike in zip(names, self._get_pull_unlike(names), strict=True):
                super(PullAlikeMixin, unlike)._check_company([name])
        except UserError:
            # Core says which of all records are wrong.
            return super()._check_company(fnames)
        return None

    def _get_pull_fields_to_check(self, fnames):
        if fnames is None or "company_id" in fnames:
            fnames = self._fields
        fields = [self._fields[name] for name in fnames]
        return [
            field.name for field in fields if field.relational and field.check_company
        ]

    def _get_pull_unlike(self, names):
        """Return for each field one record for each value of it and company."""
        # Sudo: core checks what the field holds, whoever may read it.
        records = self.sudo()
        companies = [record.company_id.id for record in records]
        for name in names:
            read = self._fields[name].__get__
            keys = zip(companies, (read(one)._ids for one in records), strict=True)
            unlike = dict(zip(keys, self._ids, strict=True))
            yield self.browse(unlike.values())
