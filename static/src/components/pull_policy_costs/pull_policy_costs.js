import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

const POLICIES = {
    pull: _t("Pull"),
    push: _t("Push"),
    hybrid: _t("Hybrid"),
    kanban: _t("Kanban"),
};
const KINDS = {
    setup: { name: _t("Setup and ordering"), color: "bg-primary" },
    price: { name: _t("Dearer prices"), color: "bg-warning" },
    held: { name: _t("Holding stock"), color: "bg-info" },
    late: { name: _t("Late orders"), color: "bg-danger" },
};

/** What each supply policy of a product costs a year, as a table and as bars. */
export class PullPolicyCosts extends Component {
    static template = "pull_through_production.PullPolicyCosts";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name] || {};
    }

    /** Only what some policy costs money for. */
    get kinds() {
        return Object.entries(KINDS)
            .filter(([key]) => Object.values(this.value).some((parts) => parts[key]))
            .map(([key, kind]) => ({ key, ...kind }));
    }

    get rows() {
        const { advice, policy } = this.props.record.data;
        const rows = Object.keys(POLICIES)
            .filter((key) => key in this.value)
            .map((key) => ({
                key,
                name: POLICIES[key],
                parts: this.value[key],
                total: this.getTotal(this.value[key]),
                isAdvised: key === advice,
                isNow: key === policy,
            }));
        const most = Math.max(...rows.map((row) => row.total), 0);
        return rows.map((row) => ({ ...row, bars: this.getBars(row.parts, most) }));
    }

    getTotal(parts) {
        return Object.values(parts).reduce((total, amount) => total + amount, 0);
    }

    /** The parts of one bar, in percent of the dearest policy. */
    getBars(parts, most) {
        return this.kinds
            .filter(({ key }) => parts[key] > 0)
            .map((kind) => ({
                ...kind,
                width: (100 * parts[kind.key]) / most,
                text: `${kind.name}: ${this.format(parts[kind.key])}`,
            }));
    }

    format(amount) {
        const currencyId = this.props.record.data.currency_id?.id;
        return formatMonetary(amount, { currencyId });
    }
}

export const pullPolicyCosts = {
    component: PullPolicyCosts,
    displayName: _t("Costs of supply policies"),
    supportedTypes: ["json"],
    fieldDependencies: [
        { name: "currency_id", type: "many2one" },
        { name: "advice", type: "selection" },
        { name: "policy", type: "selection" },
    ],
};

registry.category("fields").add("pull_policy_costs", pullPolicyCosts);
