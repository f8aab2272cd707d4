import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

import { Component } from "@odoo/owl";

/**
 * What a change of a confirmed order does to the documents that supply it, to read
 * before it is done. Closing the dialog in any other way than applying goes back.
 */
export class PullChangePreview extends Component {
    static template = "pull_through_production.PullChangePreview";
    static components = { Dialog };
    static props = {
        close: Function,
        entries: {
            type: Array,
            element: {
                type: Object,
                shape: {
                    document: { type: String },
                    product: { type: [String, { value: false }], optional: true },
                    message: { type: String },
                    needs_decision: { type: Boolean },
                    "*": true,
                },
            },
        },
        title: String,
        applyLabel: String,
        onApply: Function,
    };

    get groups() {
        const { entries } = this.props;
        return [
            {
                key: "decision",
                title: _t("Somebody must decide"),
                item: "list-group-item-warning",
                icon: "fa-exclamation-triangle",
                entries: entries.filter((entry) => entry.needs_decision),
            },
            {
                key: "carried",
                title: _t("Changes by itself"),
                item: "",
                icon: "fa-check",
                entries: entries.filter((entry) => !entry.needs_decision),
            },
        ].filter((group) => group.entries.length);
    }

    apply() {
        this.props.onApply();
        this.props.close();
    }
}
