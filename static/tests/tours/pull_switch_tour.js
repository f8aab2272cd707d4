import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("pull_switch_map", {
    steps: () => [
        {
            content: "Open the advice",
            trigger: ".o_data_row:contains(TABLE) td[name=product_id]",
            run: "click",
        },
        {
            content: "It says why, and open the map",
            trigger:
                ".o_form_view:has(.o_field_widget[name=reason]:contains(30)) button[name=action_open_map]",
            run: "click",
        },
        {
            content: "The boards are to be in stock",
            trigger: ".o_pull_map_stage .border-primary:contains(BOARD)",
        },
        {
            content: "Apply",
            trigger: "button[name=action_apply]",
            run: "click",
        },
        {
            content: "The dialog says what will change; switch",
            trigger:
                ".modal:has(.o_data_row:contains(BOARD):contains(Pull → Push)) footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "Open the switch",
            trigger:
                ".o_data_row:has(td[name=policy_before]):contains(BOARD) td[name=date]",
            run: "click",
        },
        {
            content: "Undo",
            trigger:
                ".o_form_view:has(.o_arrow_button_current[data-value=done]) button[name=action_undo]",
            run: "click",
        },
        {
            content: "Sure",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "It is undone",
            trigger: ".o_arrow_button_current[data-value=undone]",
        },
    ],
});

registry.category("web_tour.tours").add("pull_switch_adopt", {
    steps: () => [
        {
            content: "Open the configuration",
            trigger: "[data-menu-xmlid='mrp.menu_mrp_configuration']",
            run: "click",
        },
        {
            content: "Adopt",
            trigger:
                "[data-menu-xmlid='pull_through_production.pull_switch_adopt_menu']",
            run: "click",
        },
        {
            content: "What is made to order is to be pulled; switch",
            trigger:
                ".modal:has(.o_data_row:contains(OLD):contains(→ Pull)) footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "It is switched",
            trigger: ".o_data_row:contains(OLD) td[name=state]:contains(Switched)",
        },
    ],
});
