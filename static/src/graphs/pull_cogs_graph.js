import { registry } from "@web/core/registry";
import { graphView } from "@web/views/graph/graph_view";

/**
 * Every kind of row has measures of its own: kinds that the measure is not about are
 * left out, rather than shown as zero.
 */
export class PullCogsGraphModel extends graphView.Model {
    _getProcessedDataPoints() {
        return super._getProcessedDataPoints().filter((point) => point.value);
    }
}

registry.category("views").add("pull_cogs_graph", {
    ...graphView,
    Model: PullCogsGraphModel,
});
