import { registry } from "@web/core/registry";

const confirmAndOpenSupply = () => [
    {
        content: "Confirm the order",
        trigger: "button[name=action_confirm]",
        run: "click",
    },
    {
        content: "It says what was made, and when it comes",
        trigger: ".o_notification:contains(orders made: 4):contains(Expected)",
    },
    {
        content: "One sentence says where it is",
        trigger: ".o_pull_summary:contains(waiting for)",
    },
    {
        content: "What it waits for is one click away",
        trigger: ".o_field_widget[name=pull_stage] button:contains(To order)",
        run: "click",
    },
    {
        content: "Each thing that is to be ordered, and by when",
        trigger: ".o_pull_waits:contains(RAW: to be ordered by)",
    },
    {
        content: "From there to the chain of this line",
        trigger: ".o_pull_waits_chain",
        run: "click",
    },
    {
        content: "It begins with the line",
        trigger: ".o_pull_chain_row.o_kind_run:contains(FG)",
    },
    {
        content: "Back to the order",
        trigger: ".o_back_button, .breadcrumb-item:not(.active):last",
        run: "click",
    },
    {
        content: "Nothing has begun",
        trigger: ".o_field_widget[name=pull_stage] .badge:contains(To order)",
    },
    {
        content: "Two runs and two purchase orders supply it",
        trigger: "button[name=action_view_pull_supply]:contains(4)",
        run: "click",
    },
    {
        content: "The chain is grouped by level",
        trigger: ".o_list_view .o_group_name:contains(Level 2)",
    },
    {
        content: "Purchases are there as well",
        trigger: ".o_list_view .o_data_row:contains(RAW):contains(To Order)",
    },
];

registry.category("web_tour.tours").add("pull_supply_salesperson", {
    steps: () => [
        {
            content: "Open what the customer asked for",
            trigger: ".o_data_row:contains(FG) button.o_pull_specification",
            run: "click",
        },
        {
            content: "Write it down",
            trigger: ".o_pull_specification_popover textarea",
            run: "edit Rounded corners",
        },
        {
            content: "Keep it",
            trigger: ".o_pull_specification_popover .btn-primary",
            run: "click",
        },
        {
            content: "The icon tells that there is a text",
            trigger: ".o_data_row:contains(FG) .o_pull_specification .fa-file-text",
        },
        ...confirmAndOpenSupply(),
        {
            content: "No button to documents that a salesperson may not open",
            trigger: ".o_list_view:not(:has(.o_data_row button[name=action_open]))",
        },
        {
            content: "Look at the manufacturing order",
            trigger: ".o_data_row:contains(MO):contains(FG) td[name=name]",
            run: "click",
        },
        {
            content: "It says what it is made of",
            trigger: ".o_form_view .o_field_widget[name=child_ids]:contains(SUB)",
        },
        {
            content: "And what the customer asked for",
            trigger:
                ".o_field_widget[name=pull_specification]:contains(Rounded corners)",
        },
        {
            content: "Back to the list",
            trigger: ".o_back_button:contains(Supply of)",
            run: "click",
        },
        {
            content: "The list is there again",
            trigger: ".o_list_view .o_data_row:contains(RAW)",
        },
        {
            content: "Back to the order",
            trigger: ".o_back_button",
            run: "click",
        },
        {
            content: "The order is there again",
            trigger: "button[name=action_view_pull_supply]:contains(4)",
        },
    ],
});

registry.category("web_tour.tours").add("pull_supply_planner", {
    steps: () => [
        ...confirmAndOpenSupply(),
        {
            content: "Open the manufacturing order",
            trigger: ".o_data_row:contains(MO):contains(FG) td[name=name]",
            run: "click",
        },
        {
            content: "It is the document itself; go back to the order it serves",
            trigger:
                ".o_form_view:has(.o_field_widget[name=move_raw_ids]) .o_pull_served a",
            run: "click",
        },
        {
            content: "The order is there again",
            trigger: "button[name=action_view_pull_supply]:contains(4)",
        },
    ],
});
