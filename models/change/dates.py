"""Where the dates of a chain go when a delivery is promised for another day."""

from dataclasses import dataclass

from . import stages

DATE_FIELD = {"mrp.production": "date_start", "purchase.order.line": "date_planned"}


@dataclass
class DateStep:
    """A document that is needed on another date.

    `is_moved` tells that it moves there by itself; else a person must decide.
    """

    document: object
    product: object
    stage: int
    wanted: object
    is_moved: bool
    line: object

    @property
    def lines(self):
        return {self.line}

    @property
    def old(self):
        return self.document[DATE_FIELD[self.document._name]]


class DatePlan:
    """The new dates of a chain, level by level. A plan only reads.

    A supply that serves several needs follows the earliest of them. What does not move
    keeps its own supplies where they are.

    :param snapshot: needs and supplies
    :param wanted: function (document) -> the date it is already asked to have
    """

    def __init__(self, snapshot, get_wanted):
        self.snapshot = snapshot
        self._get_wanted = get_wanted
        self.steps = {}
        self.moves = {}

    def build(self, shifts, lines):
        """Plan what follows from {need: timedelta}; `lines` is {need: order line}.

        :return: the plan, with `moves` {move: new date} and `steps` {document: step}
        """
        self._lines = dict(lines)
        for need, shift in shifts.items():
            self.moves[need] = need.date + shift
        todo = sorted(shifts, key=self.snapshot.get_depth)
        while todo:
            need = todo.pop(0)
            for supply in self.snapshot.links.get(need, []):
                todo += self._move_supply(supply, self._lines.get(need))
        return self

    def _move_supply(self, supply, line):
        """Plan the new date of a supply; return the needs that follow it."""
        shift = self._get_shift(supply)
        document = stages.get_document(supply)
        if not shift or stages.get_stage(supply) == stages.DONE:
            return []
        if document == supply and supply._name == "stock.move":
            self.moves[supply] = supply.date + shift
            self._lines[supply] = line
            return [supply]
        step = self.add_step(document, shift, line)
        if not step.is_moved or document._name != "mrp.production":
            return []
        raws = document._get_pull_open_raws()
        self.moves.update(dict.fromkeys(raws, step.wanted))
        self._lines.update(dict.fromkeys(raws, line))
        return raws

    def _get_shift(self, supply):
        """Return by how much the earliest need of a supply has moved."""
        needs = [
            need
            for need in supply.move_dest_ids
            if need.state not in ("done", "cancel") and need.date
        ]
        if not needs:
            return None
        return min(self.moves.get(need, need.date) for need in needs) - min(
            need.date for need in needs
        )

    def add_step(self, document, shift, line):
        """Plan that a run or purchase line is wanted on another date."""
        stage = stages.get_document_stage(document)
        step = self.steps[document] = DateStep(
            document=document,
            product=document.product_id,
            stage=stage,
            wanted=self._get_wanted(document) + shift,
            is_moved=stage in stages.UNDOABLE
            and not document._is_pull_planned_by_person(),
            line=line,
        )
        return step
