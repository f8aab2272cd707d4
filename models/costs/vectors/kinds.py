"""What a cost is made of."""

MATERIAL = "material"
RUN = "run"
SETUP_TIME = "setup_time"
SETUP_FIXED = "setup_fixed"
SUBCONTRACT = "subcontract"
ORDERING = "ordering"
VARIANCE = "variance"
STOCK = "stock"

KINDS = [
    (MATERIAL, "Material"),
    (RUN, "Run"),
    (SETUP_TIME, "Setup time"),
    (SETUP_FIXED, "Fixed setup cost"),
    (SUBCONTRACT, "Subcontracting and extra cost"),
    (ORDERING, "Ordering"),
    (VARIANCE, "Variance"),
    (STOCK, "From stock"),
]
