import { registry } from "@web/core/registry";

const saveALowerQuantity = () => [
    {
        content: "Edit the quantity of the first line",
        trigger: ".o_data_row:first td[name=product_uom_qty]",
        run: "click",
    },
    {
        content: "Lower it",
        trigger: ".o_data_row:first td[name=product_uom_qty] input",
        run: "edit 3",
    },
    {
        content: "Save",
        trigger: ".o_form_button_save",
        run: "click",
    },
];

const lowerTheQuantity = () => [
    ...saveALowerQuantity(),
    {
        content: "The preview names the run that has started",
        trigger:
            ".o_pull_change_preview [data-group=decision] li:contains(MO):contains(FG)",
    },
];

const isSaved = () => ({
    content: "Nothing is left to save",
    trigger: ".o_form_view:not(:has(.o_form_status_indicator_buttons:not(.invisible)))",
});

registry.category("web_tour.tours").add("pull_change_apply", {
    steps: () => [
        {
            content: "Nothing needed a decision so far",
            trigger:
                ".o_form_view:not(:has(button[name=action_view_pull_exceptions])):has(button[name=action_view_pull_supply])",
        },
        ...lowerTheQuantity(),
        {
            content: "Apply the change",
            trigger: ".o_pull_change_preview .btn-primary:contains(Apply the Change)",
            run: "click",
        },
        {
            content: "One exception stands on the order; open it",
            trigger: "button[name=action_view_pull_exceptions]:contains(1)",
            run: "click",
        },
        {
            content: "It is the surplus of the run",
            trigger: ".o_list_view .o_data_row:contains(FG) td[name=kind]",
            run: "click",
        },
        {
            content: "It says what to do; keep the units as stock",
            trigger:
                ".o_form_view:has(.o_field_widget[name=remedy]) button[name=action_keep_as_stock]",
            run: "click",
        },
        {
            content: "It is done",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)",
        },
    ],
});

registry.category("web_tour.tours").add("pull_change_go_back", {
    steps: () => [
        ...lowerTheQuantity(),
        {
            content: "Go back",
            trigger: ".o_pull_change_preview .btn-secondary:contains(Go Back)",
            run: "click",
        },
        {
            content: "The change is still there, unsaved",
            trigger: "body:not(:has(.modal)) .o_form_button_save:visible",
        },
        {
            content: "And can be edited",
            trigger: ".o_data_row:first td[name=product_uom_qty]",
            run: "click",
        },
        {
            content: "It holds what was typed",
            trigger: ".o_data_row:first td[name=product_uom_qty] input:value(3)",
        },
        {
            content: "Discard the change",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            content: "The quantity is what it was",
            trigger:
                ".o_data_row:first td[name=product_uom_qty]:contains(5), .o_data_row:first td[name=product_uom_qty] input:value(5)",
        },
        isSaved(),
    ],
});

registry.category("web_tour.tours").add("pull_change_cancel", {
    steps: () => [
        {
            content: "Cancel the order",
            trigger: "button[name=action_cancel]",
            run: "click",
        },
        {
            content: "The preview names the run, in place of a bare question",
            trigger:
                ".o_pull_change_preview [data-group=decision] li:contains(MO):contains(FG)",
        },
        {
            content: "Go back",
            trigger: ".o_pull_change_preview .btn-secondary:contains(Go Back)",
            run: "click",
        },
        {
            content: "The order stands; cancel it after all",
            trigger: "body:not(:has(.modal)) button[name=action_cancel]",
            run: "click",
        },
        {
            content: "Cancel it",
            trigger: ".o_pull_change_preview .btn-primary:contains(Cancel the Order)",
            run: "click",
        },
        {
            content: "It is cancelled",
            trigger: "button[name=action_draft]",
        },
        isSaved(),
    ],
});

registry.category("web_tour.tours").add("pull_change_without_decision", {
    steps: () => [...saveALowerQuantity(), isSaved()],
});
