import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("pull_todo_buyer", {
    steps: () => [
        {
            content: "It opens on what is mine, this week",
            trigger: ".o_facet_value:contains(This Week)",
        },
        {
            content: "Order what is to be ordered",
            trigger:
                ".o_data_row:contains(COMP) button[name=action_do]:contains(Confirm)",
            run: "click",
        },
        {
            content: "It is gone",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Order COMP)))",
        },
        {
            content: "The other document opens by a click on its row",
            trigger: ".o_data_row:contains(RAW) .o_data_cell[name=reason]",
            run: "click",
        },
        {
            content: "Confirm it there",
            trigger: "button[name=button_confirm]",
            run: "click",
        },
        {
            content: "It is ordered",
            trigger: ".o_arrow_button_current[data-value=purchase]",
        },
        {
            content: "Go back",
            trigger: ".breadcrumb-item:contains(Supply Actions) a, .o_back_button",
            run: "click",
        },
        {
            content: "Nothing is left",
            trigger: ".o_view_nocontent:contains(Nothing is left)",
        },
    ],
});
