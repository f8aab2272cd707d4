import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component, useState } from "@odoo/owl";

const SHOWN_AT_FIRST = 5;

/**
 * The order lines that a document serves, each with its customer and product. The
 * order is a link for those who may open it.
 */
export class PullServed extends Component {
    static template = "pull_through_production.PullServed";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.state = useState({ showAll: false });
    }

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }

    get shownLines() {
        return this.state.showAll ? this.lines : this.lines.slice(0, SHOWN_AT_FIRST);
    }

    get hiddenCount() {
        return this.lines.length - this.shownLines.length;
    }

    get moreLabel() {
        return _t("and %s more", this.hiddenCount);
    }

    showAll() {
        this.state.showAll = true;
    }

    openOrder(line) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "sale.order",
            res_id: line.order_id,
            views: [[false, "form"]],
        });
    }
}

export const pullServed = {
    component: PullServed,
    displayName: _t("Served order lines"),
    supportedTypes: ["json"],
};

registry.category("fields").add("pull_served", pullServed);
