import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("pull_cost_control", {
    steps: () => [
        {
            content: "Differences stand by balance; open those of order lines",
            trigger: ".o_group_header:contains(Due of an order line)",
            run: "click",
        },
        {
            content: "It says what is wrong",
            trigger: ".o_data_row td[name=cause]:contains(the cost is not booked)",
        },
        {
            content: "Open its document",
            trigger: ".o_data_row button[name=action_open]",
            run: "click",
        },
        {
            content: "It is the order, with what is delivered and invoiced of it",
            trigger: ".o_form_view .o_field_widget[name=order_line] .o_data_row",
        },
        {
            content: "Back to the differences",
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "Choose another day",
            trigger: "button:contains(As of Another Day)",
            run: "click",
        },
        {
            content: "Show today after all",
            trigger: ".modal button[name=action_show]",
            run: "click",
        },
        {
            content: "Differences stand by balance; open those of order lines again",
            trigger: "body:not(:has(.modal)) .o_group_header:contains(Due of an order)",
            run: "click",
        },
        {
            content: "Book what is due",
            trigger: ".o_data_row button[name=action_settle]",
            run: "click",
        },
        {
            content: "Everything balances",
            trigger: ".o_view_nocontent:contains(Everything balances)",
        },
    ],
});
