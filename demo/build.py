"""Builds the demo company once, and shows what one order pulls."""

from odoo import fields

from . import (
    catalogue,
    company,
    customers,
    kanban,
    people,
    pictures,
    vendors,
    workshop,
)
from .chain_table import print_chain
from .clock import Clock
from .history import Story, get_first_day, get_last_afternoon, report
from .names import is_known, recall, remember
from .open_orders import get_open_orders, get_touches
from .orders import create_order

SHOWN_ORDER = "order_shown"


def build(env):
    """Load everything that is not there yet, then print logins and a pull chain.

    All or nothing: the caller commits.
    """
    if not is_known(env, "company"):
        build_company_and_year(env)
    if not is_known(env, SHOWN_ORDER):
        report("One more order, confirmed by the salesperson")
        remember(env, SHOWN_ORDER, confirm_shown_order(env))
    people.print_logins()
    print_chain(people.act_as(recall(env, SHOWN_ORDER), "sales"))


def build_company_and_year(env):
    """Found the company a year ago, and tell its story up to the last afternoon on
    which people worked, whenever this is run."""
    now = fields.Datetime.now()
    last = get_last_afternoon(now)
    with Clock(env, get_first_day(last)) as clock:
        build_company(env)
        vendors.create_stock(env)
        report("A year of orders")
        Story(env, clock, last).tell(get_open_orders(now), get_touches())
    vendors.create_reordering_rules(env)
    kanban.create_loops(env)
    kanban.create_limits(env)


def build_company(env):
    """Create the master data alone, without any order or stock."""
    report("Company and people")
    company.create_company(env)
    people.create_people(env)
    report("Products, vendors and work centers")
    catalogue.create_catalogue(env)
    vendors.create_vendors(env)
    workshop.create_workshop(env)
    pictures.create_pictures(env)
    customers.create_customers(env)


def confirm_shown_order(env):
    """Let the salesperson confirm an order of two engraved tables and two benches."""
    order = create_order(
        env, "customer_hotel", "tables_and_benches", engraving="Hotel Ardmore"
    )
    order.action_confirm()
    return order
