"""The people of the company: one user for each role, all with one password."""

from odoo.fields import Command

from .company import TIMEZONE
from .names import recall, remember

PASSWORD = "ashgrove"  # a demo on this machine; printed when the demo is loaded

# login: (name, what they do, groups)
PEOPLE = {
    "sales": ("Niamh Byrne", "Salesperson", ["sales_team.group_sale_salesman"]),
    "buyer": (
        "Padraig Nolan",
        "Buyer",
        ["purchase.group_purchase_user", "stock.group_stock_user"],
    ),
    "planner": (
        "Sinead Walsh",
        "Planner",
        ["mrp.group_mrp_user", "stock.group_stock_user"],
    ),
    "operator": ("Tomasz Kowal", "Production operator", ["mrp.group_mrp_user"]),
    "accountant": ("Aoife Kearney", "Accountant", ["account.group_account_user"]),
    "manager": (
        "Declan Moore",
        "General manager",
        [
            "sales_team.group_sale_manager",
            "purchase.group_purchase_manager",
            "stock.group_stock_manager",
            "mrp.group_mrp_manager",
            "account.group_account_manager",
            "pull_through_production.group_pull_manager",
        ],
    ),
}


def create_people(env):
    """Create the users; they read messages in Odoo, so that no mail is sent."""
    users = env["res.users"].with_context(no_reset_password=True)
    for login, (name, role, groups) in PEOPLE.items():
        user = users.create(
            {
                "name": name,
                "login": login,
                "password": PASSWORD,
                "email": f"{login}@ashgrove.example",
                "tz": TIMEZONE,
                "notification_type": "inbox",
                "group_ids": [Command.link(env.ref(group).id) for group in groups],
            }
        )
        user.partner_id.function = role
        remember(env, f"user_{login}", user)


def get_user(env, login):
    return recall(env, f"user_{login}")


def act_as(records, login):
    """Return the records as that person sees and changes them."""
    return records.with_user(get_user(records.env(su=True), login))


def print_logins():
    print("\nLogins")
    print(f"  {'user':<12}{'password':<12}{'name':<16}role")
    for login, (name, role, _groups) in PEOPLE.items():
        print(f"  {login:<12}{PASSWORD:<12}{name:<16}{role}")
