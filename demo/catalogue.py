"""What the company sells, makes and buys: units, categories and products."""

from odoo.fields import Command

from .company import COST_OF_GOODS_SOLD, get_account
from .names import create_named, recall, remember

# Odoo's own units that the company uses
UNITS = {
    "uom_unit": "uom.product_uom_unit",
    "uom_dozen": "uom.product_uom_dozen",
    "uom_m": "uom.product_uom_meter",
    "uom_l": "uom.product_uom_litre",
}
# name: (label, how many of, unit)
PACKS = {
    "uom_hundred": ("Hundred", 100, "uom_unit"),
    "uom_can": ("Can of 5 L", 5, "uom_l"),
}

# name: (label, parent, supply policy)
CATEGORIES = {
    "category_furniture": ("Furniture", None, "pull"),
    "category_tables": ("Tables", "category_furniture", None),
    "category_seating": ("Seating", "category_furniture", None),
    "category_shelving": ("Shelving", "category_furniture", None),
    "category_parts": ("Made parts", None, "pull"),
    "category_custom": ("Custom parts", None, "pull"),
    "category_materials": ("Raw materials", None, "pull"),
    "category_timber": ("Timber", "category_materials", None),
    "category_steel": ("Steel", "category_materials", None),
    "category_supplies": ("Workshop supplies", None, "push"),
    "category_fixings": ("Fixings", "category_supplies", None),
    "category_finishes": ("Finishes", "category_supplies", None),
    "category_packaging": ("Packaging", "category_supplies", None),
    "category_accessories": ("Accessories", None, "push"),
}

# Each run of these has its own lot, and each order its own cost.
ORDER_SPECIFIC = ["category_tables"]

# attribute: (label, creates variants, [(value, is written by the customer)])
ATTRIBUTES = {
    "attribute_wood": ("Wood", "always", [("Oak", False), ("Walnut", False)]),
    "attribute_engraving": (
        "Engraving",
        "no_variant",
        [("None", False), ("Brass plate, engraved", True)],
    ),
}

# Sold: name: (label, code, category, price, days to deliver, own policy, attributes
# with the extra price of each value)
FURNITURE = {
    "product_dining_table": (
        "Kilree dining table 200 x 95",
        "KIL-T200",
        "category_tables",
        1290.0,
        28,
        None,
        {"attribute_wood": [0, 420], "attribute_engraving": [0, 45]},
    ),
    "product_bench": (
        "Kilree oak bench 160",
        "KIL-B160",
        "category_seating",
        490.0,
        28,
        None,
        {},
    ),
    "product_dining_set": (
        "Kilree dining set, oak table and two benches",
        "KIL-SET",
        "category_tables",
        2150.0,
        28,
        None,
        {},
    ),
    "product_side_table": (
        "Nore side table",
        "NOR-S45",
        "category_tables",
        265.0,
        21,
        None,
        {},
    ),
    "product_bookshelf": (
        "Nore bookshelf, five shelves",
        "NOR-K5",
        "category_shelving",
        740.0,
        24,
        None,
        {},
    ),
    "product_wall_shelf": (  # so new that the workshop has no bill of materials yet
        "Nore wall shelf 90",
        "NOR-W90",
        "category_shelving",
        120.0,
        21,
        None,
        {},
    ),
    "product_cushion": (
        "Bench cushion, grey wool",
        "KIL-C160",
        "category_seating",
        69.0,
        21,
        None,
        {},
    ),
    "product_stool": (
        "Nore stool",
        "NOR-H45",
        "category_seating",
        155.0,
        12,
        "hybrid",
        {},
    ),
    "product_oil": (
        "Furniture oil, 500 ml",
        "ACC-OIL",
        "category_accessories",
        18.5,
        2,
        None,
        {},
    ),
    "product_pads": (
        "Felt pads, set of 8",
        "ACC-PAD",
        "category_accessories",
        6.9,
        2,
        None,
        {},
    ),
}

