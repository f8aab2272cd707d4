"""The people of the company: one user for each role, all with one password."""

from odoo.fields import Command

from .company import TIMEZONE
from .names import recall, remember

PASSWORD = "ashgrove"  # a demo on this machine; printed when the demo is loaded

# login: (name, what they do, groups, what they see first)
PEOPLE = {
    "sales": (
        "Niamh Byrne",
        "Salesperson",
        ["sales_team.group_sale_salesman"],
        "sale.action_orders",
    ),
    "buyer": (
        "Padraig Nolan",
        "Buyer",
        ["purchase.group_purchase_user", "stock.group_stock_user"],
        "purchase.purchase_rfq",
    ),
    "planner": (
        "Sinead Walsh",
        "Planner",
        [
            "mrp.group_mrp_user",
            "stock.group_stock_user",
            "pull_through_production.group_pull_manager",
        ],
        "mrp.mrp_production_action",
    ),
    "operator": (
        "Tomasz Kowal",
        "Production operator",
        ["mrp.group_mrp_user"],
        "mrp.mrp_workorder_todo",
    ),
    "accountant": (
        "Aoife Kearney",
        "Accountant",
        ["account.group_account_user"],
        "account.open_account_journal_dashboard_kanban",
    ),
    "manager": (
        "Declan Moore",
        "General manager",
        [
            "sales_team.group_sale_manager",
            "purchase.group_purchase_manager",
            "stock.group_stock_manager",
            "mrp.group_mrp_manager",
            "account.group_account_manager",
            "product.group_product_manager",
            "pull_through_production.group_pull_manager",
            "base.group_system",
        ],
        "pull_through_production.pull_cogs_report_action",
    ),
}


def create_people(env):
    """Create the users; they read messages in Odoo, so that no mail is sent."""
    users = env["res.users"].with_context(no_reset_password=True)
    for login, (name, role, groups, home) in PEOPLE.items():
        user = users.create(
            {
                "name": name,
                "login": login,
                "password": PASSWORD,
                "email": f"{login}@ashgrove.example",
                "tz": TIMEZONE,
                "notification_type": "inbox",
                "group_ids": [Command.link(env.ref(group).id) for group in groups],
                "action_id": env.ref(home).id,
            }
        )
        user.partner_id.function = role
        remember(env, f"user_{login}", user)
    recall(env, "company").pull_supply_user_id = get_user(env, "planner")


def get_user(env, login):
    return recall(env, f"user_{login}")


def act_as(records, login):
    """Return the records as that person sees and changes them."""
    return records.with_user(get_user(records.env(su=True), login))


def print_logins():
    print("\nLogins")
    print(f"  {'user':<12}{'password':<12}{'name':<16}role")
    for login, (name, role, *_rest) in PEOPLE.items():
        print(f"  {login:<12}{PASSWORD:<12}{name:<16}{role}")
    print(f"  {'admin':<12}{'admin':<12}{'Administrator':<16}of Odoo itself")
