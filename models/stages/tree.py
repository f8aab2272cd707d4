"""The dynamic program of guaranteed service over a tree of stages."""

from collections import defaultdict
from math import inf, sqrt


class Tree:
    """A forest of stages, solved as Graves and Willems 2000 do.

    The stages are taken from the leaves inwards, whichever way the goods flow, so that
    each has at most one neighbour after it. Of the part of the forest behind a stage,
    only the cheapest cost matters to that neighbour: by the stage's outbound time where
    the neighbour is its customer, by its inbound time where it is its supplier.

    :param times: {stage: own time}
    :param weights: {stage: money a year for a net time of one period}
    :param edges: [(from, to)], without any circle, in whichever direction
    :param waits: {stage: the inbound times that it may have}
    :param services: {stage: the outbound times that it may promise}

    >>> Tree({1: 4}, {1: 1.0}, [], {1: [0]}, {1: [0, 3]}).solve()
    {1: 3}
    """

    def __init__(self, times, weights, edges, waits, services):
        self.times = times
        self.weights = weights
        self.waits = waits
        self.services = services
        longest = max(wait[-1] + times[stage] for stage, wait in waits.items())
        self.roots = [sqrt(time) for time in range(longest + 1)]
        self.neighbours = defaultdict(dict)
        for supplier, customer in edges:
            self.neighbours[supplier][customer] = True
            self.neighbours[customer][supplier] = False
        # The neighbour that is solved after a stage, and whether that is its customer.
        self.after = {}
        # Of each stage, cheapest cost and choice by outbound or by inbound time.
        self.best = {}

    def solve(self):
        """Return {stage: outbound service time}."""
        order = self._get_order()
        for stage in order:
            self.best[stage] = self._get_best(stage)
        services = {}
        for stage in reversed(order):
            self._choose(stage, services)
        return {stage: services[stage][1] for stage in self.times}

    def _get_order(self):
        """Return the stages from the leaves inwards; note what comes after each."""
        left = {stage: dict(self.neighbours[stage]) for stage in self.times}
        order = [stage for stage in self.times if len(left[stage]) <= 1]
        for stage in order:
            for neighbour, is_customer in left[stage].items():
                self.after[stage] = (neighbour, is_customer)
                del left[neighbour][stage]
                if len(left[neighbour]) == 1:
                    order.append(neighbour)
        return order

    def _get_best(self, stage):
        """Return {time: (cost, inbound, outbound)} by the time that the stage after
        this one cares for; that of a last stage by None."""
        befores, behinds = self._get_sums(stage)
        after = self.after.get(stage)
        best, weight, time = {}, self.weights[stage], self.times[stage]
        for wait, before in befores.items():
            net = wait + time
            for service, behind in behinds.items():
                if service > net:
                    break
                cost = weight * self.roots[net - service] + before + behind
                key = after and (service if after[1] else wait)
                if key not in best or cost < best[key][0]:
                    best[key] = (cost, wait, service)
        return best

    def _get_sums(self, stage):
        """Return what lies behind a stage costs: its suppliers by its inbound time, its
        customers by its outbound time."""
        befores = dict.fromkeys(self.waits[stage], 0.0)
        behinds = dict.fromkeys(self.services[stage], 0.0)
        after = self.after.get(stage, (None,))[0]
        for neighbour, is_customer in self.neighbours[stage].items():
            if neighbour == after:
                continue
            sums = behinds if is_customer else befores
            lowest = self._get_lowest(neighbour, is_customer, sums)
            for time, (cost, _at) in lowest.items():
                sums[time] += cost
        return befores, behinds

    def _get_lowest(self, stage, is_customer, times):
        """Return {time: (cost, time of the stage)} of a solved neighbour: what it costs
        at best if it serves within, or waits at least, each of these times."""
        best = self.best[stage]
        left = sorted(best, reverse=not is_customer)
        lowest, found = {}, (inf, None)
        for time in sorted(times, reverse=is_customer):
            while left and (left[-1] >= time if is_customer else left[-1] <= time):
                at = left.pop()
                found = min(found, (best[at][0], at))
            lowest[time] = found
        return lowest

    def _choose(self, stage, services):
        """Note the times of a stage, those of its neighbour being known."""
        key = None
        if stage in self.after:
            neighbour, is_customer = self.after[stage]
            wait, service = services[neighbour]
            time = wait if is_customer else service
            key = self._get_lowest(stage, not is_customer, [time])[time][1]
        services[stage] = self.best[stage][key][1:]
