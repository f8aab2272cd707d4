"""The workshop: work centers and bills of materials with their operations."""

from odoo.fields import Command

from .catalogue import get_product
from .company import LABOUR, get_account
from .names import create_named, recall, remember

# name: (label, code, calendar, setup minutes, cleanup minutes, cost per hour)
WORK_CENTERS = {
    "center_cnc": ("CNC router", "CNC", "calendar_two_shifts", 25, 10, 68.0),
    "center_welding": ("Welding bay", "WELD", "calendar_day", 15, 5, 48.0),
    "center_finishing": ("Sanding & varnishing", "FIN", "calendar_day", 10, 20, 36.0),
    "center_assembly": ("Assembly bench", "ASM", "calendar_day", 5, 5, 32.0),
}
# name: (fixed cost per setup, set up again after a split)
SETUPS = {
    "center_cnc": (12.0, "always"),
    "center_welding": (4.5, "change"),
    "center_finishing": (9.0, "change"),
    "center_assembly": (0.0, "never"),
}

# Parts first: a product's cost is rolled up from those above it.
# name: (product, made at a time, run size, days to make,
#        [(component, quantity, unit, only for these values)],
#        [(operation, work center, minutes for one)])
BOMS = {
    "bom_bracket": (
        "product_bracket",
        20,
        40,
        1,
        [("product_flat_bar", 5, "m", [])],
        [("Cut, bend and weld", "center_welding", 3)],
    ),
    "bom_leg_frame": (
        "product_leg_frame",
        1,
        2,
        2,
        [
            ("product_steel_tube", 3.2, "m", []),
            ("product_bracket", 2, "unit", []),
        ],
        [("Weld and grind frame", "center_welding", 30)],
    ),
    "bom_bench_frame": (
        "product_bench_frame",
        1,
        4,
        2,
        [
            ("product_steel_tube", 1.8, "m", []),
            ("product_bracket", 2, "unit", []),
        ],
        [("Weld and grind frame", "center_welding", 20)],
    ),
    "bom_table_top": (
        "product_table_top",
        1,
        1,
        3,
        [
            ("product_oak_board", 9.6, "m", ["Oak"]),
            ("product_walnut_board", 9.6, "m", ["Walnut"]),
            ("product_glue", 0.3, "l", []),
            ("product_varnish", 0.45, "l", []),
        ],
        [
            ("Plane, glue and rout top", "center_cnc", 35),
            ("Sand and varnish, two coats", "center_finishing", 50),
        ],
    ),
    "bom_dining_table": (
        "product_dining_table",
        1,
        1,
        2,
        [
            ("product_table_top:Oak", 1, "unit", ["Oak"]),
            ("product_table_top:Walnut", 1, "unit", ["Walnut"]),
            ("product_leg_frame", 2, "unit", []),
            ("product_engraved_plate", 1, "unit", ["Brass plate, engraved"]),
            ("product_bolt", 8, "unit", []),
            ("product_carton_large", 1, "unit", []),
            ("product_corner", 4, "unit", []),
        ],
        [("Fit frames, check and pack", "center_assembly", 45)],
    ),
    "bom_bench": (
        "product_bench",
        1,
        2,
        3,
        [
            ("product_oak_board", 3.6, "m", []),
            ("product_bench_frame", 2, "unit", []),
            ("product_varnish", 0.2, "l", []),
            ("product_bolt", 8, "unit", []),
            ("product_carton_large", 1, "unit", []),
        ],
        [
            ("Rout seat", "center_cnc", 15),
            ("Sand and varnish", "center_finishing", 25),
            ("Assemble and pack", "center_assembly", 20),
        ],
    ),
    "bom_side_table": (
        "product_side_table",
        1,
        4,
        3,
        [
            ("product_oak_board", 2.4, "m", []),
            ("product_bracket", 4, "unit", []),
            ("product_screw", 16, "unit", []),
            ("product_varnish", 0.15, "l", []),
            ("product_carton_small", 1, "unit", []),
        ],
        [
            ("Rout parts", "center_cnc", 12),
            ("Sand and varnish", "center_finishing", 20),
            ("Assemble and pack", "center_assembly", 15),
        ],
    ),
    "bom_bookshelf": (
        "product_bookshelf",
        1,
        2,
        4,
        [
            ("product_oak_board", 11, "m", []),
            ("product_bracket", 10, "unit", []),
            ("product_screw", 4, "dozen", []),
            ("product_glue", 0.25, "l", []),
            ("product_varnish", 0.5, "l", []),
            ("product_carton_large", 2, "unit", []),
        ],
        [
            ("Rout sides and shelves", "center_cnc", 35),
            ("Sand and varnish", "center_finishing", 50),
            ("Assemble and pack", "center_assembly", 40),
        ],
    ),
    "bom_stool": (
        "product_stool",
        1,
        6,
        2,
        [
            ("product_oak_board", 1.3, "m", []),
            ("product_screw", 1, "dozen", []),
            ("product_varnish", 0.08, "l", []),
            ("product_carton_small", 1, "unit", []),
        ],
        [
            ("Rout seat and legs", "center_cnc", 8),
            ("Sand and varnish", "center_finishing", 12),
            ("Assemble and pack", "center_assembly", 10),
        ],
    ),
    "bom_dining_set": (
        "product_dining_set",
        1,
        0,
        0,
        [
            ("product_dining_table:Oak", 1, "unit", []),
            ("product_bench", 2, "unit", []),
        ],
        [],
    ),
}
KITS = {"bom_dining_set"}


