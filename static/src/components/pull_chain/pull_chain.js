import { PullChainRow } from "./pull_chain_row";
import { PullChainScale, ZOOMS } from "./pull_chain_scale";
import { PullChainSummary } from "./pull_chain_summary";
import { PullChainTree } from "./pull_chain_tree";
import { formatDay, formatSpan, getBadge } from "./pull_chain_words";

import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useEffect,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";

const CHANGED = "pull_chain/changed";
/** Several things change at once: one refresh for them. */
const CALM = 400;
/** What the left side takes, and the column of costs. */
const LEFT_WIDTH = 640;
const COSTS_WIDTH = 140;
/** A4, lying, in pixels; what stands above the rows; the least zoom that can be read. */
const PAGE = { width: 1040, height: 700, head: 130, least: 0.35 };

/**
 * The chain of one or several orders on one screen: at the left the tree of documents, at
 * the right when each is planned, done and expected.
 */
export class PullChain extends Component {
    static template = "pull_through_production.PullChain";
    static path = "chain";
    static components = { Layout, PullChainRow };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.ui = useService("ui");
        this.bus = useService("bus_service");
        this.rootRef = useRef("root");
        this.searchRef = useRef("search");
        this.zooms = Object.keys(ZOOMS).map((zoom) => ({
            zoom,
            label: { day: _t("Day"), week: _t("Week"), month: _t("Month") }[zoom],
        }));
        const kept = this.props.state || {};
        this.state = useState({
            text: kept.text || "",
            late: kept.late || false,
            critical: kept.critical || false,
            zoom: kept.zoom || null,
            active: kept.active || null,
            expanded: new Set(kept.expanded || []),
            known: new Set(kept.known || []),
            tree: null,
            room: this.getRoom(),
        });
        this.channels = new Set();
        this.refreshSoon = useDebounced(() => this.refresh(), CALM);

