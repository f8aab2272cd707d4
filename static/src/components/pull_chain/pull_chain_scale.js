import { deserializeDateTime } from "@web/core/l10n/dates";

const { DateTime, Interval } = luxon;

/** Pixels of a day. */
export const ZOOMS = { day: 40, week: 16, month: 5 };

const MARGIN_DAYS = 2;
const MONTHS_MAX = 24;
const MOMENTS = [
    ...["start", "end", "planned_end", "actual_start", "actual_end"],
    ...["promised", "projected"],
];

/** The narrowest bar that one can see and point at. */
const NARROWEST = 6;

/**
 * Where moments stand on the time line, in pixels.
 */
export class PullChainScale {
    /**
     * @param {Object[]} rows
     * @param {Object} params `now` and `closed` days as the server writes them, `zoom`,
     *   `width` that is there at least
     */
    constructor(rows, { now, closed, zoom, width = 0 }) {
        this.zoom = zoom;
        this.pixels = ZOOMS[zoom];
        this.now = deserializeDateTime(now);
        this.points = new Map();
        const [first, last] = this._getEnds(rows);
        this.first = first.startOf("day").minus({ days: MARGIN_DAYS });
        if (zoom !== "day") {
            this.first = this.first.startOf("week");
        }
        const needed = last.diff(this.first, "days").days + 2 * MARGIN_DAYS;
        this.days = Math.ceil(Math.max(needed, width / this.pixels));
        this.width = this.days * this.pixels;
        this.today = this.getX(this.now);
        this.closed = this._getClosed(closed);
    }

    _getEnds(rows) {
        // As the server writes them, moments sort like texts.
        const known = rows.flatMap((row) => MOMENTS.map((name) => row[name]));
        const moments = known.filter(Boolean).sort();
        const ends = [moments[0], moments.at(-1)].filter(Boolean);
        const [first, last] = [
            DateTime.min(this.now, ...ends.map((end) => deserializeDateTime(end))),
            DateTime.max(this.now, ...ends.map((end) => deserializeDateTime(end))),
        ];
        const latest = first.plus({ months: MONTHS_MAX });
        return [first, last > latest ? latest : last];
    }

    getX(moment) {
        const day = moment.startOf("day");
        const days = Math.round(day.diff(this.first, "days").days);
        return Math.round((days + (moment - day) / 86400000) * this.pixels);
    }

    /** Where a span of two moments, as the server writes them, stands. */
    getSpan(start, end) {
        const left = this.getPoint(start);
        const right = end ? this.getPoint(end) : left;
        return { left, width: Math.max(right - left, NARROWEST) };
    }

    getPoint(moment) {
        if (!this.points.has(moment)) {
            this.points.set(moment, this.getX(deserializeDateTime(moment)));
        }
        return this.points.get(moment);
    }

    _getClosed(closed) {
        const spans = [];
        for (const day of closed) {
            const moment = DateTime.fromISO(day, { zone: this.first.zone });
            const left = this.getX(moment);
            if (left < 0 || left >= this.width) {
                continue;
            }
            const before = spans.at(-1);
            if (before && before.left + before.width === left) {
                before.width += this.pixels;
            } else {
                spans.push({ left, width: this.pixels });
            }
        }
        return spans;
    }

    /** The two lines of the heading: [{left, width, label}]. */
    getHeading() {
        const end = this.first.plus({ days: this.days });
        const whole = Interval.fromDateTimes(this.first, end);
        const [above, below] = {
            day: ["month", "day"],
            week: ["month", "week"],
            month: ["year", "month"],
        }[this.zoom];
        return [this._getUnits(whole, above), this._getUnits(whole, below)];
    }

    _getUnits(whole, unit) {
        const units = [];
        for (let start = whole.start.startOf(unit); start < whole.end;) {
            const next = start.plus({ [unit]: 1 }).startOf(unit);
            const left = Math.max(this.getX(start), 0);
            const right = Math.min(this.getX(next), this.width);
            units.push({
                key: start.toISODate(),
                left,
                width: right - left,
                label: this._getLabel(start, unit, right - left),
                isNow: unit !== "year" && start <= this.now && this.now < next,
            });
            start = next;
        }
        return units;
    }

    _getLabel(start, unit, width) {
        switch (unit) {
            case "year":
                return width > 30 ? start.toFormat("yyyy") : "";
            case "month":
                if (this.zoom === "month") {
                    return start.toFormat("LLL");
                }
                return width > 70 ? start.toFormat("LLLL yyyy") : "";
            case "week":
                return width > 20
                    ? start.toLocaleString({ day: "numeric", month: "short" })
                    : "";
            default:
                return start.toFormat("d");
        }
    }

    /** The closest zoom with which all fits into a width. */
    static getFitting(rows, params) {
        const zooms = Object.keys(ZOOMS);
        return (
            zooms.find(
                (zoom) =>
                    new PullChainScale(rows, { ...params, zoom }).width <= params.room
            ) || zooms.at(-1)
        );
    }
}
