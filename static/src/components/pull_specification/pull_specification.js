import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { useAutofocus } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

class PullSpecificationPopover extends Component {
    static template = "pull_through_production.PullSpecificationPopover";
    static props = {
        text: String,
        readonly: Boolean,
        onSave: Function,
        close: { type: Function, optional: true },
    };

    setup() {
        this.textarea = useAutofocus({ refName: "autofocus", mobile: true });
    }

    async save() {
        await this.props.onSave(this.textarea.el.value.trim());
        this.props.close();
    }
}

/**
 * What the customer asked for, behind an icon on the order line: filled when there is a
 * text. The icon opens it, to read and to write.
 */
export class PullSpecification extends Component {
    static template = "pull_through_production.PullSpecification";
    static props = { ...standardFieldProps };

    setup() {
        this.popover = usePopover(PullSpecificationPopover, { position: "bottom" });
    }

    get text() {
        return this.props.record.data[this.props.name] || "";
    }

    get tooltip() {
        return this.text || _t("Add what the customer asked for");
    }

    get isShown() {
        return Boolean(this.text) || !this.props.readonly;
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
        this.popover.open(ev.currentTarget, {
            text: this.text,
            readonly: this.props.readonly,
            onSave: (text) =>
                this.props.record.update({ [this.props.name]: text || false }),
        });
    }
}

export const pullSpecification = {
    component: PullSpecification,
    displayName: _t("Customer specification"),
    supportedTypes: ["text"],
    listViewWidth: 30,
    // Rows of a list are readonly until one is edited: the icon asks the field alone.
    extractProps: (_fieldInfo, dynamicInfo) => ({ readonly: dynamicInfo.readonly }),
};

registry.category("fields").add("pull_specification", pullSpecification);
