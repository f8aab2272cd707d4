import { normalize } from "@web/core/l10n/utils";

/** From so many rows on, only the upper levels are expanded at first. */
const MANY_ROWS = 60;

const FINAL = new Set(["done", "delivered", "cancel"]);

/**
 * The rows of the chain screen as a tree: which are shown, and what those sum up to that
 * are not. Knows nothing of the screen.
 */
export class PullChainTree {
    /** @param {Object[]} rows parents first, each with `key` and `parent` */
    constructor(rows) {
        this.rows = rows;
        this.byKey = new Map(rows.map((row) => [row.key, row]));
        this.children = new Map();
        for (const row of rows) {
            const parent = this.byKey.has(row.parent) ? row.parent : false;
            if (!this.children.has(parent)) {
                this.children.set(parent, []);
            }
            this.children.get(parent).push(row);
        }
    }

    getChildren(key) {
        return this.children.get(key) || [];
    }

    hasChildren(key) {
        return this.children.has(key);
    }

    getParent(key) {
        return this.byKey.get(this.byKey.get(key)?.parent);
    }

    /** The keys of all rows that have something below them. */
    getExpandable() {
        return this.rows.filter((row) => this.hasChildren(row.key)).map((r) => r.key);
    }

    /**
     * The keys that are expanded as long as nobody has said otherwise: of few rows all
     * but groups; of many the first levels. A group opens by itself where it is late.
     */
    getExpandedAtFirst() {
        const isLarge = this.rows.length > MANY_ROWS;
        const orders = this.rows.filter((row) => row.kind === "order").length;
        return this.getExpandable().filter((key) => {
            const row = this.byKey.get(key);
            if (row.kind === "group") {
                return row.is_late;
            }
            if (orders > 1) {
                return row.kind !== "order";
            }
            return !isLarge || this.getDepth(key) < 2 + orders;
        });
    }

    getDepth(key) {
        let depth = 0;
        let parent = this.getParent(key);
        while (parent) {
            depth++;
            parent = this.getParent(parent.key);
        }
        return depth;
    }

    /** All rows below one. */
    getBelow(key) {
        const below = [];
        const waiting = [...this.getChildren(key)];
        while (waiting.length) {
            const row = waiting.pop();
            below.push(row);
            waiting.push(...this.getChildren(row.key));
        }
        return below;
    }

    /** What the documents below a row sum up to. */
    getSums(key) {
        const all = this.getBelow(key);
        const documents = all.filter(
            (row) => !["group", "line", "order"].includes(row.kind)
        );
        const pick = (choose, names, rows = all) => {
            const found = rows.flatMap((row) => names.map((name) => row[name]));
            const known = found.filter(Boolean).sort();
            return (choose === "first" ? known[0] : known.at(-1)) || false;
        };
        return {
            count: documents.length,
            done: documents.filter((row) => FINAL.has(row.state)).length,
            late: documents.filter((row) => row.is_late).length,
            start: pick("first", ["start", "actual_start"]),
            end: pick("last", ["end", "actual_end"]),
        };
    }

    /**
     * The rows that are shown, in order, each with its `depth`, whether it is expanded,
     * and whether it is found itself or only leads to what is.
     *
     * @param {Set} expanded keys
     * @param {Object} [filter] `text`, `late`, `critical`
     */
    getShown(expanded, filter = {}) {
        const isFiltered = Boolean(filter.text || filter.late || filter.critical);
        const found = isFiltered ? this._find(filter) : null;
        const shown = [];
        const add = (rows, depth) => {
            rows.forEach((row, index) => {
                if (found && !found.leading.has(row.key)) {
                    return;
                }
                const hasChildren = this.hasChildren(row.key);
                const leads = found && this._leadsOn(row.key, found);
                const isExpanded = hasChildren && (leads || expanded.has(row.key));
                shown.push({
                    row,
                    depth,
                    hasChildren,
                    isExpanded,
                    isFound: !found || found.own.has(row.key),
                    position: index + 1,
                    siblings: rows.length,
                });
                if (isExpanded) {
                    add(this.getChildren(row.key), depth + 1);
                }
            });
        };
        add(this.getChildren(false), 0);
        return shown;
    }

    _leadsOn(key, found) {
        return this.getChildren(key).some((row) => found.leading.has(row.key));
    }

    /** The keys that a filter asks for, and those with all above and below them. */
    _find({ text, late, critical }) {
        const words = normalize(text || "")
            .split(/\s+/)
            .filter(Boolean);
        const own = new Set();
        const leading = new Set();
        for (const row of this.rows) {
            if (
                (!late || row.is_late) &&
                (!critical || row.is_critical) &&
                this._holds(row, words)
            ) {
                own.add(row.key);
                let step = row;
                while (step && !leading.has(step.key)) {
                    leading.add(step.key);
                    step = this.getParent(step.key);
                }
            }
        }
        return { own, leading };
    }

    _holds(row, words) {
        if (!words.length) {
            return true;
        }
        const text = normalize(
            [
                row.product,
                row.code,
                row.name,
                row.who,
                row.state_label,
                row.reason,
                ...row.also,
            ]
                .filter(Boolean)
                .join(" ")
        );
        return words.every((word) => text.includes(word));
    }

    /** The same tree with the rows of one order replaced by newer ones. */
    withOrder(orderId, rows) {
        const before = this.rows.filter((row) => row.order === orderId);
        const hits = new Map(before.map((row) => [row.key, row.hit]));
        const fresh = rows.map((row) => ({
            ...row,
            hit: hits.get(row.key) || row.hit,
        }));
        const first = this.rows.indexOf(before[0]);
        const others = this.rows.filter((row) => row.order !== orderId);
        const at = first < 0 ? others.length : first;
        return new PullChainTree([
            ...others.slice(0, at),
            ...fresh,
            ...others.slice(at),
        ]);
    }
}
