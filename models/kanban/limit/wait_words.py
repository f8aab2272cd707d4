from ...status.stage import IN_PRODUCTION
from ...status.wait_words import WaitWords


class LimitWaitWords(WaitWords):
    """Says also that a run waits for room at a work limit."""

    def _say_run(self, run, state):
        if not run.pull_room:
            return super()._say_run(run, state)
        return self.env._(
            "%(product)s: %(wait)s",
            product=self.name(run.product_id),
            wait=run.pull_room,
        )

    def say(self, line, stage, missing, waits):
        if stage == IN_PRODUCTION and waits:
            document, _state = waits[0]
            if document._name == "mrp.production" and document.pull_room:
                return document.pull_room
        return super().say(line, stage, missing, waits)
