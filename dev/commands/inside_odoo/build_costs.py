"""What `make build-costs` does in Odoo's shell. Ctrl-C: stop after the batch."""

import signal
import time


class Watch:
    """Commits after each batch, says how far it is, and when to stop."""

    def __init__(self, env, build):
        self.env = env
        self.build = build
        self.interrupted = False
        self.last = time.monotonic()
        signal.signal(signal.SIGINT, self.interrupt)

    def interrupt(self, *_signal):
        self.interrupted = True

    def __call__(self, count):
        if self.interrupted and self.build.state == "running":
            self.build.action_stop()
        self.env.cr.commit()
        now = time.monotonic()
        if count:
            self.tell(count / (now - self.last))
        self.last = now
        return not self.interrupted

    def tell(self, rate):
        build = self.build
        print(
            f"{build.progress:5.1f} %   moves {build.moves_done}/{build.moves_total}"
            f"   journal items {build.items_done}/{build.items_total}"
            f"   {rate:.0f} a second"
        )


def main(env):
    for company in env["res.company"].search([]):
        print(company.name)
        if not build(env["pull.cost.build"].with_company(company)):
            return


def build(builds):
    """Build the costs of a company; return whether nothing is left."""
    started = builds._start()
    builds.env.cr.commit()
    if not started._run(Watch(builds.env, started)):
        print("Another process is building them already.")
    elif started.state == "done":
        print("Done. All past moves and invoices have their costs.")
    else:
        print(started.message or "Stopped.", "Run it again to go on.")
    return started.state == "done"


main(env)  # noqa: F821
