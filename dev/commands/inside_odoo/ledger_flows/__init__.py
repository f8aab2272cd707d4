"""Flows of goods and documents in Odoo's own terms, and what the ledger has of each.

`run` does them all in one database, with the module or without it, one after another;
each is rolled back. `make test-plain` compares what two databases say.
"""

from .running import run
