import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("pull_tracking_salesperson", {
    steps: () => [
        {
            content: "Look at the delivery",
            trigger: "a.nav-link[name=other_information]",
            run: "click",
        },
        {
            content: "There is no link to revoke yet",
            trigger:
                "[name=pull_tracking]:not(:has([name=action_pull_revoke_tracking_link]))",
        },
        {
            content: "Copy the link",
            trigger: "button[name=action_pull_copy_tracking_link]",
            run: "click",
        },
        {
            content: "It is copied, or shown to be copied",
            trigger: ".o_notification:contains(/link/i)",
        },
        {
            content: "Revoke it",
            trigger: "button[name=action_pull_revoke_tracking_link]",
            run: "click",
        },
        {
            content: "There is none any more",
            trigger:
                "[name=pull_tracking]:not(:has([name=action_pull_revoke_tracking_link]))",
        },
    ],
});