def create_workshop(env):
    """Create work centers and bills of materials, and cost the made products."""
    _create_work_centers(env)
    for name, row in BOMS.items():
        remember(env, name, env["mrp.bom"].create(_get_bom_values(env, name, row)))
    _set_costs_from_boms(env)


def _create_work_centers(env):
    create_named(
        env,
        "mrp.workcenter",
        {
            name: {
                "name": label,
                "code": code,
                "resource_calendar_id": recall(env, calendar).id,
                "time_start": setup,
                "time_stop": cleanup,
                "costs_hour": cost,
                "setup_cost": SETUPS[name][0],
                "setup_on_split": SETUPS[name][1],
                "oee_target": 85,
                "expense_account_id": get_account(env, LABOUR).id,
            }
            for name, (label, code, calendar, setup, cleanup, cost) in (
                WORK_CENTERS.items()
            )
        },
    )


def _get_bom_values(env, name, row):
    product, quantity, run_size, days, components, operations = row
    template = recall(env, product)
    return {
        "product_tmpl_id": template.id,
        "type": "phantom" if name in KITS else "normal",
        "product_qty": quantity,
        "run_size": run_size,
        "produce_delay": days,
        "operation_ids": [
            Command.create(
                {
                    "name": label,
                    "workcenter_id": recall(env, center).id,
                    "time_mode": "manual",
                    "time_cycle_manual": minutes,
                    "sequence": sequence,
                }
            )
            for sequence, (label, center, minutes) in enumerate(operations, 1)
        ],
        "bom_line_ids": [
            Command.create(_get_component_values(env, template, component))
            for component in components
        ],
    }


def _get_component_values(env, template, component):
    """Return a BoM line; it may count only for some attribute values."""
    product, quantity, unit, attribute_values = component
    values = template.attribute_line_ids.product_template_value_ids.filtered(
        lambda value: value.name in attribute_values
    )
    return {
        "product_id": get_product(env, product).id,
        "product_qty": quantity,
        "product_uom_id": recall(env, f"uom_{unit}").id,
        "bom_product_template_attribute_value_ids": [Command.set(values.ids)],
    }


def _set_costs_from_boms(env):
    for product, *_rest in BOMS.values():
        for variant in recall(env, product).product_variant_ids:
            variant.button_bom_cost()
