"""Customers, with what they tend to buy."""

from .names import create_named
from .people import get_user

# name: (label, is a company, street, city, zip, country)
CUSTOMERS = {
    "customer_hotel": (
        "Hotel Ardmore",
        True,
        "2 Salthill Promenade",
        "Galway",
        "H91 Y7K2",
        "ie",
    ),
    "customer_restaurant": (
        "The Slate House Restaurant",
        True,
        "41 Capel Street",
        "Dublin 1",
        "D01 W2F8",
        "ie",
    ),
    "customer_architects": (
        "Brannigan & Lowe Architects",
        True,
        "18 South Mall",
        "Cork",
        "T12 RX60",
        "ie",
    ),
    "customer_coworking": (
        "Kestrel Coworking",
        True,
        "9 Linenhall Street",
        "Belfast",
        "BT2 8AA",
        "uk",
    ),
    "customer_lyon": (
        "Maison Lerou",
        True,
        "27 rue Mercière",
        "Lyon",
        "69002",
        "fr",
    ),
    "customer_hamburg": (
        "Studio Hartwig",
        True,
        "Schanzenstraße 63",
        "Hamburg",
        "20357",
        "de",
    ),
    "customer_utrecht": (
        "Van Dalen Interieur",
        True,
        "Oudegracht 158",
        "Utrecht",
        "3511 AZ",
        "nl",
    ),
    "customer_verona": (
        "Villa Brunetti",
        True,
        "Via Mazzini 12",
        "Verona",
        "37121",
        "it",
    ),
    "customer_library": (
        "Nore Valley Library",
        True,
        "6 John's Quay",
        "Kilkenny",
        "R95 TP22",
        "ie",
    ),
    "customer_cafe": (
        "Northlight Coffee",
        True,
        "52 Cockburn Street",
        "Edinburgh",
        "EH1 1PB",
        "uk",
    ),
    "customer_doyle": (
        "Ciara Doyle",
        False,
        "12 O'Connell Avenue",
        "Limerick",
        "V94 C6F1",
        "ie",
    ),
    "customer_gallagher": (
        "Maeve Gallagher",
        False,
        "3 Strandhill Road",
        "Sligo",
        "F91 HK7D",
        "ie",
    ),
}


def create_customers(env):
    terms = env.ref("account.account_payment_term_30days")
    create_named(
        env,
        "res.partner",
        {
            name: {
                "name": label,
                "is_company": is_company,
                "street": street,
                "city": city,
                "zip": zip_code,
                "country_id": env.ref(f"base.{country}").id,
                "email": f"{name.removeprefix('customer_')}@example.com",
                "customer_rank": 1,
                "user_id": get_user(env, "sales").id,
                "property_payment_term_id": terms.id,
            }
            for name, (label, is_company, street, city, zip_code, country) in (
                CUSTOMERS.items()
            )
        },
    )
