import { registry } from "@web/core/registry";

const scan = (code) => [
    {
        content: "Type the number of a card",
        trigger: ".o_pull_scan input[name=pull_scan]",
        run: `edit ${code}`,
    },
    {
        content: "Scan it",
        trigger: ".o_pull_scan input[name=pull_scan]",
        run: "press Enter",
    },
];

const column = (name) => `.o_kanban_group:has(.o_column_title:contains("${name}"))`;

registry.category("web_tour.tours").add("pull_kanban_storekeeper", {
    steps: () => [
        {
            content: "The card is full",
            trigger: `${column("Full")} .o_kanban_record:contains(KBTOUR1)`,
        },
        ...scan("kbtour1"),
        {
            content: "It is ordered, and the board says by what",
            trigger: ".o_pull_scan .alert-success:contains(KBTOUR1 is empty. Ordered)",
        },
        {
            content: "It stands among the ordered",
            trigger: `${column("Ordered")} .o_kanban_record:contains(KBTOUR1)`,
        },
        {
            content: "That was the wrong card",
            trigger: ".o_pull_scan_undo",
            run: "click",
        },
        {
            content: "It is full again",
            trigger: `${column("Full")} .o_kanban_record:contains(KBTOUR1)`,
        },
        {
            content: "Empty it on the board",
            trigger: ".o_kanban_record:contains(KBTOUR1) button:contains(Empty)",
            run: "click",
        },
        {
            content: "Open the card",
            trigger: `${column("Ordered")} .o_kanban_record:contains(KBTOUR1)`,
            run: "click",
        },
        {
            content: "Open what supplies it",
            trigger: ".o_form_view button[name=action_open_supply]",
            run: "click",
        },
        {
            content: "The transfer is done",
            trigger: ".o_form_view button[name=button_validate]",
            run: "click",
        },
        {
            content: "It was done",
            trigger: ".o_arrow_button_current[data-value=done]",
        },
        {
            content: "Back to the card",
            trigger: ".breadcrumb-item:contains(KBTOUR1), .o_back_button",
            run: "click",
        },
        {
            content: "The card is full",
            trigger: ".o_form_view .o_arrow_button_current[data-value=full]",
        },
        {
            content: "Print the card",
            trigger: ".o_form_view button[name=action_print]",
            run: "click",
        },
        {
            content: "It was printed",
            trigger: ".o_form_view, iframe",
        },
    ],
});

registry.category("web_tour.tours").add("pull_kanban_count", {
    steps: () => [
        {
            content: "Count the cards of the loop",
            trigger: ".o_form_view button[name=action_count]",
            run: "click",
        },
        {
            content: "They are to be counted",
            trigger: `${column("To Count")} .o_kanban_record:contains(KBTOUR1)`,
        },
        ...scan("kbtour1"),
        {
            content: "It is there",
            trigger: ".o_pull_scan .alert-success:contains(2 to count)",
        },
        {
            content: "It stands among the found",
            trigger: `${column("Found")} .o_kanban_record:contains(KBTOUR1)`,
        },
        {
            content: "The second is not",
            trigger: ".o_kanban_record:contains(KBTOUR2) button[name=action_not_found]",
            run: "click",
        },
        {
            content: "It stands among the lost",
            trigger: `${column("Not Found")} .o_kanban_record:contains(KBTOUR2)`,
        },
        {
            content: "Give it a new number",
            trigger: ".o_kanban_record:contains(KBTOUR2) button[name=action_replace]",
            run: "click",
        },
        {
            content: "It was replaced",
            trigger: `${column("Replaced")} .o_kanban_record:contains(KBTOUR2)`,
        },
        {
            content: "That was the wrong one",
            trigger: ".o_kanban_record:contains(KBTOUR1) button[name=action_undo]",
            run: "click",
        },
        {
            content: "It is to be counted again",
            trigger: `${column("To Count")} .o_kanban_record:contains(KBTOUR1)`,
        },
    ],
});
