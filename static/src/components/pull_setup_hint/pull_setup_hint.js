import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { patch } from "@web/core/utils/patch";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { ListRenderer } from "@web/views/list/list_renderer";

import { Component } from "@odoo/owl";

class PullSetupHintPopover extends Component {
    static template = "pull_through_production.PullSetupHintPopover";
    static props = {
        text: String,
        isHeavy: Boolean,
        close: { type: Function, optional: true },
    };
}

/** What the setups of a quoted line mean, behind an icon that warns when they weigh. */
export class PullSetupHint extends Component {
    static template = "pull_through_production.PullSetupHint";
    static props = { ...standardFieldProps };

    setup() {
        this.popover = usePopover(PullSetupHintPopover, { position: "bottom" });
    }

    get text() {
        return this.props.record.data[this.props.name];
    }

    get isHeavy() {
        return this.props.record.data.setup_is_heavy;
    }

    /** In a list Enter would leave the row. */
    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.stopPropagation();
            ev.preventDefault();
            this.open(ev);
        }
    }

    open(ev) {
        this.popover.open(ev.currentTarget, { text: this.text, isHeavy: this.isHeavy });
    }
}

export const pullSetupHint = {
    component: PullSetupHint,
    displayName: _t("Setup of a quoted line"),
    supportedTypes: ["char"],
    fieldDependencies: [{ name: "setup_is_heavy", type: "boolean" }],
    listViewWidth: 30,
};

registry.category("fields").add("pull_setup_hint", pullSetupHint);

/** Tab stops at the cells of a row that are not readonly. The hint is, or a form would
 * send it back; but it can be opened. */
patch(ListRenderer.prototype, {
    isCellReadonly(column, record) {
        return (
            column.widget !== "pull_setup_hint" && super.isCellReadonly(column, record)
        );
    },
});
