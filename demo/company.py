"""The company itself: address, currency, taxes, features and working hours."""

from odoo.fields import Command

from .names import create_named, remember

COMPANY = {
    "name": "Ashgrove Furniture",
    "street": "Unit 7, Riverside Business Park",
    "city": "Kilkenny",
    "zip": "R95 K2P8",
    "phone": "+353 56 555 0140",
    "email": "hello@ashgrove.example",
    "website": "https://www.ashgrove.example",
    "state_id": False,
}
COUNTRY = "base.ie"
CURRENCY = "base.EUR"
TIMEZONE = "Europe/Dublin"
VAT_RATE = 23

# what stands where in the ledger: location's usage -> account
LOCATION_ACCOUNTS = {"production": "110400", "inventory": "610000"}
COST_OF_GOODS_SOLD = "500000"
LABOUR = "630000"
# setting -> account: what setups absorb, and where tooling and first pieces are booked
SETUP_ACCOUNTS = {
    "pull_setup_account_id": ("630100", "Setup absorbed"),
    "pull_setup_spend_account_id": ("630200", "Tooling and setup material"),
}

# What a purchase order and each of its lines cost to place; what stock costs a year.
COST_SETTINGS = {
    "pull_order_cost": 12,
    "pull_order_line_cost": 1.5,
    "pull_carrying_capital": 8,
    "pull_carrying_storage": 5,
    "pull_carrying_insurance": 1,
    "pull_carrying_obsolescence": 4,
    "pull_push_days": 45,
}

FEATURES = [
    "group_mrp_routings",
    "group_uom",
    "group_product_variant",
    "group_stock_production_lot",
]

# name -> (label, [(from hour, to hour, part of the day)] of each working day)
CALENDARS = {
    "calendar_day": (
        "Day shift, 39 hours",
        [(8, 12.5, "morning"), (13, 16.3, "afternoon")],
    ),
    "calendar_two_shifts": ("Two shifts", [(6, 14, "morning"), (14, 22, "afternoon")]),
}
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


def create_company(env):
    """Turn the database's first company into the demo company."""
    company = env.ref("base.main_company")
    country = env.ref(COUNTRY)
    currency = env.ref(CURRENCY)
    currency.active = True
    company.write({**COMPANY, "country_id": country.id, "currency_id": currency.id})
    env.ref("base.user_admin").partner_id.tz = TIMEZONE
    _load_accounts(env, company)
    _set_sales_currency(env, company)
    _set_taxes(env, company, country)
    _set_stock_accounts(env, company)
    _set_setup_accounts(env, company)
    company.write(COST_SETTINGS)
    _switch_on_features(env)
    _set_calendars(env, company)
    return remember(env, "company", company)


def _load_accounts(env, company):
    """Invoices and stock values need accounts; a new database may have none."""
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company)


def _set_sales_currency(env, company):
    """Sell in the company's currency: a new database has a pricelist in dollars."""
    pricelists = env["product.pricelist"].with_context(active_test=False).search([])
    pricelists.write({"name": "Price list", "currency_id": company.currency_id.id})
    env["stock.warehouse"].search([("company_id", "=", company.id)]).name = "Ashgrove"


def _set_taxes(env, company, country):
    """Make the chart's American taxes those of the company's own country.

    The chart's fiscal positions then charge VAT at home and none on exports.
    """
    in_company = [("company_id", "=", company.id)]
    former = company.account_fiscal_country_id
    company.account_fiscal_country_id = country
    env["account.tax.group"].search(in_company).country_id = country
    env["account.tax"].search(in_company).country_id = country
    env["account.fiscal.position"].search(
        [*in_company, ("country_id", "=", former.id)]
    ).country_id = country
    label = f"VAT {VAT_RATE}%"
    for tax in company.account_sale_tax_id | company.account_purchase_tax_id:
        tax.write({"name": label, "invoice_label": label, "amount": VAT_RATE})
        tax.tax_group_id.name = label


def get_account(env, code):
    return env["account.account"].search([("code", "=", code)], limit=1)


def _set_stock_accounts(env, company):
    """Let production and stock counts post what they add to and take from stock."""
    for usage, code in LOCATION_ACCOUNTS.items():
        env["stock.location"].search(
            [("usage", "=", usage), ("company_id", "=", company.id)]
        ).valuation_account_id = get_account(env, code)


def _set_setup_accounts(env, company):
    for field, (code, name) in SETUP_ACCOUNTS.items():
        company[field] = env["account.account"].create(
            {"code": code, "name": name, "account_type": "expense"}
        )


def _switch_on_features(env):
    env["res.config.settings"].create(
        {
            **dict.fromkeys(FEATURES, True),
            "default_picking_policy": "one",  # furniture is delivered complete
        }
    ).execute()


def _set_calendars(env, company):
    calendars = create_named(
        env,
        "resource.calendar",
        {
            name: {
                "name": label,
                "tz": TIMEZONE,
                "company_id": company.id,
                "attendance_ids": [Command.clear()] + _get_attendances(hours),
            }
            for name, (label, hours) in CALENDARS.items()
        },
    )
    company.resource_calendar_id = calendars["calendar_day"]


def _get_attendances(hours):
    return [
        Command.create(
            {
                "name": f"{weekday} {part}",
                "dayofweek": str(number),
                "hour_from": start,
                "hour_to": end,
                "day_period": part,
            }
        )
        for number, weekday in enumerate(WEEKDAYS)
        for start, end, part in hours
    ]
