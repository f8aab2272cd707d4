import {
    formatDay,
    formatDays,
    formatDone,
    formatSpan,
    getBadge,
} from "./pull_chain_words";

import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { Component } from "@odoo/owl";

/**
 * What is known of a document, for who may not open it.
 */
export class PullChainSummary extends Component {
    static template = "pull_through_production.PullChainSummary";
    static components = { Dialog };
    static props = { close: Function, row: Object };

    get title() {
        const { name, product } = this.props.row;
        return name || product;
    }

    get badge() {
        return getBadge(this.props.row.state);
    }

    get facts() {
        const { row } = this.props;
        return [
            [_t("Product"), row.product],
            [_t("Done"), row.quantity && formatDone(row)],
            [_t("With"), row.who],
            [_t("Dates"), formatDays(row.start, row.end)],
            [_t("Done on"), formatDay(row.actual_end)],
            [_t("Planned for"), formatDay(row.planned_end)],
            [_t("To spare"), row.slack > 0 && formatSpan(row.slack)],
            [_t("Also under"), row.also.join(", ")],
        ].filter(([, value]) => value);
    }
}
