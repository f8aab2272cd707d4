import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("pull_setup_hint", {
    steps: () => [
        {
            content: "The line warns; ask why",
            trigger: ".o_data_row:first .o_pull_setup_hint:has(.text-warning)",
            run: "click",
        },
        {
            content: "It says from which quantity on, and no amounts",
            trigger:
                ".o_pull_setup_hint_popover:contains(from 5 units):contains(15 minutes):not(:contains($))",
        },
        {
            content: "Edit the quantity",
            trigger: ".o_data_row:first td[name=product_uom_qty]",
            run: "click",
        },
        {
            content: "Take that many",
            trigger: ".o_data_row:first td[name=product_uom_qty] input",
            run: "edit 5 && press Tab",
        },
        {
            content: "It no longer warns",
            trigger: ".o_data_row:first .o_pull_setup_hint:has(.text-muted)",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Nothing is left to save",
            trigger:
                ".o_form_view:not(:has(.o_form_status_indicator_buttons:not(.invisible)))",
        },
    ],
});

registry.category("web_tour.tours").add("pull_setup_table", {
    steps: () => [
        {
            content: "Open the page Setup",
            trigger: ".o_notebook .nav-link[name=setup]",
            run: "click",
        },
        {
            content: "The run size is marked among the sizes",
            trigger: ".o_pull_setup_table th.table-info:contains(4):has(.fa-flag-o)",
        },
        {
            content: "A unit of such a run carries a quarter of the setup",
            trigger:
                ".o_pull_setup_table tr[data-row=operation]:contains(Turning) td.table-info:contains(3.75):contains(3:45)",
        },
        {
            content: "Open the overview",
            trigger: ".oe_stat_button:contains(BoM Overview)",
            run: "click",
        },
        {
            content: "It says what of the operations is setup",
            trigger: ".o_mrp_bom_expandable .o_pull_setup_note:contains(15:00)",
        },
    ],
});
