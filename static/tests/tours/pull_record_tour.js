import { registry } from "@web/core/registry";

const { DateTime } = luxon;

const inFortyDays = () =>
    DateTime.now().plus({ days: 40 }).toFormat("MM/dd/yyyy 12:00:00");

registry.category("web_tour.tours").add("pull_record_salesperson", {
    steps: () => [
        {
            content: "Ask why it is not earlier",
            trigger: ".o_data_row:contains(FG) .fa-area-chart.text-success",
            run: "click",
        },
        {
            content: "What is bought decides, and nobody says from whom",
            trigger: ".popover .o_pull_why:contains(COMP):not(:contains(Vendor))",
        },
        {
            content: "Look at the dates of the order",
            trigger: "a.nav-link[name=other_information]",
            run: "click",
        },
        {
            content: "Promise the earliest",
            trigger: "button[name=action_pull_promise_earliest]",
            run: "click",
        },
        {
            content: "It is the delivery date",
            trigger: ".o_field_widget[name=commitment_date] button.o_input",
        },
        {
            content: "Confirm the order",
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "It is confirmed",
            trigger: ".o_arrow_button_current[data-value=sale]",
        },
    ],
});

registry.category("web_tour.tours").add("pull_record_buyer", {
    steps: () => [
        {
            content: "The vendor names another day",
            trigger: ".o_field_widget[name=date_planned] [data-field=date_planned]",
            run: "click",
        },
        {
            content: "Put it off",
            trigger: ".o_field_widget[name=date_planned] input",
            run({ edit }) {
                return edit(inFortyDays());
            },
        },
        {
            content: "Leave the field",
            trigger: ".o_form_sheet h1",
            run: "click",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The order that it makes late is named",
            trigger: ".o_form_saved .o_field_widget[name=pull_hits]:contains(late)",
        },
    ],
});

registry.category("web_tour.tours").add("pull_record_late", {
    steps: () => [
        {
            content: "Open the filters",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            content: "Look for what is late",
            trigger: ".o_filter_menu .o_menu_item:contains(/^Late$/)",
            run: "click",
        },
        {
            content: "Open the order",
            trigger:
                ".o_action_manager:has(.o_facet_value:contains(/^Late$/)) .o_data_row td[name=name]",
            run: "click",
        },
        {
            content: "It says what makes it late, and not from whom it comes",
            trigger:
                ".alert:contains(after the promised):contains(COMP arrives):not(:contains(Vendor))",
        },
        {
            content: "Promise what is expected",
            trigger: "button[name=action_pull_promise_projected]",
            run: "click",
        },
        {
            content: "It is late no more",
            trigger:
                ".o_form_view:not(:has(button[name=action_pull_promise_projected]))",
        },
    ],
});
