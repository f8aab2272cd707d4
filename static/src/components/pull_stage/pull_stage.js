import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatSelection } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

const LOOKS = {
    blocked: { badge: "text-bg-danger", icon: "fa-exclamation-triangle" },
    to_order: { badge: "text-bg-warning", icon: "fa-shopping-cart" },
    waiting: { badge: "text-bg-300", icon: "fa-clock-o" },
    in_production: { badge: "text-bg-info", icon: "fa-cogs" },
    ready: { badge: "text-bg-primary", icon: "fa-cube" },
    delivered: { badge: "text-bg-success", icon: "fa-check" },
};

/** What a line waits for, from whom and until when. */
export class PullWaits extends Component {
    static template = "pull_through_production.PullWaits";
    static props = {
        waits: { type: Array, element: Object },
        open: { type: Function },
        openChain: { type: Function },
        close: { type: Function, optional: true },
    };
}

/** The stage of an order or of its line; of a line a button that tells what it waits
 *  for. */
export class PullStage extends Component {
    static template = "pull_through_production.PullStage";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.popover = usePopover(PullWaits, { position: "bottom" });
    }

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

    get canTell() {
        const { resModel, resId } = this.props.record;
        return resModel === "sale.order.line" && Boolean(resId);
    }

    /** The day it is expected, of a line that is still to come. */
    get day() {
        const { pull_projected_date: date } = this.props.record.data;
        const isOpen = this.canTell && this.value !== "delivered";
        return isOpen && date
            ? date.toLocaleString({ month: "short", day: "numeric" })
            : "";
    }

    get isLate() {
        return this.props.record.data.pull_lateness > 0;
    }

    async onClick(ev) {
        const target = ev.currentTarget;
        const { resModel, resId } = this.props.record;
        const [line] = await this.orm.read(resModel, [resId], ["pull_waits"]);
        this.popover.open(target, {
            waits: line.pull_waits || [],
            open: ({ id, model }) => this.open(model, id),
            openChain: () => this.openChain(),
        });
    }

    /** The chain of this line alone. */
    async openChain() {
        this.popover.close();
        const { resModel, resId } = this.props.record;
        const action = await this.orm.call(resModel, "action_view_pull_chain", [
            [resId],
        ]);
        return this.action.doAction(action);
    }

    open(model, id) {
        this.popover.close();
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

export const pullStage = {
    component: PullStage,
    displayName: _t("Stage"),
    supportedTypes: ["selection"],
    fieldDependencies: [
        { name: "pull_projected_date", type: "datetime" },
        { name: "pull_lateness", type: "integer" },
    ],
    listViewWidth: 125,
};

registry.category("fields").add("pull_stage", pullStage);
