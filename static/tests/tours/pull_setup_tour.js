import { registry } from "@web/core/registry";

const row = ".o_data_row:contains(Turning):contains(Lathe)";

const recordTheSetup = () => [
    {
        content: "A button of an icon alone has a name for whoever hears the screen",
        trigger: `${row} button[name=action_record_setup][aria-label^="Record setup"]`,
    },
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
        content: "It takes longer than planned: say why",
        trigger: ".modal .o_radio_item:contains(Tool not ready) input",
        run: "click",
    },
    {
        content: "Save the reason and start the run",
        trigger: ".modal button[name=action_finish_setup]",
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

const findItInTheReport = () => [
    {
        content: "Open the apps",
        trigger: ".o_navbar_apps_menu button",
        run: "click",
    },
    {
        content: "Open Manufacturing",
        trigger: ".o_app[data-menu-xmlid='mrp.menu_mrp_root']",
        run: "click",
    },
    {
        content: "Open the reports",
        trigger: "button[data-menu-xmlid='mrp.menu_mrp_reporting']",
        run: "click",
    },
    {
        content: "Open the setup costs",
        trigger:
            ".dropdown-item[data-menu-xmlid='pull_through_production.pull_setup_report_menu']",
        run: "click",
    },
    {
        content: "The graph opens; look at the list",
        trigger: ".o_graph_renderer:has(canvas)",
    },
    {
        content: "Open the list",
        trigger: ".o_switch_view.o_list",
        run: "click",
    },
    {
        content: "Unfold the lathe",
        trigger: ".o_group_header:contains(Lathe)",
        run: "click",
    },
    {
        content: "There is the setup, with minutes and without money",
        trigger:
            ".o_list_view:not(:has(th[data-name=cost])) .o_data_row:contains(Table):contains(Measured)",
    },
];

registry.category("web_tour.tours").add("pull_setup_operator", {
    steps: () => [...recordTheSetup(), ...finishTheWorkOrder(), ...findItInTheReport()],
});
