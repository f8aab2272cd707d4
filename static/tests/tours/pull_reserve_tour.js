import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("pull_reserve", {
    steps: () => [
        {
            content: "Nothing is held for the quotation",
            trigger: ".o_form_view:not(:has(.alert:contains(Held until)))",
        },
        {
            content: "Open the tab with its dates",
            trigger: ".o_notebook_headers a:contains(Other Info)",
            run: "click",
        },
        {
            content: "Reserve it",
            trigger: "button[name=action_pull_reserve]:contains(Reserve)",
            run: "click",
        },
        {
            content: "It says what is held",
            trigger: ".alert:contains(Held until):contains(2 h on Saw)",
        },
        {
            content: "Want more of the product",
            trigger: ".o_notebook_headers a:contains(Order Lines)",
            run: "click",
        },
        {
            content: "Edit the quantity of the line",
            trigger: ".o_data_row:first td[name=product_uom_qty]",
            run: "click",
        },
        {
            content: "Two of it",
            trigger: ".o_data_row:first td[name=product_uom_qty] input",
            run: "edit 2",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "What is held is for what it was: reserve it anew",
            trigger: ".alert:contains(has changed since) button:contains(Reserve Anew)",
            run: "click",
        },
        {
            content: "Twice as much is held",
            trigger:
                ".alert:contains(4 h on Saw):not(:has(span:contains(has changed since)))",
        },
        {
            content: "Release it",
            trigger: ".alert button[name=action_pull_release]",
            run: "click",
        },
        {
            content: "Nothing is held",
            trigger: ".o_form_view:not(:has(.alert:contains(Held until)))",
        },
        {
            content: "The chatter tells it",
            trigger:
                ".o-mail-Message:contains(Nothing is held for this quotation any more)",
        },
    ],
});
