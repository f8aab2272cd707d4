"""The cost sheet, with the variances of its runs by type."""

from ..sheet.cost_sheet import CostSheet
from .run_variances import read_ahead


class VarianceSheet(CostSheet):
    """Each done run has `variances` beside its words: [{type, label, amount}]."""

    def _read_runs(self):
        runs = super()._read_runs()
        read_ahead(self.plan.runs)
        return runs

    def _get_run_costs(self, run, indexes):
        figures = super()._get_run_costs(run, indexes)
        self.figures = {run: figures}
        return figures

    def _get_run(self, run, indexes):
        values = super()._get_run(run, indexes)
        figures = self.figures[run]
        rows = []
        if figures.is_done:
            rows = run._get_variance_rows(run._explain_variances(figures))
        return {**values, "variances": rows}
