import { registry } from "@web/core/registry";
import { graphView } from "@web/views/graph/graph_view";

const PLAN = "#5b8db8";
const MORE = "#d9534f";
const LESS = "#3c9d5f";

/** Types stand in their own order, the plan first; those without an amount are left out. */
export class PullVarianceGraphModel extends graphView.Model {
    _getProcessedDataPoints() {
        const points = super._getProcessedDataPoints().filter((point) => point.value);
        if (!isByType(this.metaData)) {
            return points;
        }
        const labels = this.metaData.fields.type.selection.map(([, label]) => label);
        return points.sort(
            (one, other) =>
                labels.indexOf(one.labels[0]) - labels.indexOf(other.labels[0])
        );
    }
}

/** From plan to actual: each bar begins where the one before it ended. */
export class PullVarianceGraphRenderer extends graphView.Renderer {
    getBarChartData() {
        const data = super.getBarChartData();
        const bars = this.getSteps();
        if (!bars.length) {
            return data;
        }
        const [dataset] = data.datasets;
        const colors = bars.map(([from, to], index) =>
            index ? (to > from ? MORE : LESS) : PLAN
        );
        const steps = { ...dataset, data: bars, backgroundColor: colors };
        return { ...data, datasets: [steps] };
    }

    getScaleOptions() {
        const options = super.getScaleOptions();
        const levels = this.getSteps().map(([, to]) => to);
        if (levels.length > 1) {
            // Beside the whole plan its variances would not be seen.
            const least = Math.min(...levels);
            const range = Math.max(...levels) - least;
            options.y.beginAtZero = false;
            options.y.min = Math.max(0, least - range);
        }
        return options;
    }

    getLegendOptions() {
        const options = super.getLegendOptions();
        return this.getSteps().length ? { ...options, display: false } : options;
    }

    /** Return [[from, to]] of the bars, none where they are not steps. */
    getSteps() {
        const { datasets } = this.model.data;
        if (!isByType(this.model.metaData) || datasets.length !== 1) {
            return [];
        }
        let level = 0;
        return datasets[0].data.map((value) => [level, (level += value)]);
    }
}

function isByType({ groupBy, measure, mode }) {
    return (
        mode === "bar" &&
        groupBy.length === 1 &&
        groupBy[0].fieldName === "type" &&
        measure === "actual"
    );
}

registry.category("views").add("pull_variance_graph", {
    ...graphView,
    Model: PullVarianceGraphModel,
    Renderer: PullVarianceGraphRenderer,
});