        useSetupAction({ rootRef: this.rootRef, getLocalState: () => this.getKept() });
        onWillStart(() => this.load());
        onMounted(() => {
            this.props.updateActionState?.({
                res_model: this.resModel,
                res_ids: this.resIds.join(","),
            });
            this.showToday();
            this.workOutSingle();
        });
        useExternalListener(window, "keydown", (ev) => this.onWindowKeydown(ev));
        useExternalListener(window, "resize", () => {
            this.state.room = this.getRoom();
        });
        const onChanged = () => this.refreshSoon();
        this.bus.subscribe(CHANGED, onChanged);
        useExternalListener(window, "beforeprint", () => this.fitPage());
        onWillUnmount(() => {
            this.bus.unsubscribe(CHANGED, onChanged);
            this.channels.forEach((channel) => this.bus.deleteChannel(channel));
        });
        useEffect(
            () => this.focusActive(),
            () => [this.state.active]
        );
    }

    // === What is shown ===

    get resModel() {
        const { params, context } = this.props.action;
        return params?.res_model || context.active_model || "sale.order";
    }

    /** What it is about: told by who opens it, or by the address when it is read anew. */
    get resIds() {
        const { params, context } = this.props.action;
        const ids = params?.res_ids || context.active_ids || [context.active_id];
        return Array.isArray(ids) ? ids : String(ids).split(",").map(Number);
    }

    getKept() {
        const { text, late, critical, zoom, active, expanded, known } = this.state;
        return {
            ...{ text, late, critical, zoom, active },
            expanded: [...expanded],
            known: [...known],
        };
    }

    get leftWidth() {
        return LEFT_WIDTH + (this.data?.costs ? COSTS_WIDTH : 0);
    }

    getRoom() {
        return Math.max(browser.innerWidth - this.leftWidth - 40, 200);
    }

    fetch(orderIds = []) {
        return this.orm.call(this.resModel, "get_pull_chain_screen", [
            this.resIds,
            orderIds,
        ]);
    }

    async load() {
        this.take(await this.fetch());
    }

    /** Reads all anew, and what is known of single orders; what is expanded stays. */
    async refresh() {
        const known = this.data.worked_out;
        const data = await this.fetch();
        this.take(data);
        await this.workOut(known.filter((id) => data.orders.includes(id)));
    }

    take(data) {
        const tree = new PullChainTree(data.rows);
        this.data = data;
        this.state.room = this.getRoom();
        this.expandNew(tree);
        this.state.tree = tree;
        this.state.zoom ||= PullChainScale.getFitting(data.rows, {
            ...data,
            room: this.state.room,
        });
        this.listen(data.orders);
    }

    /** What is seen for the first time is expanded as it should be at first. */
    expandNew(tree) {
        for (const key of tree.getExpandedAtFirst()) {
            if (!this.state.known.has(key)) {
                this.state.expanded.add(key);
            }
        }
        for (const key of tree.getExpandable()) {
            this.state.known.add(key);
        }
    }

    listen(orders) {
        for (const id of orders) {
            const channel = `pull_chain_${id}`;
            if (!this.channels.has(channel)) {
                this.channels.add(channel);
                this.bus.addChannel(channel);
            }
        }
    }

    /** Asks for what is worked out of orders as a whole, where that is not known yet. */
    async workOut(orderIds) {
        const missing = orderIds.filter((id) => !this.data.worked_out.includes(id));
        if (!missing.length) {
            return;
        }
        const data = await this.fetch(missing);
        for (const id of missing) {
            const rows = data.rows.filter((row) => row.order === id);
            const tree = this.state.tree.withOrder(id, rows);
            this.expandNew(tree);
            this.state.tree = tree;
        }
        this.data.worked_out.push(...missing);
        if (data.head) {
            this.data.head = data.head;
        }
        this.data.closed = [...new Set([...this.data.closed, ...data.closed])].sort();
    }

    /** Of a single large order that takes a while: its rows are there meanwhile. */
    workOutSingle() {
        return this.data.orders.length === 1 && this.workOut(this.data.orders);
    }

    get scale() {
        const { tree, zoom, room } = this.state;
        const key = [tree, zoom, room, this.data.closed];
        if (!this.scaleKey || key.some((part, at) => part !== this.scaleKey[at])) {
            this.scaleKey = key;
            const params = { ...this.data, zoom, width: room };
            const rows = this.data.head ? [this.data.head, ...tree.rows] : tree.rows;
            this.scaleValue = new PullChainScale(rows, params);
        }
        return this.scaleValue;
    }

    get filter() {
        const { text, late, critical } = this.state;
        return { text, late, critical };
    }

    get shown() {
        return this.state.tree.getShown(this.state.expanded, this.filter);
    }

    getSums(shown) {
        return shown.hasChildren ? this.state.tree.getSums(shown.row.key) : null;
    }

    get isEmpty() {
        return !this.state.tree.rows.length;
    }

    get moreText() {
        const { more } = this.data;
        return more ? _t("%s more orders are not shown.", more) : "";
    }

    get head() {
        return this.data.head;
    }

    get headBadge() {
        return getBadge(this.head.state);
    }

    get headPromised() {
        return formatDay(this.head.promised);
    }

    get headProjected() {
        return formatDay(this.head.projected);
    }

    get headLate() {
        return this.head.late ? _t("%s late", formatSpan(this.head.late)) : "";
    }

    get headPoints() {
        const { promised, projected, late } = this.head || {};
        const points = [];
        if (promised) {
            points.push({
                name: "promised",
                left: this.scale.getPoint(promised),
                label: _t("Promised %s", formatDay(promised)),
            });
        }
        if (projected) {
            points.push({
                name: late ? "projected_late" : "projected",
                left: this.scale.getPoint(projected),
                label: _t("Expected %s", formatDay(projected)),
            });
        }
        return points;
    }

    get todayLabel() {
        return _t("Today");
    }

    // === What people do ===

    async toggle(row) {
        const { expanded } = this.state;
        if (expanded.has(row.key)) {
            expanded.delete(row.key);
            return;
        }
        expanded.add(row.key);
        if (row.kind === "order") {
            await this.workOut([row.order]);
        }
    }

    async expandAll() {
        const keys = this.state.tree.getExpandable();
        const areAll = keys.every((key) => this.state.expanded.has(key));
        this.state.expanded = new Set(areAll ? [] : keys);
        if (!areAll) {
            await this.workOut(this.data.orders);
        }
    }

    get expandLabel() {
        const keys = this.state.tree.getExpandable();
        return keys.every((key) => this.state.expanded.has(key))
            ? _t("Collapse")
            : _t("Expand");
    }

    toggleLate() {
        this.state.late = !this.state.late;
    }

    async toggleCritical() {
        this.state.critical = !this.state.critical;
        if (this.state.critical) {
            await this.workOut(this.data.orders);
        }
    }

    setZoom(zoom) {
        this.state.zoom = zoom;
        browser.requestAnimationFrame(() => this.showToday());
    }

    showToday() {
        const scroller = this.rootRef.el?.querySelector(".o_pull_chain_scroll");
        if (scroller) {
            const { today, pixels } = this.scale;
            const isNear = today < this.state.room / 3;
            scroller.scrollLeft = isNear ? 0 : today - 2 * pixels;
        }
    }

    activate(row) {
        this.state.active = row.key;
    }

    open(row) {
        if (row.kind === "group") {
            return this.toggle(row);
        }
        if (row.can_open) {
            return this.action.doAction({
                type: "ir.actions.act_window",
                res_model: row.model,
                res_id: row.id,
                views: [[false, "form"]],
            });
        }
        this.dialog.add(PullChainSummary, { row });
    }

    print() {
        window.print();
    }

    /** All that is expanded on one page, as long as one can read it. */
    fitPage() {
        const grid = this.rootRef.el?.querySelector(".o_pull_chain_grid");
        if (!grid) {
            return;
        }
        const width = this.leftWidth + this.scale.width;
        const height = grid.scrollHeight + PAGE.head;
        const share = Math.min(PAGE.width / width, PAGE.height / height, 1);
        const zoom = Math.max(share, PAGE.least);
        this.rootRef.el.style.setProperty("--o-pull-print", zoom.toFixed(3));
    }

    // === Keyboard ===

    onWindowKeydown(ev) {
        const isTyping = ev.target.closest?.("input, textarea, [contenteditable=true]");
        if (ev.key === "/" && !isTyping && this.ui.activeElement === document) {
            ev.preventDefault();
            this.searchRef.el.focus();
        }
    }

    onSearchKeydown(ev) {
        if (ev.key === "ArrowDown") {
            ev.preventDefault();
            this.state.active = null;
            this.move(0);
        } else if (ev.key === "Escape") {
            this.state.text = "";
        }
    }

    onRowsKeydown(ev) {
        const shown = this.shown;
        const at = shown.findIndex(({ row }) => row.key === this.state.active);
        const keys = {
            ArrowDown: () => this.move(at + 1),
            ArrowUp: () => this.move(Math.max(at - 1, 0)),
            Home: () => this.move(0),
            End: () => this.move(shown.length - 1),
            ArrowRight: () => this.goIn(shown[at]),
            ArrowLeft: () => this.goOut(shown[at]),
            Enter: () => shown[at] && this.open(shown[at].row),
            " ": () => shown[at]?.hasChildren && this.toggle(shown[at].row),
        };
        if (keys[ev.key] && !ev.target.closest("button")) {
            ev.preventDefault();
            keys[ev.key]();
        }
    }

    move(index) {
        const shown = this.shown;
        const next = shown[Math.min(index, shown.length - 1)];
        if (next) {
            this.state.active = next.row.key;
        }
    }

    goIn(current) {
        if (!current?.hasChildren) {
            return;
        }
        if (!current.isExpanded) {
            this.toggle(current.row);
        } else {
            this.move(this.shown.findIndex((s) => s.row.key === current.row.key) + 1);
        }
    }

    goOut(current) {
        if (!current) {
            return;
        }
        if (current.isExpanded && this.state.expanded.has(current.row.key)) {
            this.toggle(current.row);
            return;
        }
        const parent = this.state.tree.getParent(current.row.key);
        if (parent) {
            this.state.active = parent.key;
        }
    }

    focusActive() {
        const { active } = this.state;
        const row =
            active &&
            this.rootRef.el?.querySelector(`[data-key="${CSS.escape(active)}"]`);
        if (row && document.activeElement !== row) {
            row.focus({ preventScroll: true });
            row.scrollIntoView({ block: "nearest", inline: "nearest" });
        }
    }

    /** The row that Tab leads to. */
    getFocusKey(shown) {
        const { active } = this.state;
        const isShown = active && shown.some(({ row }) => row.key === active);
        return isShown ? active : shown[0]?.row.key;
    }
}

registry.category("actions").add("pull_chain", PullChain);