# Not sold: name: (label, code, category, unit, own policy, attributes)
MATERIALS = {
    "product_table_top": (
        "Table top 200 x 95",
        "P-TOP200",
        "category_parts",
        "uom_unit",
        None,
        {"attribute_wood": [0, 0]},
    ),
    "product_leg_frame": (
        "Leg frame, table",
        "P-LEGT",
        "category_parts",
        "uom_unit",
        None,
        {},
    ),
    "product_bench_frame": (
        "Leg frame, bench",
        "P-LEGB",
        "category_parts",
        "uom_unit",
        None,
        {},
    ),
    "product_bracket": (
        "Steel corner bracket",
        "P-BRKT",
        "category_parts",
        "uom_unit",
        "hybrid",
        {},
    ),
    "product_engraved_plate": (
        "Brass plate, engraved",
        "C-PLATE",
        "category_custom",
        "uom_unit",
        None,
        {},
    ),
    "product_oak_board": (
        "Oak board 200 x 26 mm",
        "M-OAK",
        "category_timber",
        "uom_m",
        None,
        {},
    ),
    "product_walnut_board": (
        "Walnut board 200 x 26 mm",
        "M-WAL",
        "category_timber",
        "uom_m",
        None,
        {},
    ),
    "product_steel_tube": (
        "Steel tube 60 x 60 x 3 mm",
        "M-TUBE",
        "category_steel",
        "uom_m",
        None,
        {},
    ),
    "product_flat_bar": (
        "Steel flat bar 40 x 5 mm",
        "M-FLAT",
        "category_steel",
        "uom_m",
        "push",
        {},
    ),
    "product_screw": (
        "Wood screw 5 x 50 mm",
        "S-SCR550",
        "category_fixings",
        "uom_unit",
        None,
        {},
    ),
    "product_bolt": (
        "Bolt M8 x 60 with insert",
        "S-M8",
        "category_fixings",
        "uom_unit",
        None,
        {},
    ),
    "product_varnish": (
        "Hard wax varnish, matt",
        "S-VARN",
        "category_finishes",
        "uom_l",
        None,
        {},
    ),
    "product_glue": (
        "Wood glue D4",
        "S-GLUE",
        "category_finishes",
        "uom_l",
        None,
        {},
    ),
    "product_carton_large": (
        "Carton, large",
        "K-CARL",
        "category_packaging",
        "uom_unit",
        None,
        {},
    ),
    "product_carton_small": (
        "Carton, small",
        "K-CARS",
        "category_packaging",
        "uom_unit",
        None,
        {},
    ),
    "product_corner": (
        "Corner protector",
        "K-CORN",
        "category_packaging",
        "uom_unit",
        None,
        {},
    ),
}


def create_catalogue(env):
    _create_units(env)
    _create_categories(env)
    _create_attributes(env)
    for name, row in FURNITURE.items():
        _create_furniture(env, name, row)
    for name, row in MATERIALS.items():
        _create_material(env, name, row)


def get_product(env, name):
    """Return the product variant: "product_bench" or "product_table_top:Walnut"."""
    template_name, _colon, value = name.partition(":")
    variants = recall(env, template_name).product_variant_ids
    if not value:
        return variants[:1]
    return variants.filtered(
        lambda variant: (
            value in variant.product_template_attribute_value_ids.mapped("name")
        )
    )


def _create_units(env):
    for name, xml_id in UNITS.items():
        unit = env.ref(xml_id)
        unit.active = True
        remember(env, name, unit)
    create_named(
        env,
        "uom.uom",
        {
            name: {
                "name": label,
                "relative_factor": factor,
                "relative_uom_id": recall(env, unit).id,
            }
            for name, (label, factor, unit) in PACKS.items()
        },
    )


def _create_categories(env):
    """Values are kept in the ledger all the time, at average cost."""
    cost_account = get_account(env, COST_OF_GOODS_SOLD)
    for name, (label, parent, policy) in CATEGORIES.items():
        category = env["product.category"].create(
            {
                "name": label,
                "parent_id": parent and recall(env, parent).id,
                "property_cost_method": "average",
                "property_valuation": "real_time",
                "property_account_expense_categ_id": cost_account.id,
                "supply_policy": policy,
                "pull_order_specific_cost": name in ORDER_SPECIFIC,
            }
        )
        remember(env, name, category)


def _create_attributes(env):
    for name, (label, create_variant, values) in ATTRIBUTES.items():
        attribute = env["product.attribute"].create(
            {
                "name": label,
                "create_variant": create_variant,
                "display_type": "radio",
                "value_ids": [
                    Command.create({"name": value, "is_custom": is_custom})
                    for value, is_custom in values
                ],
            }
        )
        remember(env, name, attribute)


def _create_furniture(env, name, row):
    label, code, category, price, days, policy, attributes = row
    values = {
        "name": label,
        "categ_id": recall(env, category).id,
        "list_price": price,
        "sale_delay": days,
        "invoice_policy": "delivery",
        "supply_policy": policy,
    }
    _create_product(env, name, code, values, attributes)


def _create_material(env, name, row):
    label, code, category, unit, policy, attributes = row
    values = {
        "name": label,
        "categ_id": recall(env, category).id,
        "uom_id": recall(env, unit).id,
        "sale_ok": False,
        "list_price": 0,
        "supply_policy": policy,
    }
    _create_product(env, name, code, values, attributes)


def _create_product(env, name, code, values, attributes):
    template = env["product.template"].create(
        values
        | {
            "type": "consu",
            "is_storable": name != "product_dining_set",
            "purchase_ok": False,  # whoever has a vendor is bought, see vendors.py
            "attribute_line_ids": [
                Command.create(_get_attribute_line(env, attribute))
                for attribute in attributes
            ],
        }
    )
    remember(env, name, template)
    _set_extra_prices(env, template, attributes)
    for variant in template.product_variant_ids:
        initials = [
            value.name[0] for value in variant.product_template_attribute_value_ids
        ]
        variant.default_code = "-".join([code, *initials])


def _get_attribute_line(env, attribute):
    record = recall(env, attribute)
    return {
        "attribute_id": record.id,
        "value_ids": [Command.set(record.value_ids.ids)],
    }


def _set_extra_prices(env, template, attributes):
    lines = template.attribute_line_ids
    for line, prices in zip(lines, attributes.values(), strict=True):
        for value, price in zip(line.product_template_value_ids, prices, strict=True):
            value.price_extra = price
