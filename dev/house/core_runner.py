"""Odoo's command line, with at-install tests counted as post-install tests too.

On a database where everything is installed Odoo would never run them.
"""

from odoo.cli.command import main
from odoo.tests.tag_selector import TagsSelector

_POSITION = {("post_install", None, None, None, None)}
_check = TagsSelector.check


def _check_either_position(self, test):
    if self.include == _POSITION and "at_install" in getattr(test, "test_tags", ()):
        return _check(TagsSelector("at_install"), test)
    return _check(self, test)


TagsSelector.check = _check_either_position
main()
