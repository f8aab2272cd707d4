from .finding import PARTS, Finding


class PartsBalance:
    """Every valued move is the sum of its parts, and every item of cost of goods sold.

    :param control: the `Books`
    """

    def __init__(self, control):
        self.control = control

    def get_findings(self):
        company, day = self.control.company.id, self.control.day
        domain = [("company_id", "=", company), ("date", "<=", day)]
        with self.control.reading_all():
            gaps = self.control.env["pull.cost.gap"].search(domain)
        self.control.broken |= set(gaps.stock_move_id.ids)
        return [self._get_finding(gap) for gap in gaps]

    def _get_finding(self, gap):
        env = self.control.env
        return Finding(
            PARTS,
            gap.account_move_line_id.move_id or gap.stock_move_id,
            env._("The parts do not sum to the cost of goods sold of this item.")
            if gap.account_move_line_id
            else env._("The parts do not sum to the value of this stock move."),
            gap.expected,
            gap.found,
            product=gap.product_id,
            day=gap.date,
            name=gap.reference or "",
        )
