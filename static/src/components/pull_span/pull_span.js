import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component, xml } from "@odoo/owl";

const DAY = 24 * 60;

/** Minutes of the clock as people say them: "3 d 4 h", "2 h 30 min", "-45 min". */
export function formatSpan(minutes) {
    const rest = Math.abs(minutes);
    const days = Math.floor(rest / DAY);
    const hours = Math.floor((rest % DAY) / 60);
    const parts = [];
    if (days) {
        parts.push(_t("%s d", days));
    }
    if (hours) {
        parts.push(_t("%s h", hours));
    }
    if (!days && rest % 60) {
        parts.push(_t("%s min", rest % 60));
    }
    const text = parts.join(" ") || _t("none");
    return minutes < 0 ? `-${text}` : text;
}

export class PullSpan extends Component {
    static template = xml`<span class="text-nowrap" t-out="text" />`;
    static props = { ...standardFieldProps };

    get text() {
        const { data } = this.props.record;
        // Where nobody has worked anything out, 0 means nothing.
        return data.pull_needed_by ? formatSpan(data[this.props.name]) : "";
    }
}

registry.category("fields").add("pull_span", {
    component: PullSpan,
    displayName: _t("Span of time"),
    supportedTypes: ["integer"],
    fieldDependencies: [{ name: "pull_needed_by", type: "datetime" }],
    listViewWidth: 110,
});
