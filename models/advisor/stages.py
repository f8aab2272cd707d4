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
    :param inbound: {stage: what it waits at least}
    :param outbound: {stage: the longest service time that it may promise}
    :param longest: {stage: the longest that it can take, with all before it}

    >>> Tree({1: 4}, {1: 1.0}, [], {1: 0}, {1: 3}, {1: 4}).solve()
    {1: 3}
    """

    def __init__(self, times, weights, edges, inbound, outbound, longest):
        self.times = times
        self.weights = weights
        self.inbound = inbound
        self.outbound = outbound
        self.longest = longest
        self.roots = [sqrt(time) for time in range(max(longest.values()) + 1)]
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
        for wait in range(self.inbound[stage], len(befores)):
            net = wait + time
            for service in range(min(net, self.outbound[stage]) + 1):
                cost = weight * self.roots[net - service]
                cost += befores[wait] + behinds[service]
                key = after and (service if after[1] else wait)
                if key not in best or cost < best[key][0]:
                    best[key] = (cost, wait, service)
        return best

    def _get_sums(self, stage):
        """Return what lies behind a stage costs: its suppliers by inbound time, its
        customers by outbound time, each as a list over the times."""
        befores = [0.0] * (self.longest[stage] - self.times[stage] + 1)
        behinds = [0.0] * (self.outbound[stage] + 1)
        after = self.after.get(stage, (None,))[0]
        for neighbour, is_customer in self.neighbours[stage].items():
            if neighbour == after:
                continue
            sums = behinds if is_customer else befores
            lowest = self._get_lowest(neighbour, is_customer, len(sums))
            for time, (cost, _at) in enumerate(lowest):
                sums[time] += cost
        return befores, behinds

    def _get_lowest(self, stage, is_customer, count):
        """Return [(cost, time)] of a solved neighbour: what it costs at best if it
        serves within, or waits at least, each of so many times."""
        best = self.best[stage]
        times = range(max(count, max(best) + 1))
        lowest, found = [], (inf, None)
        for time in reversed(times) if is_customer else times:
            if time in best:
                found = min(found, (best[time][0], time))
            lowest.append(found)
        return (lowest[::-1] if is_customer else lowest)[:count]

    def _choose(self, stage, services):
        """Note the times of a stage, those of its neighbour being known."""
        key = None
        if stage in self.after:
            neighbour, is_customer = self.after[stage]
            wait, service = services[neighbour]
            time = wait if is_customer else service
            key = self._get_lowest(stage, not is_customer, time + 1)[time][1]
        services[stage] = self.best[stage][key][1:]
