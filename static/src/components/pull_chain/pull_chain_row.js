import {
    KIND_ICONS,
    formatDay,
    formatDays,
    formatDone,
    formatSpan,
    getBadge,
    getKindLabel,
    getTone,
} from "./pull_chain_words";

import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { Component } from "@odoo/owl";

/** Rows without goods of their own: what they show sums up what is below them. */
const SUMMING = ["order", "line", "group"];

/** From so many minutes on, a date counts as another one. */
const SAME = 60;

/**
 * One row of the chain screen: what it is, at the left; when it is, at the right.
 */
export class PullChainRow extends Component {
    static template = "pull_through_production.PullChainRow";
    static props = {
        shown: Object,
        sums: [Object, { value: null }],
        scale: Object,
        isActive: Boolean,
        isHit: Boolean,
        hasCosts: Boolean,
        index: Number,
        onToggle: Function,
        onOpen: Function,
        onActivate: Function,
    };

    get row() {
        return this.props.shown.row;
    }

    get isSumming() {
        return SUMMING.includes(this.row.kind);
    }

    get isPoint() {
        const { start, end, kind } = this.row;
        return kind === "delivery" && start === end;
    }

    get icon() {
        return KIND_ICONS[this.row.kind];
    }

    get iconLabel() {
        return getKindLabel(this.row.kind);
    }

    get badge() {
        return getBadge(this.row.state);
    }

    get tone() {
        return getTone(this.row);
    }

    get classes() {
        const { row, props } = this;
        return {
            [`o_kind_${row.kind} o_tone_${this.tone}`]: true,
            o_critical: row.is_critical,
            o_led: !props.shown.isFound,
            o_is_done: ["done", "delivered"].includes(row.state),
        };
    }

    get quantity() {
        return this.row.quantity ? formatDone(this.row) : "";
    }

    /** "35 min, 12.50 €": the setup of a run, or what a purchase costs. */
    get costs() {
        const { setup, cost, currency } = this.row;
        const parts = [
            setup ? formatSpan(Math.round(setup)) : "",
            cost ? formatCurrency(cost, currency) : "",
        ];
        return parts.filter(Boolean).join(", ");
    }

    get productTitle() {
        const { code, product } = this.row;
        return code ? `[${code}] ${product}` : product;
    }

    get share() {
        const { quantity, done } = this.row;
        return quantity ? Math.min(Math.max(done / quantity, 0), 1) : 0;
    }

    /** The second line: the document, and what is to be said of it. */
    get name() {
        return this.row.kind === "line" ? "" : this.row.name;
    }

    get also() {
        const { also } = this.row;
        if (!also.length) {
            return "";
        }
        const names = also.slice(0, 2).join(", ");
        return also.length > 2
            ? _t("also under %(names)s and %(count)s more", {
                  names,
                  count: also.length - 2,
              })
            : _t("also under %s", names);
    }

    get sumText() {
        const { sums, shown } = this.props;
        if (!sums || shown.isExpanded || !sums.count) {
            return "";
        }
        const parts = [
            sums.count === 1 ? _t("1 document") : _t("%s documents", sums.count),
            _t("%s done", sums.done),
        ];
        if (sums.late) {
            parts.push(_t("%s late", sums.late));
        }
        return parts.join(", ");
    }

    get hitText() {
        return this.props.isHit && this.row.hit
            ? _t("%s late because of this", formatSpan(this.row.hit))
            : "";
    }

    get lateText() {
        const { late, kind } = this.row;
        return late && this.isSumming && kind !== "group"
            ? _t("%s late", formatSpan(late))
            : "";
    }

    // === When ===

    get span() {
        const { row } = this;
        if (this.isSumming && row.kind !== "group") {
            return this.sumSpan;
        }
        return row.start ? { start: row.start, end: row.end || row.start } : null;
    }

    get sumSpan() {
        const { start, end: last } = this.props.sums || {};
        const end = this.row.projected || last;
        return start && end && start <= end ? { start, end } : null;
    }

    get bar() {
        return this.span && this.props.scale.getSpan(this.span.start, this.span.end);
    }

    get actualBar() {
        const { actual_start: start, actual_end: end } = this.row;
        if (!start || this.isPoint) {
            return null;
        }
        const scale = this.props.scale;
        const left = scale.getPoint(start);
        const right = end ? scale.getPoint(end) : scale.today;
        return right > left ? { left, width: right - left } : null;
    }

    /** Where it was to end when all could still be in time, if that is not where it is. */
    get plannedPoint() {
        const { planned_end: planned, end } = this.row;
        if (!planned || !end || planned === end) {
            return null;
        }
        const { scale } = this.props;
        const [before, now] = [scale.getPoint(planned), scale.getPoint(end)];
        return Math.abs(before - now) > (SAME / 1440) * scale.pixels ? before : null;
    }

    get tail() {
        const { slack, actual_end: isDone } = this.row;
        if (!slack || slack < 0 || isDone || !this.bar || this.isSumming) {
            return null;
        }
        const { scale } = this.props;
        const left = this.isPoint ? this.bar.left : this.bar.left + this.bar.width;
        const width = Math.round((slack / 1440) * scale.pixels);
        return { left, width: Math.min(width, scale.width - left) };
    }

    get promisedPoint() {
        const { promised } = this.row;
        return promised ? this.props.scale.getPoint(promised) : null;
    }

    get projectedPoint() {
        const { projected } = this.row;
        return projected ? this.props.scale.getPoint(projected) : null;
    }

    /** What the bars say, in words: for who points at them, or cannot see them. */
    get datesText() {
        const { row } = this;
        const parts = [];
        if (row.actual_end) {
            parts.push(_t("done %s", formatDay(row.actual_end)));
        } else if (this.span && !row.projected) {
            parts.push(formatDays(this.span.start, this.span.end));
        }
        if (row.promised) {
            parts.push(_t("promised %s", formatDay(row.promised)));
        }
        if (row.projected) {
            parts.push(_t("expected %s", formatDay(row.projected)));
        }
        return parts.join(", ");
    }

    get tooltip() {
        const { row } = this;
        const parts = [this.datesText];
        if (this.plannedPoint !== null) {
            parts.push(_t("planned for %s", formatDay(row.planned_end)));
        }
        if (row.slack > 0 && !this.isSumming) {
            parts.push(_t("%s to spare", formatSpan(row.slack)));
        }
        if (row.is_critical) {
            parts.push(_t("on the critical path"));
        }
        return parts.filter(Boolean).join(", ");
    }

    get label() {
        const { row } = this;
        return [
            this.iconLabel,
            row.product,
            this.name,
            row.state_label,
            this.quantity,
            this.tooltip,
            this.hitText,
            this.lateText,
            row.reason,
        ]
            .filter(Boolean)
            .join(", ");
    }

    style(place) {
        const width = "width" in place ? `width:${place.width}px` : "";
        return `left:${place.left}px;${width}`;
    }
}
