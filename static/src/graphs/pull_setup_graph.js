import { registry } from "@web/core/registry";
import { graphView } from "@web/views/graph/graph_view";

const PLANNED = {
    minutes: "minutes_planned",
    cost: "cost_planned",
};

/**
 * Beside the bar of an actual measure stands the bar of what was planned.
 */
export class PullSetupGraphModel extends graphView.Model {
    async _loadDataPoints(metaData) {
        const planned = PLANNED[metaData.measure];
        if (!planned) {
            return super._loadDataPoints(metaData);
        }
        const [[plannedPoints], [points, currencies]] = await Promise.all([
            super._loadDataPoints({ ...metaData, measure: planned }),
            super._loadDataPoints(metaData),
        ]);
        for (const point of plannedPoints) {
            point.isPlanned = true;
            point.labels.push(metaData.measures[planned].string);
        }
        for (const point of points) {
            point.labels.push(metaData.measures[metaData.measure].string);
        }
        return [[...plannedPoints, ...points], currencies];
    }

    /** A pie of planned and actual together would say nothing. */
    _getProcessedDataPoints() {
        const points = super._getProcessedDataPoints();
        return this.metaData.mode === "pie"
            ? points.filter((point) => !point.isPlanned)
            : points;
    }
}

registry.category("views").add("pull_setup_graph", {
    ...graphView,
    Model: PullSetupGraphModel,
});
