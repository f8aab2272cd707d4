"""What is kept with cards: screws in the stock, bolts at the assembly; and how much may
be in process where varnish dries."""

from .catalogue import get_product
from .names import create_named, recall, remember


def create_loops(env):
    """Let cards replace what is used, from now on."""
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", env.company.id)], limit=1
    )
    assembly = env["stock.location"].create(
        {
            "name": "Assembly",
            "location_id": warehouse.view_location_id.id,
            "usage": "internal",
        }
    )
    remember(env, "location_assembly", assembly)
    screw = get_product(env, "product_screw")
    screw.product_tmpl_id.supply_policy = "kanban"
    recall(env, "reordering_screw").active = False  # cards do it now
    planner = recall(env, "user_planner")
    loops = create_named(
        env,
        "pull.kanban.loop",
        {
            "kanban_screw": {
                "product_id": screw.id,
                "location_id": warehouse.lot_stock_id.id,
                "card_quantity": 500,
                "card_count": 6,
                "source": "buy",
                "trigger": "consumption",
                "replenishment_days": 5,
                "user_id": planner.id,
            },
            "kanban_bolt": {
                "product_id": get_product(env, "product_bolt").id,
                "location_id": assembly.id,
                "card_quantity": 20,
                "card_count": 4,
                "source": "move",
                "source_location_id": warehouse.lot_stock_id.id,
                "trigger": "classic",
                "replenishment_days": 0.5,
                "user_id": planner.id,
            },
        },
    )
    for loop in loops.values():
        loop.action_start()


def create_limits(env):
    """Let what is to be varnished wait until there is room."""
    finishing = recall(env, "center_finishing")
    create_named(
        env,
        "pull.work.limit",
        {"limit_finishing": {"workcenter_id": finishing.id, "most": 3}},
    )
