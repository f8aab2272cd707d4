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

const isBefore = (element, other) =>
    !element.contains(other) &&
    element.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;

/** Tab stops at what can be typed. The hint cannot, or a form would send it back; but it
 * can be opened. */
patch(ListRenderer.prototype, {
    findNextFocusableOnRow(row, cell) {
        const next = super.findNextFocusableOnRow(row, cell);
        const hint = row.querySelector(".o_pull_setup_hint");
        const isNext = hint && isBefore(cell, hint) && (!next || isBefore(hint, next));
        return isNext ? hint : next;
    },

    findPreviousFocusableOnRow(row, cell) {
        const previous = super.findPreviousFocusableOnRow(row, cell);
        const hint = row.querySelector(".o_pull_setup_hint");
        const isPrevious =
            hint &&
            !cell.contains(hint) &&
            isBefore(hint, cell) &&
            (!previous || isBefore(previous, hint));
        return isPrevious ? hint : previous;
    },
});
