from ..schedule.network import RUN

MOVE = "stock.move"


class PlacedSteps:
    """Adds to the rows of one order what is worked out of it as a whole: when each
    document comes as things stand, how long it may slip, whether it decides when the
    order is there, and why it is late.

    :param screen: :class:`~.chain_screen.ChainScreen`
    :param order: sudoed
    """

    def __init__(self, screen, order):
        self.screen, self.env, self.order = screen, screen.env, order
        self.placing = order._get_pull_placing() if order._is_pull_placed() else None

    def add(self):
        if not self.placing:
            return
        self._rows_of = {
            key: self._get_rows(document) for key, document in self._get_documents()
        }
        self._add_dates()
        self._add_slack()
        self._add_critical()
        for line in self._get_lines():
            self._add_causes(line)
        self._add_waiting()

    def _get_lines(self):
        return self.screen.lines.filtered(
            lambda line: line.order_id.id == self.order.id
        )

    def _get_documents(self):
        """Yield (key of a step, the document that it belongs to)."""
        chain = self.placing.chain
        for key in chain.steps:
            if key in chain.workorders:
                yield key, chain.workorders[key].production_id
            elif key in chain.documents:
                yield key, chain.documents[key]
            else:  # what stock gives, or nothing: who needs it
                yield key, self.env[MOVE].sudo().browse(key[1])

    def _get_rows(self, document):
        """Return the rows of a document: of a move, its purchase, run or transfer."""
        if document._name == "mrp.workorder":
            document = document.production_id
        if document._name == MOVE:
            if document.sale_line_id:
                return self._get_rows_of_delivery(document)
            document = (
                document.raw_material_production_id
                or document.purchase_line_id
                or document.picking_id
                or document
            )
        return self._find_rows(document)

    def _get_rows_of_delivery(self, move):
        """Return the rows of a move that brings an order line's goods to its customer:
        its transfer brings those of other lines too."""
        return [
            row
            for row in self._find_rows(move.picking_id or move)
            if (row["line"], row["product_id"])
            == (move.sale_line_id.id, move.product_id.id)
        ]

    def _find_rows(self, document):
        places = self.screen.places_of
        keys = places.get((self.order.id, document._name, document.id), ())
        return [self.screen.rows[key] for key in keys]

    # === When ===

    def _add_dates(self):
        planned = self.placing.get_planned(self.order.pull_plan)
        seen = set()
        for key, rows in self._rows_of.items():
            placed, step = self.placing.dates[key], self.placing.chain.steps[key]
            is_operation = key in self.placing.chain.workorders
            is_need = key not in self.placing.chain.documents
            if placed.problem or is_operation or is_need:
                continue
            for row in rows:
                self._take_dates(row, placed, row["key"] in seen, step.kind == RUN)
                if key in planned:
                    row["planned_end"] = max(
                        row["planned_end"] or planned[key], planned[key]
                    )
                seen.add(row["key"])

    def _take_dates(self, row, placed, again, is_run):
        if row["actual_end"]:
            return
        start, end = placed.start, placed.end
        if row["actual_start"]:
            start = min(start, row["actual_start"])
        row["start"] = min(row["start"], start) if again else start
        row["end"] = max(row["end"], end) if again else end

    def _add_slack(self):
        slack = self.placing.dates.get_slack()
        for key, rows in self._rows_of.items():
            for row in rows:
                if key in slack and not row["actual_end"]:
                    known = row["slack"]
                    found = max(slack[key], 0)
                    row["slack"] = found if known is None else min(known, found)

    # === What decides ===

    def _add_critical(self):
        """Mark what decides when the last line is there, and each late one."""
        lines = self._get_lines().sudo().filtered("pull_projected_date")
        last = lines.sorted("pull_projected_date")[-1:]
        for line in last | lines.filtered("pull_lateness"):
            for key in self._get_path(line):
                for row in self._rows_of.get(key, ()):
                    if not row["actual_end"]:
                        row["is_critical"] = True
                        row["slack"] = min(row["slack"] or 0, 0)

    def _get_path(self, line):
        lasts = self.placing.chain.lasts.get(line.with_env(self.order.env), ())
        placement = self.placing.placement
        known = [key for key in lasts if placement[key].end]
        if not known:
            return []
        last = max(known, key=lambda key: placement[key].finish)
        if last in placement.turned:
            return [placed.key for placed in placement.get_path(last)]
        return self._get_path_back(last)

    def _get_path_back(self, last):
        """Return what is placed as late as possible, from the last step to the first:
        before each, what ends last."""
        steps, placement = self.placing.chain.steps, self.placing.placement
        path, key = [], last
        while key is not None and key not in path:
            path.append(key)
            before = [k for k in steps[key].after if placement[k].end]
            key = max(before, key=lambda k: placement[k].finish, default=None)
        return path

    # === Why ===

    def _add_causes(self, line):
        causes = line._get_pull_causes()
        minutes = {}
        for cause in causes:
            document = self.env[cause["model"]].sudo().browse(cause["id"])
            for row in self._get_rows(document):
                minutes[row["key"]] = minutes.get(row["key"], 0) + cause["minutes"]
                row["reason"] = row["reason"] or cause["text"]
                row["is_late"] = True
        for key, late in minutes.items():
            row = self.screen.rows[key]
            row["late"] = max(row["late"], late)
        row = self.screen.rows.get(str(line.id))
        if row and causes:
            worst = max(causes, key=lambda cause: cause["minutes"])
            row["reason"] = row["reason"] or worst["text"]

    def _add_waiting(self):
        """Say of what comes later than planned, and is no cause, what it waits for."""
        critical = {}
        for row in self.screen.rows.values():
            if row["is_critical"] and row["is_late"]:
                critical.setdefault(row["parent"], row)
        for row in reversed(list(self.screen.rows.values())):
            waits = critical.get(row["key"])
            if (
                waits
                and row["kind"] not in ("order", "line")
                and row["order"] == self.order.id
                and not row["is_late"]
                and self._is_later(row)
            ):
                row["is_late"] = True
                row["reason"] = self.env._("Waits for %(what)s.", what=waits["product"])
                critical.setdefault(row["parent"], row)

    def _is_later(self, row):
        return bool(
            row["planned_end"] and row["end"] and row["end"] > row["planned_end"]
        )
