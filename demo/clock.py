"""A clock that the story of the past year is told by."""

from freezegun import freeze_time


class Clock:
    """Holds time still for Odoo, and moves it forward from step to step.

    Every step of a past order then runs through Odoo's own methods and gets its own
    date, on all documents, moves, values and journal entries alike. Nothing is
    written back afterwards.
    """

    def __init__(self, env, start):
        self.env = env
        self.start = start

    def __enter__(self):
        self._freezer = freeze_time(self.start)
        self._frozen = self._freezer.start()
        self.move_to(self.start)
        return self

    def __exit__(self, *_exception):
        self._freezer.stop()
        self._set_transaction_time(None)

    def move_to(self, moment):
        """Set the time; it never goes back, since average costs follow the dates."""
        if moment < self._frozen():
            raise ValueError(f"{moment} is before the demo clock's {self._frozen()}")
        self._frozen.move_to(moment)
        self._set_transaction_time(moment)

    def _set_transaction_time(self, moment):
        """Let create_date and write_date, PostgreSQL's own time, follow the clock."""
        self.env.flush_all()
        self.env.cr._now = moment
