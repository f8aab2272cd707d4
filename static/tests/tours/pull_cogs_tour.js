import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("pull_cogs_accountant", {
    steps: () => [
        {
            content: "The report opens as a pivot; open a figure",
            trigger: ".o_pivot_cell_value:contains(63)",
            run: "click",
        },
        {
            content: "Its rows stand by order; open the order's",
            trigger: ".o_list_view .o_group_header:first",
            run: "click",
        },
        {
            content: "Open the cost sheet",
            trigger: ".o_data_row button[name=action_open_cost_sheet]:first",
            run: "click",
        },
        {
            content: "It ties to the ledger",
            trigger: ":iframe body:contains(= ledger)",
        },
        {
            content: "Back to the rows",
            trigger: ".o_breadcrumb .o_back_button, .o_back_button",
            run: "click",
        },
        {
            content: "Open the journal items",
            trigger: ".o_data_row button[name=action_open_journal_items]:first",
            run: "click",
        },
        {
            content: "The cost of goods sold stands there",
            trigger: ".o_data_row td[name=debit]:contains(63)",
        },
    ],
});
