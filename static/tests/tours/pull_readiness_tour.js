import { registry } from "@web/core/registry";

const pressConfirm = () => [
    {
        content: "Confirm the quotation",
        trigger: ".o_statusbar_buttons button[name=action_confirm]:visible",
        run: "click",
    },
    {
        content: "It says how many runs that makes",
        trigger: ".modal:contains(makes 6 manufacturing orders):contains(FG: 3 of 1)",
    },
];

registry.category("web_tour.tours").add("pull_many_runs_go_back", {
    steps: () => [
        ...pressConfirm(),
        {
            content: "Go back",
            trigger: ".modal button:contains(Go Back)",
            run: "click",
        },
        {
            content: "It is still a quotation",
            trigger:
                ".o_form_view:not(:has(.modal)) .o_statusbar_buttons button[name=action_confirm]:visible",
        },
    ],
});

registry.category("web_tour.tours").add("pull_many_runs_confirm", {
    steps: () => [
        ...pressConfirm(),
        {
            content: "Confirm anyway",
            trigger: ".modal button:contains(Confirm Anyway)",
            run: "click",
        },
        {
            content: "It is an order",
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains(Sales Order)",
        },
    ],
});
