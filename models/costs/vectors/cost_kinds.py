"""What a cost is made of: the kinds of a work order's cost, and those beside it."""

from ...setup.value.setup_kinds import RUN, SETUP_FIXED, SETUP_TIME

MATERIAL = "material"
SUBCONTRACT = "subcontract"
ORDERING = "ordering"
LANDED = "landed"
VARIANCE = "variance"
STOCK = "stock"

KINDS = [
    (MATERIAL, "Material"),
    (RUN, "Run"),
    (SETUP_TIME, "Setup time"),
    (SETUP_FIXED, "Fixed setup cost"),
    (SUBCONTRACT, "Subcontracting and extra cost"),
    (ORDERING, "Ordering"),
    (LANDED, "Landed cost"),
    (VARIANCE, "Variance"),
    (STOCK, "From stock"),
]
