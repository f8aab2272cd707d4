"""Which service times can be best: the few that the search has to look at."""

from collections import defaultdict


def possible_times(times, edges, inbound, outbound):
    """Return ({stage: waits}, {stage: service times}), each sorted: among these are the
    best ones of a chain.

    What stock costs is concave in waits and service times, so that a corner of what
    they may be is among the cheapest. There every time is a limit, or follows from one:
    a stage serves at once, at its limit, when a customer needs it, or with all that it
    takes; it waits as long as a supplier serves, or for what is beyond the chain.

    :param times: {stage: its own time}
    :param edges: [(from, to)]
    :param inbound: {stage: what it waits at least}
    :param outbound: {stage: the longest service time that it may promise}

    >>> possible_times({1: 30, 2: 4}, [(1, 2)], {1: 0, 2: 0}, {1: 30, 2: 10})
    ({1: [0], 2: [0, 6, 30]}, {1: [0, 6, 30], 2: [0, 4, 10]})
    """
    suppliers, customers = defaultdict(list), defaultdict(list)
    for supplier, customer in edges:
        suppliers[customer].append(supplier)
        customers[supplier].append(customer)
    waits, services = ({stage: set() for stage in times} for _kind in range(2))
    todo = [(stage, wait, True) for stage, wait in inbound.items()]
    todo += [(stage, 0, False) for stage in times]
    todo += [(stage, service, False) for stage, service in outbound.items()]
    while todo:
        stage, time, is_wait = todo.pop()
        found = (waits if is_wait else services)[stage]
        may_be = time >= inbound[stage] if is_wait else 0 <= time <= outbound[stage]
        if time in found or not may_be:
            continue
        found.add(time)
        own = times[stage]
        todo.append((stage, time + own if is_wait else time - own, not is_wait))
        others = suppliers[stage] if is_wait else customers[stage]
        todo += [(other, time, not is_wait) for other in others]
    return (
        {stage: sorted(found) for stage, found in waits.items()},
        {stage: sorted(found) for stage, found in services.items()},
    )
