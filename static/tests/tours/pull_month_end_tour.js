import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("pull_month_end", {
    steps: () => [
        {
            content: "A run is in process: its components and its setup",
            trigger: ".o_data_row td[name=stage]:contains(Lathe)",
        },
        {
            content: "Its cost stands beside what is in the ledger",
            trigger: ".o_data_row td[name=total]:contains(53.00)",
        },
        {
            content: "Open Odoo's entry",
            trigger: "button[name=action_post]:not(:disabled)",
            run: "click",
        },
        {
            content: "It has the amounts of this day",
            trigger:
                ".modal .o_field_widget[name=line_ids] td[name=debit]:contains(53)",
        },
        {
            content: "Post it with its reversal",
            trigger: ".modal button[name=confirm]",
            run: "click",
        },
        {
            content: "Go on to the accruals",
            trigger:
                "body:not(:has(.modal)) .o_menu_sections button:contains(Reporting)",
            run: "click",
        },
        {
            content: "Accruals",
            trigger: ".o-dropdown--menu a:contains(Accruals)",
            run: "click",
        },
        {
            content: "What is delivered and not invoiced",
            trigger: ".o_group_header:contains(Delivered, not invoiced)",
            run: "click",
        },
        {
            content: "It is there at its cost",
            trigger: ".o_data_row td[name=cost]:contains(126.00)",
        },
        {
            content: "Post it",
            trigger: "button[name=action_post]:not(:disabled)",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal .btn-primary:contains(Ok)",
            run: "click",
        },
        {
            content: "Two entries: it and its reversal",
            trigger: ".o_list_view .o_data_row:nth-child(2)",
        },
        {
            content: "Go on to the variances",
            trigger: ".o_menu_sections button:contains(Reporting)",
            run: "click",
        },
        {
            content: "Cost Variances",
            trigger: ".o-dropdown--menu a:contains(Cost Variances)",
            run: "click",
        },
        {
            content: "As steps from plan to actual",
            trigger: ".o_switch_view.o_graph",
            run: "click",
        },
        {
            content: "The graph is there",
            trigger: ".o_graph_view canvas",
        },
        {
            content: "As a list",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "Ten runs were made instead of one",
            trigger: ".o_data_row td[name=type]:contains(Lot size)",
        },
    ],
});
