import { registry } from "@web/core/registry";

const row = ".o_data_row:contains(Turning):contains(Lathe)";

const recordTheSetup = () => [
    {
        content: "Start the setup of the turning",
        trigger: `${row} button[name=action_start_setup]`,
        run: "click",
    },
    {
        content: "The setup is running; it is done",
        trigger: `${row} button[name=action_finish_setup]`,
        run: "click",
    },
    {
        content: "It took longer than planned: say why",
        trigger: ".modal .o_radio_item:contains(Tool not ready) input",
        run: "click",
    },
    {
        content: "Save the reason",
        trigger: ".modal button[name=action_save_reason]",
        run: "click",
    },
];

const finishTheWorkOrder = () => [
    {
        content: "The run has started; it is done",
        trigger: `body:not(:has(.modal)) ${row} button[name=button_finish]`,
        run: "click",
    },
    {
        content: "The work order left the list of what is to do, or is finished in it",
        trigger: `.o_list_view:not(:has(${row} button[name=button_finish]))`,
    },
];

registry.category("web_tour.tours").add("pull_setup_operator", {
    steps: () => [...recordTheSetup(), ...finishTheWorkOrder()],
});
