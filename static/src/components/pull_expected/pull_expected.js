import { patch } from "@web/core/utils/patch";
import {
    QtyAtDateWidget,
    qtyAtDateWidget,
} from "@sale_stock/widgets/qty_at_date_widget";

/**
 * What is made or bought for an order line is not in stock, and need not be: instead of
 * a red quantity of 0 the widget says when it is ready.
 */
patch(QtyAtDateWidget.prototype, {
    initCalcData() {
        super.initCalcData();
        const {
            pull_earliest_why,
            pull_expected,
            pull_expected_late,
            pull_promise_state,
            supply_policy,
        } = this.props.record.data;
        const isToOrder =
            pull_expected &&
            (supply_policy === "pull" || this.calcData.forecasted_issue);
        this.calcData.pull_expected = isToOrder ? pull_expected : "";
        this.calcData.pull_why = (isToOrder && pull_earliest_why) || [];
        this.calcData.pull_is_tight = isToOrder && pull_promise_state === "tight";
        this.calcData.pull_is_on_time = isToOrder && pull_promise_state === "on_time";
        if (isToOrder) {
            this.calcData.forecasted_issue = pull_expected_late;
        }
    },
});

qtyAtDateWidget.fieldDependencies.push(
    { name: "pull_expected", type: "char" },
    { name: "pull_expected_late", type: "boolean" },
    { name: "pull_earliest_why", type: "json" },
    { name: "pull_promise_state", type: "selection" },
    { name: "supply_policy", type: "selection" }
);
