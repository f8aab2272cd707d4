"""The companies of the tests that look at the ledger.

A chart of accounts takes a second, and each such class needs two. `make test` has them
made once, in the database that its tests run on copies of; in another database the
first class that needs them makes its own.
"""

COMPANY = "Pull Test Company"
OTHER_COMPANY = "Other Pull Test Company"


def get_companies(env):
    """Return (company, other company), each with a chart of accounts."""
    return tuple(_get_company(env, name) for name in (COMPANY, OTHER_COMPANY))


def _get_company(env, name):
    company = env["res.company"].search([("name", "=", name)])
    if not company:
        dollar = env.ref("base.USD")
        dollar.active = True
        company = env["res.company"].create({"name": name, "currency_id": dollar.id})
        env["account.chart.template"]._load("generic_coa", company, install_demo=False)
        if not env["stock.warehouse"].search([("company_id", "=", company.id)]):
            # Only within tests do companies get their warehouse at once.
            env["stock.warehouse"].create({"company_id": company.id})
    return company


def prepare(env):
    """Make the companies for good; nobody works in them until a test does."""
    companies = get_companies(env)
    env.user.company_ids -= companies[0] + companies[1]
    env.cr.commit()
