"""One confirmation's memory: answers that stay the same while an order is confirmed.

Confirming an order asks the configuration (rules, bills of materials, analytic models,
reordering rules) the same questions once per document. The memory keeps the answers
from the first question to the end of the confirmation and no longer.

It is open only inside `confirmation_memory`; elsewhere `get_memory` returns None and
everything works as if this room did not exist. Changing a remembered model empties it
(see `pull.remembered.mixin`), and so does whatever is rolled back: a remembered id
never outlives the record it names.
"""

from collections import defaultdict
from datetime import date

from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.tools import OrderedSet

from ..under_way import get_under_way, under_way

KEY = "pull_through_production.confirmation_memory"
# What a search of a configuration model reads from the context.
CONTEXT_KEYS = ("allowed_company_ids", "active_test", "company_id", "lang")


class ConfirmationMemory:
    """Answers by topic.

    >>> memory = ConfirmationMemory()
    >>> memory.recall("rule", 1, lambda: "asked")
    'asked'
    >>> memory.recall("rule", 1, lambda: "asked again")
    'asked'
    >>> memory.forget()
    >>> memory.recall("rule", 1, lambda: "asked again")
    'asked again'
    """

    def __init__(self):
        self._topics = defaultdict(dict)

    def topic(self, *name):
        """Return the answers of a topic, {key: answer}, to read and to add to."""
        return self._topics[name]

    def recall(self, topic, key, ask):
        """Return the remembered answer, or what `ask()` returns and remember it."""
        answers = self._topics[topic]
        if key not in answers:
            # `ask` may change a remembered model: then its answer belongs to a memory
            # that has been emptied meanwhile.
            answer = ask()
            self._topics[topic][key] = answer
            return answer
        return answers[key]

    def forget(self):
        self._topics.clear()

    def forget_after(self, _number):
        self.forget()


def confirmation_memory(cr):
    """Keep a memory open on this cursor; nested openings share the outermost one."""
    return under_way(cr, KEY, ConfirmationMemory)


def get_memory(cr):
    """Return the memory that is open, None if there is none."""
    return get_under_way(cr, KEY)


def forget(cr):
    """Empty the memory, if one is open: something it may depend on has changed."""
    if memory := get_memory(cr):
        memory.forget()


def environment_key(env, context_keys=CONTEXT_KEYS):
    """Return who asks, for keys: the user, whether access rules hold, the context."""
    memory = get_memory(env.cr)
    if memory is None:
        return _get_environment_key(env, context_keys)
    known = memory.topic("environment", *context_keys)
    if env not in known:
        known[env] = _get_environment_key(env, context_keys)
    return known[env]


def _get_environment_key(env, context_keys):
    context = env.context
    return (env.uid, env.su, *(freeze(context.get(key)) for key in context_keys))


def freeze(value):
    """Return `value` as something that can be a key and is compared by value.

    >>> freeze(["&", ("id", "in", [1, 2]), ("active", "=", True)])
    ('&', ('id', 'in', (1, 2)), ('active', '=', True))

    Raises TypeError for what cannot be compared by value, such as a subquery or a
    record that is not saved.

    >>> freeze([("id", "in", object())])
    Traceback (most recent call last):
    TypeError: object cannot be remembered
    """
    if value is None or isinstance(value, (str, int, float, date)):
        return value
    if isinstance(value, BaseModel) and all(value._ids):
        return (value._name, value._ids)
    if isinstance(value, (list, tuple, set, frozenset, OrderedSet, Domain)):
        return tuple(freeze(item) for item in value)
    raise TypeError(f"{type(value).__name__} cannot be remembered")
