"""Load the demo company: ``odoo shell -d DB < demo/load.py`` (`env` is the shell's)."""

from odoo.addons.pull_through_production.demo.build import build

build(env)
env.cr.commit()
