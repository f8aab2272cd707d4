import re
from pathlib import Path

from odoo.tests import TransactionCase, new_test_user, tagged

from ..demo.people import PEOPLE

README = Path(__file__).parent.parent / "README.md"

# The roles, with the rights of the demo's logins, that README sends to each place.
PLACES = {
    "Sales › Orders › Supply Exceptions": ["sales", "manager"],
    "Purchase › Orders › Supply Exceptions": ["buyer", "manager"],
    "Manufacturing › Operations › Supply Exceptions": ["planner", "manager"],
    "Sales › Orders › Supply Actions": ["sales", "manager"],
    "Purchase › Orders › Supply Actions": ["buyer", "manager"],
    "Manufacturing › Operations › Supply Actions": ["operator", "planner", "manager"],
    "Manufacturing › Operations › Kanban Board": ["operator", "planner", "manager"],
    "Inventory › Operations › Kanban Board": ["operator", "planner", "manager"],
    "Purchase › Orders › Kanban Board": ["buyer", "manager"],
    "Manufacturing › Operations › Kanban Counts": ["operator", "planner", "manager"],
    "Inventory › Operations › Kanban Counts": ["operator", "planner", "manager"],
    "Manufacturing › Planning › Kanban Loops": ["operator", "planner", "manager"],
    "Manufacturing › Planning › Kanban Suggestions": ["operator", "planner", "manager"],
    "Manufacturing › Planning › Work Limits": ["operator", "planner", "manager"],
    "Manufacturing › Reporting › Kanban Cards": ["operator", "planner", "manager"],
    "Manufacturing › Reporting › Kanban Replenishments": ["operator", "manager"],
    "Manufacturing › Reporting › Kanban Stockouts": ["operator", "manager"],
    "Manufacturing › Configuration › Settings": ["manager"],
    "Manufacturing › Configuration › Settings › Supply Check": ["manager"],
    "Manufacturing › Configuration › Settings › Supply Responsible": ["manager"],
    "Sales › Configuration › Settings › Reserving Capacity": ["manager"],
    "Manufacturing › Configuration › Settings › Learnt Lead Times": ["manager"],
    "Manufacturing › Planning › Open Chains": ["operator", "planner", "manager"],
    "Manufacturing › Planning › Work Center Load": ["operator", "planner", "manager"],
    "Manufacturing › Configuration › Settings › Supply Policy Advice": ["manager"],
    "Manufacturing › Reporting › Supply Policy Advice": ["manager"],
    "Manufacturing › Reporting › Supply Policy Switches": ["planner", "manager"],
    "Manufacturing › Reporting › After the Switch": ["planner", "manager"],
    "Manufacturing › Configuration › Adopt Supply Policies": ["manager"],
    "Manufacturing › Planning › Update Reordering Rules": ["manager"],
    "Manufacturing › Reporting › Work Center Times": ["operator", "planner", "manager"],
    "Purchase › Reporting › Vendor Lead Times": ["manager"],
    "Purchase › Configuration › Settings": ["manager"],
    "Inventory › Configuration › Settings": ["manager"],
    "Manufacturing › Reporting › Setup Costs": ["operator", "planner", "manager"],
    "Invoicing › Reporting › Setup Costs": ["accountant", "manager"],
    "Invoicing › Reporting › COGS by Order": ["accountant", "manager"],
    "Sales › Reporting › COGS by Order": ["manager"],
    "Sales › Reporting › Promise Record": ["manager"],
    "Manufacturing › Reporting › Promise Record": ["planner", "manager"],
    "Invoicing › Reporting › Work in Process": ["accountant", "manager"],
    "Invoicing › Reporting › Changes of Cost": ["accountant", "manager"],
    "Invoicing › Reporting › Accruals": ["accountant", "manager"],
    "Invoicing › Reporting › Cost Variances": ["accountant", "manager"],
    "Manufacturing › Reporting › Cost Variances": ["manager"],
    "Invoicing › Reporting › Cost Control": ["accountant", "manager"],
    "Invoicing › Configuration › Costs of Past Moves": ["manager"],
}


@tagged("post_install", "-at_install")
class TestReadme(TransactionCase):
    """Every menu that README names is there, and opens, for whom README sends there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What `make demo` switches on: operations of bills of materials have menus.
        cls.env.ref("base.group_user").implied_ids |= cls.env.ref(
            "mrp.group_mrp_routings"
        )
        cls.users = {
            role: new_test_user(cls.env, f"readme_{role}", groups=",".join(groups))
            for role, (_name, _title, groups, _home) in PEOPLE.items()
        }

    def test_every_place_that_readme_names_is_tested(self):
        text = " ".join(README.read_text().split())
        named = {match.group(1) for match in re.finditer(r"_([^_]* › [^_]*)_", text)}
        self.assertEqual(named, set(PLACES))

    def test_every_place_opens(self):
        for place, roles in PLACES.items():
            for role in roles:
                with self.subTest(place=place, role=role):
                    self._open(place.split(" › "), self.users[role])

    def test_each_login_of_the_demo_may_open_its_first_screen(self):
        for role, (*_rest, home) in PEOPLE.items():
            with self.subTest(role=role):
                self._open_action(self.env.ref(home), self.users[role])

    def _open(self, names, user):
        menu, rest = self._find_menu(names, user)
        self.assertTrue(menu, "no such menu")
        arch = self._open_action(menu.action, user)
        for name in rest:
            self.assertIn(f'string="{name}"', arch)

    def _find_menu(self, names, user):
        """Return the menu that the names lead to, and the names that are left: what
        stands on its screen."""
        menus = self.env["ir.ui.menu"].with_user(user).with_context(lang="en_US")
        visible = menus.browse(menus._visible_menu_ids())
        found = visible.filtered(lambda menu: not menu.parent_id)
        found = found.filtered(lambda menu: menu.name == names[0])
        for number, name in enumerate(names[1:], start=1):
            below = self._get_below(visible, found).grouped("name")
            if name not in below:
                return found.filtered("action"), names[number:]
            found = below[name]
        return found.filtered("action")[:1], []

    def _get_below(self, visible, menus):
        """Return the menus under these; the headings between them open nothing."""
        below = visible.filtered(lambda menu: menu.parent_id in menus)
        headings = below.filtered(lambda menu: not menu.action)
        return below | self._get_below(visible, headings) if headings else below

    def _open_action(self, action, user):
        """Do what the web client does to show the action; return what it shows."""
        action = action.with_user(user)
        if action._name == "ir.actions.server":
            window = action.with_context(allowed_company_ids=user.company_ids.ids).run()
            if "id" not in window:  # a dialog that was made for them
                return self._open_dialog(window, user)
            action = self.env[window["type"]].browse(window["id"]).with_user(user)
        model = self.env[action.sudo().res_model].with_user(user)
        kinds = action.sudo().view_mode.split(",")
        views = model.get_views([(False, kind) for kind in kinds])
        if model._transient and kinds[0] == "form":
            model.onchange({}, [], {})
        else:
            model.search_read([], ["display_name"], limit=1)
        return views["views"][kinds[0]]["arch"]

    def _open_dialog(self, window, user):
        dialog = self.env[window["res_model"]].with_user(user)
        dialog.browse(window["res_id"]).read()
        return dialog.get_views(window["views"])["views"]["form"]["arch"]
