"""Vendors with lead times, minimum quantities and price breaks; stock on hand."""

from odoo.fields import Command

from .catalogue import get_product
from .names import create_named, recall
from .people import get_user

# each: label, street, city, zip, country, phone
VENDORS = {
    "vendor_timber": (
        "Hollowbrook Sawmills",
        "Mill Lane",
        "Bagenalstown",
        "R21 F5C3",
        "ie",
        "+353 59 555 0112",
    ),
    "vendor_steel": (
        "Leinster Steel Stockholders",
        "14 Newhall Industrial Estate",
        "Naas",
        "W91 TX44",
        "ie",
        "+353 45 555 0161",
    ),
    "vendor_engraver": (
        "Castlegate Engravers",
        "3 Barronstrand Street",
        "Waterford",
        "X91 E2K8",
        "ie",
        "+353 51 555 0127",
    ),
    "vendor_fixings": (
        "Norfast Fixings & Finishes",
        "Hoofdweg 212",
        "Eindhoven",
        "5651 GA",
        "nl",
        "+31 40 555 0188",
    ),
    "vendor_weaver": (
        "Millrace Weavers",
        "The Weir",
        "Graiguenamanagh",
        "R95 W2T6",
        "ie",
        "+353 59 555 0174",
    ),
}

# product: (vendor, unit of the price, lead days, [(from quantity, price)])
# The first row is the vendor's minimum, the others are price breaks.
PRICES = {
    "product_oak_board": (
        "vendor_timber",
        "uom_m",
        7,
        [(1, 14.2), (40, 13.3), (120, 12.4)],
    ),
    "product_walnut_board": (
        "vendor_timber",
        "uom_m",
        9,
        [(1, 27.8), (30, 26.4), (80, 24.9)],
    ),
    "product_steel_tube": (
        "vendor_steel",
        "uom_m",
        5,
        [(1.5, 9.6), (30, 8.9), (90, 8.2)],
    ),
    "product_flat_bar": (
        "vendor_steel",
        "uom_m",
        5,
        [(24, 3.1), (60, 2.85), (120, 2.6)],
    ),
    "product_engraved_plate": (
        "vendor_engraver",
        "uom_unit",
        6,
        [(1, 18.5), (5, 16.2), (20, 14.4)],
    ),
    "product_cushion": (
        "vendor_weaver",
        "uom_unit",
        10,
        [(6, 34.0), (24, 31.5)],
    ),
    "product_screw": (
        "vendor_fixings",
        "uom_hundred",
        4,
        [(5, 3.6), (20, 3.2), (50, 2.75)],
    ),
    "product_bolt": (
        "vendor_fixings",
        "uom_hundred",
        4,
        [(1, 42.0), (5, 38.5), (20, 34.0)],
    ),
    "product_varnish": (
        "vendor_fixings",
        "uom_can",
        4,
        [(1, 97.5), (4, 91.0), (10, 86.0)],
    ),
    "product_glue": (
        "vendor_fixings",
        "uom_can",
        4,
        [(1, 42.0), (4, 39.0), (10, 36.5)],
    ),
    "product_carton_large": (
        "vendor_fixings",
        "uom_unit",
        4,
        [(20, 6.8), (60, 6.2), (150, 5.7)],
    ),
    "product_carton_small": (
        "vendor_fixings",
        "uom_unit",
        4,
        [(25, 2.9), (75, 2.6), (200, 2.3)],
    ),
    "product_corner": (
        "vendor_fixings",
        "uom_hundred",
        4,
        [(1, 38.0), (5, 34.0), (10, 31.0)],
    ),
    "product_oil": (
        "vendor_fixings",
        "uom_unit",
        4,
        [(24, 8.4), (72, 7.9), (144, 7.3)],
    ),
    "product_pads": (
        "vendor_fixings",
        "uom_unit",
        4,
        [(50, 2.1), (100, 1.9), (250, 1.65)],
    ),
}

# product: (on hand at the start, reorder below, up to, how)
# Hybrid products are refilled by hand: orders pull what is short meanwhile.
STOCK = {
    "product_flat_bar": (60, 24, 72, "auto"),
    "product_screw": (1500, 500, 2500, "auto"),
    "product_bolt": (300, 100, 500, "auto"),
    "product_varnish": (25, 10, 40, "auto"),
    "product_glue": (15, 5, 20, "auto"),
    "product_carton_large": (40, 15, 60, "auto"),
    "product_carton_small": (50, 15, 75, "auto"),
    "product_corner": (200, 80, 300, "auto"),
    "product_oil": (48, 12, 60, "auto"),
    "product_pads": (100, 25, 125, "auto"),
    "product_bracket": (60, 0, 60, "manual"),
    "product_stool": (8, 0, 8, "manual"),
}


def create_vendors(env):
    """Create the vendors, their prices and what the products cost at first."""
    vendors = create_named(
        env, "res.partner", {name: _get_vendor(env, *VENDORS[name]) for name in VENDORS}
    )
    for product, (vendor, unit, days, breaks) in PRICES.items():
        template = recall(env, product)
        unit = recall(env, unit)
        template.write(
            {
                "purchase_ok": True,
                "seller_ids": [
                    Command.create(
                        {
                            "partner_id": vendors[vendor].id,
                            "product_uom_id": unit.id,
                            "min_qty": quantity,
                            "price": price,
                            "delay": days,
                        }
                    )
                    for quantity, price in breaks
                ],
                "standard_price": unit._compute_price(breaks[0][1], template.uom_id),
            }
        )


def _get_vendor(env, label, street, city, zip_code, country, phone):
    return {
        "name": label,
        "is_company": True,
        "street": street,
        "city": city,
        "zip": zip_code,
        "country_id": env.ref(f"base.{country}").id,
        "phone": phone,
        "supplier_rank": 1,
        "buyer_id": get_user(env, "buyer").id,
        "property_supplier_payment_term_id": env.ref(
            "account.account_payment_term_30days"
        ).id,
    }


def create_stock(env):
    """Count the opening stock."""
    quants = env["stock.quant"].with_context(inventory_mode=True)
    quants.create(
        [
            {
                "product_id": get_product(env, product).id,
                "location_id": _get_warehouse(env).lot_stock_id.id,
                "inventory_quantity": on_hand,
            }
            for product, (on_hand, *_rule) in STOCK.items()
        ]
    ).action_apply_inventory()


def create_reordering_rules(env):
    """Set the rules that keep the stock from now on.

    Last of all: Odoo looks at every rule again whenever a move changes, which would
    take up much of the time that a year of past orders needs.
    """
    warehouse = _get_warehouse(env)
    create_named(
        env,
        "stock.warehouse.orderpoint",
        {
            product.replace("product_", "reordering_"): {
                "product_id": get_product(env, product).id,
                "location_id": warehouse.lot_stock_id.id,
                "warehouse_id": warehouse.id,
                "product_min_qty": minimum,
                "product_max_qty": maximum,
                "trigger": trigger,
            }
            for product, (_on_hand, minimum, maximum, trigger) in STOCK.items()
        },
    )


def _get_warehouse(env):
    return env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
