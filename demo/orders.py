"""Customer orders: what is in them, and how the salesperson enters them."""

from odoo.fields import Command

from .catalogue import get_product
from .names import recall
from .people import act_as

# each: products and how many of them
BASKETS = {
    "table": [("product_dining_table:Oak", 1)],
    "table_walnut": [("product_dining_table:Walnut", 1), ("product_oil", 1)],
    "table_walnut_pair": [("product_dining_table:Walnut", 2)],
    "table_and_benches": [("product_dining_table:Oak", 1), ("product_bench", 2)],
    "tables_and_benches": [("product_dining_table:Oak", 2), ("product_bench", 2)],
    "table_pair": [("product_dining_table:Oak", 2)],
    "tables": [("product_dining_table:Oak", 3)],
    "set": [("product_dining_set", 1), ("product_pads", 2)],
    "benches": [("product_bench", 4)],
    "side_tables": [("product_side_table", 2)],
    "side_tables_many": [("product_side_table", 6), ("product_pads", 6)],
    "cushions": [("product_bench", 2), ("product_cushion", 2)],
    "new_shelf": [("product_wall_shelf", 1), ("product_oil", 1)],
    "shelves": [("product_bookshelf", 2), ("product_wall_shelf", 3)],
    "bookshelf": [("product_bookshelf", 1), ("product_oil", 1)],
    "bookshelves": [("product_bookshelf", 4)],
    "stools": [("product_stool", 4)],
    "bar": [("product_stool", 8), ("product_pads", 8)],
    "care": [("product_oil", 3), ("product_pads", 2)],
    "lounge": [
        ("product_side_table", 2),
        ("product_bookshelf", 1),
        ("product_oil", 2),
    ],
}
ENGRAVED_VALUE = "Brass plate, engraved"
PLAIN_VALUE = "None"
SPECIFICATION = "Plate centred under the long edge, capitals 8 mm high."


def create_order(env, customer, basket, engraving=None, **values):
    """Enter a quotation as the salesperson; return it in that person's environment.

    ``engraving`` is the customer's text for the plate of every table in the basket.
    """
    return act_as(env["sale.order"], "sales").create(
        {
            "partner_id": recall(env, customer).id,
            "user_id": recall(env, "user_sales").id,
            "order_line": [
                Command.create(_get_line(env, product, quantity, engraving))
                for product, quantity in BASKETS[basket]
            ],
            **values,
        }
    )


def _get_line(env, product, quantity, engraving):
    variant = get_product(env, product)
    return {
        "product_id": variant.id,
        "product_uom_qty": quantity,
        **_get_options(variant, engraving),
    }


def _get_options(variant, engraving):
    """Return what the customer chose of the options that make no variant."""
    options = variant.product_tmpl_id.attribute_line_ids.filtered(
        lambda line: line.attribute_id.create_variant == "no_variant"
    ).product_template_value_ids
    chosen = options.filtered(
        lambda option: option.name == (ENGRAVED_VALUE if engraving else PLAIN_VALUE)
    )
    values = {"product_no_variant_attribute_value_ids": [Command.set(chosen.ids)]}
    if engraving and chosen:
        values["pull_specification"] = SPECIFICATION
        values["product_custom_attribute_value_ids"] = [
            Command.create(
                {
                    "custom_product_template_attribute_value_id": chosen.id,
                    "custom_value": engraving,
                }
            )
        ]
    return values
