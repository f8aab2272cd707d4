import { registry } from "@web/core/registry";
import { graphView } from "@web/views/graph/graph_view";

/** Types stand in their own order, the plan first; those without an amount are left out. */
export class PullVarianceGraphModel extends graphView.Model {
    _getProcessedDataPoints() {
        const points = super._getProcessedDataPoints().filter((point) => point.value);
        if (!isByType(this.metaData)) {
            return points;
        }
        const labels = this.metaData.fields.type.selection.map(([, label]) => label);
        return points.sort(
            (one, other) => labels.indexOf(one.labels[0]) - labels.indexOf(other.labels[0])
        );
    }
}

/** From plan to actual: each bar begins where the one before it ended. */
export class PullVarianceGraphRenderer extends graphView.Renderer {
    getBarChartData() {
        const data = super.getBarChartData();
        if (!isByType(this.model.metaData) || data.datasets.length !== 1) {
            return data;
        }
        let level = 0;
        const [dataset] = data.datasets;
        const bars = dataset.data.map((value) => [level, (level += value)]);
        return { ...data, datasets: [{ ...dataset, data: bars }] };
    }
}

function isByType({ groupBy, measure }) {
    return (
        groupBy.length === 1 && groupBy[0].fieldName === "type" && measure === "actual"
    );
}

registry.category("views").add("pull_variance_graph", {
    ...graphView,
    Model: PullVarianceGraphModel,
    Renderer: PullVarianceGraphRenderer,
});
