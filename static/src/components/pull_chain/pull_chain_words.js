import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

/** The class of a badge, as lists show these states elsewhere. */
const BADGES = {
    draft: "text-bg-300",
    cancel: "text-bg-300",
    not_started: "text-bg-300",
    request: "text-bg-warning",
    to_order: "text-bg-warning",
    waiting: "text-bg-300",
    progress: "text-bg-warning",
    in_progress: "text-bg-warning",
    in_production: "text-bg-warning",
    ready: "text-bg-info",
    ordered: "text-bg-info",
    done: "text-bg-success",
    delivered: "text-bg-success",
    problem: "text-bg-danger",
    blocked: "text-bg-danger",
};

/** What colours a bar or a dot. */
const TONES = {
    done: "done",
    delivered: "done",
    ready: "ready",
    ordered: "ready",
    progress: "progress",
    in_progress: "progress",
    in_production: "progress",
    problem: "late",
    blocked: "late",
};

export function getBadge(state) {
    return BADGES[state] || "text-bg-300";
}

export function getTone(row) {
    return row.is_late && !row.actual_end ? "late" : TONES[row.state] || "waiting";
}

/** {moment: its day}: formatting takes long, and many rows have the same days. */
const days = new Map();

/** A day as the texts of the server write it: "Dec 23", with the year if another. */
export function formatDay(value) {
    if (!value) {
        return "";
    }
    const key = `${value} ${DateTime.now().year}`;
    if (!days.has(key)) {
        days.set(key, sayDay(deserializeDateTime(value)));
    }
    return days.get(key);
}

function sayDay(moment) {
    const isThisYear = moment.year === DateTime.now().year;
    const format = { month: "short", day: "numeric" };
    return moment.toLocaleString(isThisYear ? format : { ...format, year: "numeric" });
}

/** "Dec 3 – Dec 8", or one day where both are the same. */
export function formatDays(start, end) {
    const both = [...new Set([formatDay(start), formatDay(end)].filter(Boolean))];
    return both.join(" – ");
}

/** Minutes as the texts of the server write them: "5 days", "2 h 30 min". */
export function formatSpan(minutes) {
    const whole = Math.floor(minutes / 1440);
    const hours = Math.floor((minutes % 1440) / 60);
    const rest = whole ? 0 : minutes % 60;
    const parts = [];
    if (whole) {
        parts.push(whole === 1 ? _t("1 day") : _t("%s days", whole));
    }
    if (hours) {
        parts.push(_t("%s h", hours));
    }
    if (rest) {
        parts.push(_t("%s min", rest));
    }
    return parts.join(" ") || _t("0 min");
}

/** A quantity without the zeros behind it. */
function formatQuantity(quantity) {
    return String(Math.round(quantity * 10000) / 10000);
}

/** "3 of 5 m" */
export function formatDone({ done, quantity, uom }) {
    const [share, all] = [done, quantity].map(formatQuantity);
    const text = _t("%(done)s of %(all)s", { done: share, all });
    return uom ? `${text} ${uom}` : text;
}

export const KIND_ICONS = {
    order: "fa-file-text-o",
    line: "fa-cube",
    group: "fa-clone",
    delivery: "fa-truck",
    run: "fa-wrench",
    purchase: "fa-shopping-cart",
};

/** What an icon means, for who cannot see it; worked out when it is shown. */
export function getKindLabel(kind) {
    return {
        order: _t("Order"),
        line: _t("Order line"),
        group: _t("Several alike"),
        delivery: _t("Transfer"),
        run: _t("Manufacturing order"),
        purchase: _t("Purchase"),
    }[kind];
}
