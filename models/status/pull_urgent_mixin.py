from odoo import api, fields, models
from odoo.tools import SQL

from ..access import INTERNAL
from ..technical import hide_technical

TECHNICAL_FIELDS = {"pull_urgencies"}


class PullUrgentMixin(models.AbstractModel):
    """A supply document that knows for which customer order it is most urgent.

    Each order that is placed writes by when it needs the document; the most urgent
    stands in the fields that lists sort by. The order is named to those alone whom
    record rules let read it.
    """

    _name = "pull.urgent.mixin"
    _description = "Is needed by customer orders"

    pull_urgencies = fields.Json(
        readonly=True,
        copy=False,
        help="Of each order: when it needs this, with how many minutes to spare.",
        groups="base.group_system",
    )
    pull_needed_by = fields.Datetime(
        string="Needed By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When this must be done for the promise that depends on it most.",
        groups=INTERNAL,
    )
    pull_slack = fields.Integer(
        string="Slack",
        readonly=True,
        copy=False,
        aggregator="min",
        index="btree_not_null",
        help="How many minutes this may slip before an order comes after its promise; "
        "below 0 it is too late already.",
        groups=INTERNAL,
    )
    pull_urgent_order = fields.Char(
        string="Most Urgent Order",
        compute="_compute_pull_urgent_order",
        help="The customer order that has the least time to spare.",
        groups=INTERNAL,
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        return hide_technical(descriptions, TECHNICAL_FIELDS)

    @api.depends("pull_slack")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_pull_urgent_order(self):
        lines = {document: document.sudo()._get_pull_urgent_line() for document in self}
        every = self.env["sale.order.line"].union(*lines.values()).exists()
        told = every._filter_pull_told()
        for document, line in lines.items():
            if line in told:
                # Sudo: whom it serves is told without rights on orders.
                order = line.sudo().order_id
                document.pull_urgent_order = f"{order.name} {order.partner_id.name}"
            else:
                document.pull_urgent_order = line in every and self.env._(
                    "another order"
                )

    def _get_pull_urgent_line(self):
        """Return the order line that needs this first; empty if none is known."""
        lines = self.env["sale.order.line"].with_user(self.env.user).sudo(False)
        _needed, _slack, line = min(
            (self.pull_urgencies or {}).values(),
            key=lambda urgency: (urgency[1], urgency[2]),
            default=(None, 0, False),
        )
        return lines.browse(line or ())

    @api.model
    def _write_pull_urgencies(self, order, urgencies, gone):
        """Take over by when an order needs documents of this model.

        By SQL: of an order of a thousand runs each has its own values.

        :param urgencies: {document id: (needed by, minutes to spare, order line id)}
        :param gone: ids of documents that it needs no longer
        """
        documents = self.browse({*urgencies, *gone})
        if not documents:
            return
        names = ["pull_urgencies", "pull_needed_by", "pull_slack"]
        documents.flush_recordset(names)
        self._merge_pull_urgencies(str(order.id), urgencies, gone)
        self._choose_pull_urgency(documents.ids)
        documents.invalidate_recordset([*names, "pull_urgent_order"], flush=False)

    def _merge_pull_urgencies(self, order, urgencies, gone):
        table = SQL.identifier(self._table)
        needed, slack, lines = (
            zip(*urgencies.values(), strict=True) if urgencies else [()] * 3
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s document
                SET pull_urgencies = COALESCE(document.pull_urgencies, '{}')
                    || jsonb_build_object(
                        %(order)s, jsonb_build_array(own.needed, own.slack, own.line)
                    )
                FROM unnest(
                    %(ids)s::int[], %(needed)s::text[],
                    %(slack)s::int[], %(line)s::int[]
                ) AS own(id, needed, slack, line)
                WHERE own.id = document.id
                """,
                table=table,
                order=order,
                ids=list(urgencies),
                needed=[fields.Datetime.to_string(moment) for moment in needed],
                slack=list(slack),
                line=list(lines),
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET pull_urgencies = pull_urgencies - %s WHERE id = ANY(%s)",
                *(table, order, list(gone)),
            )
        )

    def _choose_pull_urgency(self, ids):
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s document
                SET pull_needed_by = first.needed, pull_slack = first.slack
                FROM unnest(%(ids)s::int[]) own(id)
                JOIN %(table)s known ON known.id = own.id
                LEFT JOIN LATERAL (
                    SELECT (value ->> 0)::timestamp AS needed,
                        (value ->> 1)::int AS slack
                    FROM jsonb_each(known.pull_urgencies)
                    ORDER BY slack, (value ->> 2)::int
                    LIMIT 1
                ) first ON TRUE
                WHERE own.id = document.id
                """,
                table=SQL.identifier(self._table),
                ids=ids,
            )
        )
