"""The demo company: Ashgrove Furniture, a small maker that works to order.

Run on a database with the module and without Odoo's own demo data:
``odoo shell -d DB < demo/load.py``. Nothing of the module imports this package.
"""
