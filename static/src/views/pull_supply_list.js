import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";

/**
 * The rows are a copy of the order's pull chain. They are brought up to date each time
 * the list is shown, so that coming back from a document shows what was done there.
 */
export class PullSupplyModel extends listView.Model {
    async _loadData(config) {
        const orderIds = config.context.pull_order_ids;
        if (orderIds && !this.isUpToDate) {
            this.isUpToDate = true;
            await this.orm.call(config.resModel, "refresh", [orderIds]);
        }
        return super._loadData(...arguments);
    }
}

registry.category("views").add("pull_supply_list", {
    ...listView,
    Model: PullSupplyModel,
});
