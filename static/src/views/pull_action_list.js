import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";

/**
 * The rows are a copy of what there is to do. They are brought up to date each time
 * they are shown, so that coming back from a document shows what was done there.
 */
export class PullActionModel extends listView.Model {
    async _loadData(config) {
        if (!this.isUpToDate) {
            this.isUpToDate = true;
            await this.orm.call(config.resModel, "refresh_rows", []);
        }
        return super._loadData(...arguments);
    }
}

registry.category("views").add("pull_action_list", {
    ...listView,
    Model: PullActionModel,
});

registry.category("views").add("pull_action_kanban", {
    ...kanbanView,
    Model: PullActionModel,
});
