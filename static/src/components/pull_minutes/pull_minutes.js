import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import {
    FloatTimeField,
    floatTimeField,
} from "@web/views/fields/float_time/float_time_field";

/**
 * Minutes as people say them: "10 min", "2 h", "104 h 40 min". Typed as always.
 *
 * @param {number|false} value minutes
 * @returns {string}
 */
export function formatMinutes(value) {
    if (value === false || value === undefined || value === null) {
        return "";
    }
    const whole = Math.round(Math.abs(value));
    const hours = Math.floor(whole / 60);
    const minutes = whole % 60;
    const sign = value < 0 && whole ? "-" : "";
    if (!hours) {
        return sign + _t("%s min", minutes);
    }
    if (!minutes) {
        return sign + _t("%s h", hours);
    }
    return sign + _t("%(hours)s h %(minutes)s min", { hours, minutes });
}

export class PullMinutesField extends FloatTimeField {
    get formattedValue() {
        if (this.props.readonly) {
            return formatMinutes(this.props.record.data[this.props.name]);
        }
        return super.formattedValue;
    }
}

registry.category("fields").add("pull_minutes", {
    ...floatTimeField,
    component: PullMinutesField,
    displayName: _t("Minutes"),
});
registry.category("formatters").add("pull_minutes", formatMinutes);
