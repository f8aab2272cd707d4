import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloatTime, formatMonetary } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component, useState } from "@odoo/owl";

/**
 * What the setups of one run take and cost, by operation and in total, and what that is
 * for each unit when a run makes 1, 2, 5... of them. Without amounts for those who do
 * not see costs.
 */
export class PullSetupTable extends Component {
    static template = "pull_through_production.PullSetupTable";
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ index: 0 });
    }

    get value() {
        return this.props.record.data[this.props.name] || {};
    }

    /** One for each group of variants whose setups are the same. */
    get tables() {
        return this.value.tables || [];
    }

    get table() {
        return this.tables[this.state.index] || this.tables[0];
    }

    get sizes() {
        return this.value.sizes;
    }

    get showCosts() {
        return this.value.show_costs;
    }

    get rows() {
        const { rows, total } = this.table;
        if (rows.length < 2) {
            return rows;
        }
        return [...rows, { ...total, id: "total", name: _t("Total"), isTotal: true }];
    }

    getSizeClass(size) {
        return {
            "table-info": size.is_run_size,
            "border-start": size === this.sizes[0],
        };
    }

    formatMinutes(minutes) {
        return formatFloatTime(minutes, { noLeadingZeroHour: true });
    }

    formatCost(cost) {
        return formatMonetary(cost, { currencyId: this.value.currency_id });
    }

    choose(ev) {
        this.state.index = Number(ev.target.value);
    }
}

export const pullSetupTable = {
    component: PullSetupTable,
    displayName: _t("Setup by run size"),
    supportedTypes: ["json"],
};

registry.category("fields").add("pull_setup_table", pullSetupTable);
