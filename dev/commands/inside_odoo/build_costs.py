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
    build = env["pull.cost.build"]._start()
    env.cr.commit()
    if not build._run(Watch(env, build)):
        print("Another process is building them already.")
    elif build.state == "done":
        print("Done. All past moves and invoices have their costs.")
    else:
        print(build.message or "Stopped.", "Run it again to go on.")


main(env)  # noqa: F821
