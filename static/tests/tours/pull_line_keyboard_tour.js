import { registry } from "@web/core/registry";

/** Press Tab until the button of a line has the focus. */
const tabTo = (button) => ({
    content: `Tab reaches ${button}`,
    trigger: `.o_selected_row ${button}`,
    async run({ press }) {
        for (let presses = 0; presses < 20; presses++) {
            if (document.activeElement.matches(button)) {
                return;
            }
            await press("Tab");
        }
        throw new Error(`Tab does not reach ${button}`);
    },
});

registry.category("web_tour.tours").add("pull_line_keyboard", {
    steps: () => [
        {
            content: "Begin to edit the line at its product",
            trigger: ".o_data_row td.o_sol_product_many2one_cell",
            run: "click",
        },
        tabTo("button.o_pull_specification"),
        tabTo("button.o_pull_setup_hint"),
        {
            content: "Enter opens it",
            trigger: ".o_selected_row button.o_pull_setup_hint",
            run: "press Enter",
        },
        {
            content: "What the setup means",
            trigger: ".o_pull_setup_hint_popover",
        },
    ],
});
