import { registry } from "@web/core/registry";

const getAmount = (cell) => Number(cell.textContent.replace(/[^\d.-]/g, ""));
const getWidth = (bars) =>
    bars.reduce((total, bar) => total + Number.parseFloat(bar.style.width), 0);

/** What the row of a policy shows: its parts, their sum, and its bars. */
function readRow(row) {
    const amounts = [...row.querySelectorAll("td.text-end")].map(getAmount);
    const total = amounts.pop();
    return { amounts, total, bars: [...row.querySelectorAll("[data-kind]")] };
}

function checkRows() {
    const rows = [...document.querySelectorAll(".o_pull_policy_costs tbody tr")].map(
        readRow
    );
    const most = Math.max(...rows.map((row) => row.total));
    for (const { amounts, total, bars } of rows) {
        const sum = amounts.reduce((one, other) => one + other, 0);
        if (!total || Math.abs(sum - total) > 0.005) {
            throw new Error(`Parts of ${sum} and a sum of ${total}`);
        }
        if (bars.length !== amounts.filter(Boolean).length) {
            throw new Error(`${bars.length} bars of ${amounts}`);
        }
        if (Math.abs(getWidth(bars) - (100 * total) / most) > 0.1) {
            throw new Error(`Bars of ${getWidth(bars)} % for ${total} of ${most}`);
        }
    }
}

const open = {
    content: "Open the advice",
    trigger: ".o_data_row:contains(SHELF) td[name=product_id]",
    run: "click",
};

registry.category("web_tour.tours").add("pull_advice_read", {
    steps: () => [
        open,
        {
            content: "It says what to do, and why",
            trigger:
                ".o_form_view .o_field_widget[name=reason]:contains(a year):contains(Nine of ten orders leave 7 days)",
        },
        {
            content: "Each policy has its costs, the cheapest in bold",
            trigger:
                ".o_pull_policy_costs:has(tr[data-policy=pull]):has(tr[data-policy=hybrid]) tr[data-policy=push].fw-bold .badge:contains(Advised)",
        },
        {
            content: "So has the one that it has now",
            trigger: "tr[data-policy=pull]:not(.fw-bold) .badge:contains(Now)",
        },
        {
            content: "The parts sum up, and the bars are as long as they are",
            trigger: "tr[data-policy=push] [data-kind=held]",
            run: checkRows,
        },
        {
            content: "A bar says what it is",
            trigger: "tr[data-policy=push] [data-kind=held]",
            run: "hover",
        },
        {
            content: "In words and money",
            trigger: ".o-tooltip:contains('Holding stock: $')",
        },
    ],
});

registry.category("web_tour.tours").add("pull_advice_no_costs", {
    steps: () => [
        open,
        {
            content: "It says what to do, without what it costs",
            trigger:
                ".o_form_view:not(:has(.o_pull_policy_costs)):not(:has([name=saving])) .o_field_widget[name=reason]:contains(Nine of ten orders leave 7 days)",
        },
    ],
});

registry.category("web_tour.tours").add("pull_advice_build", {
    steps: () => [
        {
            content: "Work out anew",
            trigger: "button[name=action_work_out]",
            run: "click",
        },
        {
            content: "It says that it will begin",
            trigger:
                ".o_form_view:has(.o_progressbar):has(.o_arrow_button_current[data-value=running]) p:contains(begins within a minute)",
        },
        {
            content: "Back to the advice",
            trigger: "button[name=action_show]",
            run: "click",
        },
        {
            content: "The list is there",
            trigger: ".o_list_view .o_data_row:contains(SHELF)",
        },
    ],
});

registry.category("web_tour.tours").add("pull_advice_build_done", {
    steps: () => [
        {
            content: "It is done",
            trigger:
                ".o_form_view:has(.o_arrow_button_current[data-value=done]) p:contains(is up to date)",
        },
        {
            content: "Show the advice",
            trigger: "button[name=action_show].btn-primary",
            run: "click",
        },
        {
            content: "The list is there",
            trigger: ".o_list_view .o_data_row:contains(SHELF)",
        },
    ],
});
