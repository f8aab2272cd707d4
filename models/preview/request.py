"""What a form says that it is about to save, read with care: it comes from a client."""

import math
from datetime import datetime
from typing import NamedTuple

UPDATE = 1

# Days and quantities beyond which no order is meant.
LEAD_MAX = 36500
QUANTITY_MAX = 1e12


class Request(NamedTuple):
    """What is to change.

    :param quantities: {line id: new quantity}
    :param leads: {line id: new lead time in days}
    :param date: the new delivery date as text or datetime, False for none, None:
        unchanged
    :param bool cancel: the order is to be cancelled
    """

    quantities: dict
    leads: dict
    date: object
    cancel: bool


def read_request(changes):
    """Return the `Request` in values as for `write`; ValueError if they are none.

    >>> read_request({"order_line": [[1, 7, {"product_uom_qty": 3}], [4, 8, 0]]})
    Request(quantities={7: 3.0}, leads={}, date=None, cancel=False)
    >>> read_request({"commitment_date": False, "state": "cancel"})
    Request(quantities={}, leads={}, date=False, cancel=True)
    >>> for odd in ("abc", {"order_line": 5}, {"order_line": [[1, 7, {"customer_lead":
    ...     1e12}]]}, {"order_line": [[1, 7, {"product_uom_qty": "many"}]]},
    ...     {"order_line": [[1, [7], {}]]}, {"commitment_date": [1]}):
    ...     try:
    ...         read_request(odd)
    ...     except ValueError:
    ...         print("refused")
    refused
    refused
    refused
    refused
    refused
    refused
    """
    if not isinstance(changes, dict):
        raise ValueError(changes)
    updates = _read_updates(changes.get("order_line") or [])
    date = changes.get("commitment_date")
    if date is not None and not isinstance(date, str | bool | datetime):
        raise ValueError(date)
    return Request(
        quantities=_read_numbers(updates, "product_uom_qty", QUANTITY_MAX),
        leads=_read_numbers(updates, "customer_lead", LEAD_MAX),
        date=date,
        cancel=changes.get("state") == "cancel",
    )


def _read_updates(commands):
    if not isinstance(commands, list | tuple):
        raise ValueError(commands)
    updates = {}
    for command in commands:
        if not isinstance(command, list | tuple) or not command:
            raise ValueError(command)
        if command[0] != UPDATE:
            continue
        if len(command) != 3 or not isinstance(command[2], dict):
            raise ValueError(command)
        if not isinstance(command[1], int):
            raise ValueError(command)
        updates[command[1]] = command[2]
    return updates


def _read_numbers(updates, name, most):
    numbers = {}
    for line_id, values in updates.items():
        if name not in values:
            continue
        value = values[name]
        if isinstance(value, str) or not isinstance(value, int | float):
            raise ValueError(value)
        if not math.isfinite(value) or abs(value) > most:
            raise ValueError(value)
        numbers[line_id] = float(value)
    return numbers
