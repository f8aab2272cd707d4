import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatSelection } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

const LOOKS = {
    not_started: { badge: "text-bg-300", icon: "fa-circle-o" },
    in_progress: { badge: "text-bg-info", icon: "fa-cogs" },
    ready: { badge: "text-bg-primary", icon: "fa-cube" },
    delivered: { badge: "text-bg-success", icon: "fa-check" },
    problem: { badge: "text-bg-danger", icon: "fa-exclamation-triangle" },
};

/** The supply state of an order line: a badge that tells on hover what is wrong. */
export class PullState extends Component {
    static template = "pull_through_production.PullState";
    static props = { ...standardFieldProps };

    get value() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        const { selection } = this.props.record.fields[this.props.name];
        return formatSelection(this.value, { selection });
    }

    get look() {
        return LOOKS[this.value];
    }

    get tooltip() {
        return this.props.record.data.pull_state_reason || this.label;
    }
}

export const pullState = {
    component: PullState,
    displayName: _t("Supply state"),
    supportedTypes: ["selection"],
    fieldDependencies: [{ name: "pull_state_reason", type: "char" }],
    listViewWidth: 120,
};

registry.category("fields").add("pull_state", pullState);
