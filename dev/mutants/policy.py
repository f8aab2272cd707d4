"""Mutants of policy: how need for a product is met."""

MUTANTS = [
    {
        "name": "policy-category-without-parents",
        "file": "models/policy/product_category.py",
        "old": "category.supply_policy or category.parent_id.effective_supply_policy",
        "new": "category.supply_policy",
        "tests": "TestPolicy",
    },
    {
        "name": "policy-category-before-product",
        "file": "models/policy/product_template.py",
        "old": "template.supply_policy or template.categ_id.effective_supply_policy",
        "new": "template.categ_id.effective_supply_policy or template.supply_policy",
        "tests": "TestPolicy, TestScreensPolicy",
    },
    {
        "name": "policy-of-the-product-not-of-the-line",
        "file": "models/policy/sale_order_line.py",
        "old": "            return self.supply_policy\n",
        "new": "            return product.effective_supply_policy\n",
        "tests": "TestPolicy, TestSupplyNeeds, TestSupplyChain",
    },
]
