{
    "name": "Pull-Through Production",
    "summary": "Confirm a sales order, get its purchase orders and small runs",
    "version": "19.0.1.0.0",
    "category": "Supply Chain/Manufacturing",
    "author": "Pull-Through Production contributors",
    "license": "LGPL-3",
    "depends": ["sale_mrp", "purchase_mrp", "sale_purchase_stock", "mrp_account"],
    "data": [
        "security/pull_through_production_security.xml",
        "security/ir.model.access.csv",
    ],
    "application": False,
    "installable": True,
}
