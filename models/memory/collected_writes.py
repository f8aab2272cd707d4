"""Writes of one field that core does record by record, to be done together."""

KEY = "pull_collected_writes"


class CollectedWrites(list):
    """[(records, value)] of one field, in place of writes one by one.

    In the context, between two methods of ours around one of core's: a client can send
    nothing of this type.
    """

    def __init__(self, name):
        super().__init__()
        self.name = name


def with_collected(records, collected):
    """Return the records, whose writes of this field, and those of what core reads from
    them, are collected."""
    return records.with_context(**{KEY: collected})


def collects(records, vals):
    """Collect these values, if they are to be; tell whether they were."""
    collected = records.env.context.get(KEY)
    if not isinstance(collected, CollectedWrites) or vals.keys() != {collected.name}:
        return False
    collected.append((records, vals[collected.name]))
    return True
