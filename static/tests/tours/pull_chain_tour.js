import { registry } from "@web/core/registry";

const without = (text) =>
    `.o_pull_chain_body:not(:has(.o_kind_purchase:contains(${text})))`;
const row = (text) => `.o_pull_chain_row:contains(${text})`;

const open = [
    {
        content: "Open the chain of the order",
        trigger: "button[name=action_view_pull_chain]",
        run: "click",
    },
    {
        content: "The order says what is promised and expected",
        trigger:
            ".o_pull_chain_head:contains(Promised):contains(Expected):contains(late)",
    },
];

registry.category("web_tour.tours").add("pull_chain_salesperson", {
    steps: () => [
        ...open,
        {
            content: "The late purchase says why, on the critical path",
            trigger: `${row("COMP")}.o_critical.o_tone_late .text-danger:contains(COMP arrives)`,
        },
        {
            content: "Look for what is late alone",
            trigger: "button[name=late]",
            run: "click",
        },
        {
            content: "What is in time is left out",
            trigger: `${without("RAW")} ${row("COMP")}`,
        },
        {
            trigger: "button[name=late].active",
            run: "click",
        },
        {
            content: "Search",
            trigger: ".o_pull_chain_search input",
            run: "edit raw",
        },
        {
            content: "What leads to it is shown",
            trigger: `${without("COMP")} ${row("RAW")}`,
        },
        {
            trigger: ".o_pull_chain_search input",
            run: "clear",
        },
        {
            content: "Only the critical path",
            trigger: `.o_pull_chain_body:has(.o_kind_purchase:contains(COMP)):has(${row("RAW")})`,
        },
        {
            trigger: "button[name=critical]",
            run: "click",
        },
        {
            trigger: `${without("RAW")} ${row("COMP")}`,
        },
        {
            trigger: "button[name=critical].active",
            run: "click",
        },
        {
            content: "Zoom",
            trigger: ".o_pull_chain_zoom button[name=month]",
            run: "click",
        },
        {
            trigger: ".o_pull_chain_zoom button[name=month].active",
        },
        {
            content: "Print what is expanded",
            trigger: "button[name=print]",
            run({ anchor }) {
                const print = window.print;
                window.print = () => window.dispatchEvent(new Event("beforeprint"));
                anchor.click();
                window.print = print;
            },
        },
        {
            trigger: ".o_pull_chain[style*='--o-pull-print']",
        },
        {
            content: "Collapse all: the line sums up what is below it",
            trigger: "button[name=expand]:contains(Collapse)",
            run: "click",
        },
        {
            content: "Five documents, nothing done, two of them late",
            trigger: `${without("COMP")} ${row("5 documents, 0 done")}`,
        },
        {
            content: "Expand with the keyboard",
            trigger: ".o_pull_chain_row:first",
            run: "click",
        },
        {
            trigger: ".o_pull_chain_row:first",
            run: "press ArrowRight",
        },
        {
            content: "The delivery is there",
            trigger: ".o_pull_chain_row:eq(1):contains(OUT)",
        },
        {
            trigger: ".o_pull_chain_row:first",
            run: "press ArrowDown",
        },
        {
            trigger: ".o_pull_chain_row:eq(1):focus",
            run: "press ArrowRight",
        },
        {
            trigger: ".o_pull_chain_row:eq(1):focus",
            run: "press ArrowDown",
        },
        {
            content: "Look at the run",
            trigger: ".o_pull_chain_row:eq(2):focus:contains(MO)",
            run: "press Enter",
        },
        {
            content: "A salesperson reads a summary",
            trigger:
                ".modal .modal-body:contains(FG):contains(Planned for) .alert-danger",
        },
        {
            trigger: ".modal .btn-close, .modal .btn-primary",
            run: "click",
        },
        {
            content: "Refreshing keeps what is expanded",
            trigger: ".o_control_panel button:contains(Refresh)",
            run: "click",
        },
        {
            trigger: ".o_pull_chain_row:eq(2):contains(MO)",
        },
        {
            content: "The order opens",
            trigger: ".o_pull_chain_head a",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_view_pull_chain]",
        },
        {
            content: "And back: it is as it was left",
            trigger: ".breadcrumb-item:contains(Chain of), .o_back_button",
            run: "click",
        },
        {
            trigger: ".o_pull_chain_row:eq(2):contains(MO)",
        },
        {
            trigger: ".o_pull_chain_zoom button[name=month].active",
        },
    ],
});

registry.category("web_tour.tours").add("pull_chain_planner", {
    steps: () => [
        {
            content: "There are many buttons",
            trigger: ".o-form-buttonbox .o_button_more, .o_button_more",
            run: "click",
        },
        {
            content: "Whom does this work center hit",
            trigger: "button[name=action_view_pull_chain]",
            run: "click",
        },
        {
            content: "Orders stand on top of each other, the worst first",
            trigger: ".o_pull_chain_row.o_kind_order:first:contains(late)",
        },
        {
            content: "Expand one",
            trigger: ".o_pull_chain_row.o_kind_order:first .o_pull_chain_toggle",
            run: "click",
        },
        {
            content: "What decides was worked out",
            trigger: ".o_pull_chain_row.o_critical:contains(COMP)",
        },
        {
            content: "Open the run",
            trigger: ".o_pull_chain_row.o_kind_run:contains(FG) .o_pull_chain_name",
            run: "click",
        },
        {
            content: "Who may open it gets the document",
            trigger: ".o_form_view .o_field_widget[name=product_id]",
        },
    ],
});
