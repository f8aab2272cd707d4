"""Odoo's command line, with at-install tests run after installation.

Odoo runs them while modules are loading. On a database where everything is installed
already most of them die in their setUp then: columns of modules not yet loaded are
required. They run once, with the post-install tests.
"""

from odoo.cli.command import main
from odoo.tests.tag_selector import TagsSelector

_AT_INSTALL = {("at_install", None, None, None, None)}
_POST_INSTALL = {("post_install", None, None, None, None)}
_check = TagsSelector.check


def _check_position(self, test):
    if self.include == _AT_INSTALL:
        return False
    if self.include == _POST_INSTALL and "at_install" in getattr(test, "test_tags", ()):
        return _check(TagsSelector("at_install"), test)
    return _check(self, test)


TagsSelector.check = _check_position
main()
