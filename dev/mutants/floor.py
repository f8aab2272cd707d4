"""Mutants of what operators and storekeepers read."""

MUTANTS = [
    {
        "name": "floor-one-step-alone",
        "file": "models/floor/stock_picking.py",
        "old": "                ahead[picking] = onward.move_dest_ids\n",
        "new": "                ahead[picking] = onward.browse()\n",
        "tests": "TestFloorTransfers",
    },
    {
        "name": "floor-due-with-the-run",
        "file": "models/floor/mrp_workorder.py",
        "old": "placed = order.pull_date_finish or order.date_finished",
        "new": "placed = False",
        "tests": "TestFloorWorkOrders",
    },
    {
        "name": "floor-late-is-ready",
        "file": "models/floor/mrp_workorder.py",
        "old": '    "unavailable": MISSING,\n',
        "new": '    "unavailable": READY,\n',
        "tests": "TestFloorWorkOrders",
    },
]
