import { waitForChannels, waitNotifications } from "@bus/../tests/bus_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { Component, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    allowTranslations,
    getService,
    MockServer,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

import { PullChainRow } from "@pull_through_production/components/pull_chain/pull_chain_row";
import { PullChainScale } from "@pull_through_production/components/pull_chain/pull_chain_scale";
import { PullChainTree } from "@pull_through_production/components/pull_chain/pull_chain_tree";
import {
    formatSpan,
    getTone,
} from "@pull_through_production/components/pull_chain/pull_chain_words";

describe.current.tags("desktop");
defineMailModels();

const NOW = "2031-03-03 06:00:00";

function makeRow(key, parent, values = {}) {
    return {
        key,
        parent,
        kind: "run",
        order: 1,
        product: key,
        code: "",
        name: `MO/${key}`,
        who: "",
        quantity: 1,
        done: 0,
        uom: "",
        state: "waiting",
        state_label: "Waiting",
        reason: "",
        also: [],
        late: 0,
        hit: 0,
        slack: null,
        setup: 0,
        cost: 0,
        currency: false,
        is_late: false,
        is_critical: false,
        start: false,
        end: false,
        planned_end: false,
        actual_start: false,
        actual_end: false,
        promised: false,
        projected: false,
        ...values,
    };
}

/** line > delivery > (run > (oak, late and critical; steel), done run) */
function makeRows() {
    return [
        makeRow("line", false, { kind: "line" }),
        makeRow("out", "line", { kind: "delivery", end: "2031-03-14 12:00:00" }),
        makeRow("table", "out", { is_critical: true, start: "2031-03-13 08:00:00" }),
        makeRow("oak", "table", {
            kind: "purchase",
            product: "Chêne massif",
            is_late: true,
            is_critical: true,
            start: "2031-03-03 08:00:00",
            end: "2031-03-19 08:00:00",
        }),
        makeRow("steel", "table", { kind: "purchase", who: "Welding bay" }),
        makeRow("leg", "out", { state: "done", actual_end: "2031-03-04 08:00:00" }),
    ];
}

function getKeys(tree, expanded, filter) {
    return tree.getShown(new Set(expanded), filter).map(({ row }) => row.key);
}

describe("tree", () => {
    test("shows what is expanded, in its depth", () => {
        const tree = new PullChainTree(makeRows());
        expect(getKeys(tree, [])).toEqual(["line"]);
        expect(getKeys(tree, ["line", "out"])).toEqual(["line", "out", "table", "leg"]);
        const shown = tree.getShown(new Set(["line", "out"]));
        expect(shown.map(({ depth }) => depth)).toEqual([0, 1, 2, 2]);
        expect(shown.map(({ isExpanded }) => isExpanded)).toEqual([
            true,
            true,
            false,
            false,
        ]);
        expect(shown.at(-1).siblings).toBe(2);
    });

    test("expands few rows at first, of many the upper levels", () => {
        const tree = new PullChainTree(makeRows());
        expect(tree.getExpandedAtFirst()).toEqual(["line", "out", "table"]);
        const many = [...Array(60).keys()].map((n) => makeRow(`many${n}`, "table"));
        const large = new PullChainTree([...makeRows(), ...many]);
        expect(large.getExpandedAtFirst()).toEqual(["line", "out"]);
    });

    test("a group opens by itself where it is late, an order where it is alone", () => {
        const rows = [
            makeRow("o1", false, { kind: "order" }),
            makeRow("fine", "o1", { kind: "group" }),
            makeRow("a", "fine"),
            makeRow("bad", "o1", { kind: "group", is_late: true }),
            makeRow("b", "bad"),
        ];
        const other = makeRow("o2", false, { kind: "order" });
        const two = new PullChainTree([...rows, other]);
        expect(two.getExpandedAtFirst()).toEqual(["bad"]);
        expect(new PullChainTree(rows).getExpandedAtFirst()).toEqual(["o1", "bad"]);
    });

    test("finds by words, without accents, and shows what leads there", () => {
        const tree = new PullChainTree(makeRows());
        expect(getKeys(tree, [], { text: "chene" })).toEqual([
            "line",
            "out",
            "table",
            "oak",
        ]);
        expect(getKeys(tree, [], { text: "WELDING steel" })).toEqual([
            "line",
            "out",
            "table",
            "steel",
        ]);
        expect(getKeys(tree, ["line"], { text: "nothing of it" })).toEqual([]);
        const shown = tree.getShown(new Set(), { text: "chene" });
        expect(shown.map(({ isFound }) => isFound)).toEqual([
            false,
            false,
            false,
            true,
        ]);
    });

    test("only late, only critical", () => {
        const tree = new PullChainTree(makeRows());
        expect(getKeys(tree, [], { late: true })).toEqual([
            "line",
            "out",
            "table",
            "oak",
        ]);
        const shown = tree.getShown(new Set(), { critical: true });
        const found = shown.filter(({ isFound }) => isFound);
        expect(found.map(({ row }) => row.key)).toEqual(["table", "oak"]);
        expect(getKeys(tree, [], { late: true, text: "steel" })).toEqual([]);
    });

    test("sums up what is below", () => {
        const tree = new PullChainTree(makeRows());
        expect(tree.getSums("line")).toEqual({
            count: 5,
            done: 1,
            late: 1,
            start: "2031-03-03 08:00:00",
            end: "2031-03-19 08:00:00",
        });
        expect(tree.getSums("steel").count).toBe(0);
    });

    test("an order that is read anew keeps its place and whom it hits", () => {
        const tree = new PullChainTree([
            makeRow("o1", false, { kind: "order", order: 1, hit: 90 }),
            makeRow("a", "o1", { order: 1 }),
            makeRow("o2", false, { kind: "order", order: 2 }),
        ]);
        const fresh = [
            makeRow("o1", false, { kind: "order", order: 1 }),
            makeRow("a", "o1", { order: 1, is_critical: true }),
            makeRow("b", "o1", { order: 1 }),
        ];
        const changed = tree.withOrder(1, fresh);
        expect(changed.rows.map(({ key }) => key)).toEqual(["o1", "a", "b", "o2"]);
        expect(changed.byKey.get("o1").hit).toBe(90);
        expect(changed.byKey.get("a").is_critical).toBe(true);
    });
});

describe("scale", () => {
    const params = { now: NOW, closed: ["2031-03-08", "2031-03-09"], zoom: "day" };

    test("moments stand by their days and hours", () => {
        mockDate(NOW, 0);
        const scale = new PullChainScale(makeRows(), params);
        expect(scale.first.toISODate()).toBe("2031-03-01");
        expect(scale.getPoint("2031-03-02 00:00:00")).toBe(40);
        expect(scale.getPoint("2031-03-02 12:00:00")).toBe(60);
        expect(scale.getSpan("2031-03-02 00:00:00", "2031-03-04 00:00:00")).toEqual({
            left: 40,
            width: 80,
        });
        expect(scale.today).toBe(90);
    });

    test("what takes no time can still be seen", () => {
        const scale = new PullChainScale(makeRows(), params);
        const moment = "2031-03-04 08:00:00";
        expect(scale.getSpan(moment, moment).width).toBe(6);
    });

    test("closed days that follow each other are one", () => {
        mockDate(NOW, 0);
        const scale = new PullChainScale(makeRows(), params);
        expect(scale.closed).toEqual([{ left: 280, width: 80 }]);
    });

    test("headings by zoom", () => {
        mockDate(NOW, 0);
        const labels = (zoom) =>
            new PullChainScale(makeRows(), { ...params, zoom, width: 400 })
                .getHeading()
                .map((line) => line[0].label);
        expect(labels("day")).toEqual(["March 2031", "1"]);
        expect(labels("month")).toEqual(["2031", "Feb"]);
    });

    test("the closest zoom that fits is taken", () => {
        const rows = makeRows();
        expect(PullChainScale.getFitting(rows, { ...params, room: 1500 })).toBe("day");
        expect(PullChainScale.getFitting(rows, { ...params, room: 500 })).toBe("week");
        expect(PullChainScale.getFitting(rows, { ...params, room: 10 })).toBe("month");
    });
});

describe("words", () => {
    test("spans of time as on the server", () => {
        allowTranslations();
        expect(String(formatSpan(5 * 1440 + 61))).toBe("5 days 1 h");
        expect(String(formatSpan(150))).toBe("2 h 30 min");
        expect(String(formatSpan(0))).toBe("0 min");
    });

    test("what is done is never late any more", () => {
        expect(getTone(makeRow("a", false, { is_late: true }))).toBe("late");
        const done = { is_late: true, state: "done", actual_end: NOW };
        expect(getTone(makeRow("a", false, done))).toBe("done");
    });
});

describe("row", () => {
    async function mountRow(values, shown = {}) {
        mockDate(NOW, 0);
        const row = makeRow("Oak", false, values);
        const scale = new PullChainScale([row], { now: NOW, closed: [], zoom: "day" });
        class Parent extends Component {
            static components = { PullChainRow };
            static template = xml`<PullChainRow t-props="props"/>`;
            static props = ["*"];
        }
        await mountWithCleanup(Parent, {
            props: {
                shown: { row, depth: 1, hasChildren: false, isFound: true, ...shown },
                sums: null,
                scale,
                isActive: true,
                isHit: false,
                hasCosts: true,
                index: 3,
                onToggle: () => {},
                onOpen: () => {},
                onActivate: () => {},
            },
        });
    }

    test("says in words what its bars show", async () => {
        await mountRow({
            kind: "purchase",
            start: "2031-03-03 08:00:00",
            end: "2031-03-19 08:00:00",
            planned_end: "2031-03-14 08:00:00",
            slack: 2880,
            is_critical: true,
            is_late: true,
            reason: "Oak arrives Mar 19.",
        });
        const [row] = queryAll("[role=row]");
        expect(row.getAttribute("aria-level")).toBe("2");
        expect(row.getAttribute("aria-label")).toBe(
            "Purchase, Oak, MO/Oak, Waiting, 0 of 1, Mar 3 – Mar 19, " +
                "planned for Mar 14, 2 days to spare, on the critical path, " +
                "Oak arrives Mar 19."
        );
        expect(".o_bar").toHaveCount(1);
        expect(".o_planned").toHaveCount(1);
        expect(".o_tail").toHaveCount(1);
        expect(".o_tone_late.o_critical").toHaveCount(1);
    });

    test("names what it is for besides", async () => {
        await mountRow({ also: ["MO/1", "MO/2", "MO/3"] });
        expect(queryAllTexts(".o_pull_chain_more span").join(" ")).toInclude(
            "also under MO/1, MO/2 and 1 more"
        );
    });

    test("setup and cost, for who sees costs", async () => {
        await mountRow({ setup: 35, cost: 12.5, currency: 1 });
        expect(".o_pull_chain_costs").toHaveText("35 min, $ 12.50");
    });

    test("what is done has no time to spare", async () => {
        await mountRow({
            state: "done",
            start: "2031-03-01 08:00:00",
            end: "2031-03-02 08:00:00",
            actual_start: "2031-03-01 08:00:00",
            actual_end: "2031-03-02 08:00:00",
            slack: 2880,
        });
        expect(".o_tail").toHaveCount(0);
        expect(".o_actual").toHaveCount(1);
    });
});

describe("screen", () => {
    /** Opens the screen of an order; `getRows` is asked whenever it reads anew. */
    async function openScreen(getRows) {
        mockDate(NOW, 0);
        onRpc("sale.order", "get_pull_chain_screen", () => {
            expect.step("read");
            return {
                rows: getRows(),
                orders: [1],
                worked_out: [1],
                head: false,
                costs: false,
                now: NOW,
                closed: [],
                names: ["S00001"],
                more: 0,
                ranked: false,
            };
        });
        await mountWithCleanup(WebClient);
        await getService("action").doAction({
            type: "ir.actions.client",
            tag: "pull_chain",
            params: { res_model: "sale.order", res_ids: [1] },
        });
        await animationFrame();
        expect.verifySteps(["read"]);
    }

    /** Tells the screen what the server tells when something of the order changes. */
    async function tellChange() {
        const { env } = MockServer;
        env["bus.bus"]._sendone("pull_chain_1", "pull_chain/changed", { id: 1 });
        await waitNotifications(["pull_chain/changed", { id: 1 }]);
        await advanceTime(1000);
        await animationFrame();
    }

    test("reads anew when the server tells it, and keeps what is expanded", async () => {
        const rows = makeRows();
        await openScreen(() => rows);
        await waitForChannels(["pull_chain_1"]);
        expect("[data-key=oak]").toHaveCount(1);
        await press("/");
        await animationFrame();
        expect(".o_pull_chain_search input").toBeFocused();

        await click("[data-key=table] button.o_pull_chain_toggle");
        await animationFrame();
        expect("[data-key=oak]").toHaveCount(0);

        rows.push(makeRow("top", "out", { name: "MO/new" }));
        rows.find(({ key }) => key === "leg").reason = "Made by another run.";
        await tellChange();
        expect.verifySteps(["read"]);
        expect("[data-key=top]").toHaveCount(1);
        expect("[data-key=leg]").toHaveText(/Made by another run/);
        expect("[data-key=oak]").toHaveCount(0);
    });

    test("several changes at once are one reading; other orders are none", async () => {
        await openScreen(makeRows);
        await waitForChannels(["pull_chain_1"]);
        const { env } = MockServer;
        env["bus.bus"]._sendone("pull_chain_2", "pull_chain/changed", { id: 2 });
        await advanceTime(1000);
        expect.verifySteps([]);
        env["bus.bus"]._sendone("pull_chain_1", "pull_chain/changed", { id: 1 });
        env["bus.bus"]._sendone("pull_chain_1", "pull_chain/changed", { id: 1 });
        await waitNotifications(
            ["pull_chain/changed", { id: 1 }],
            ["pull_chain/changed", { id: 1 }]
        );
        await tellChange();
        expect.verifySteps(["read"]);
    });

    test("prints what is expanded, as small as a page needs it", async () => {
        patchWithCleanup(window, { print: () => expect.step("print") });
        await openScreen(makeRows);
        await click("button[name=print]");
        window.dispatchEvent(new Event("beforeprint"));
        expect.verifySteps(["print"]);
        const [root] = queryAll(".o_pull_chain");
        const share = Number(root.style.getPropertyValue("--o-pull-print"));
        expect(share).toBeGreaterThan(0.34);
        expect(share).not.toBeGreaterThan(1);
    });

    test("500 rows: all are there, searched and filtered", async () => {
        const runs = Array.from({ length: 250 }, (_, number) => `run${number}`);
        const rows = [
            makeRow("line", false, { kind: "line" }),
            ...runs.flatMap((key, number) => [
                makeRow(key, "line", { is_late: number === 7 }),
                makeRow(`${key}-part`, key, { kind: "purchase" }),
            ]),
        ];
        await openScreen(() => rows);
        const buttons = () => queryAll("button[name=expand]");
        if (queryAllTexts("button[name=expand]")[0] === "Expand") {
            await click(buttons()[0]);
            await animationFrame();
        }
        expect("[role=row][data-key]").toHaveCount(501);
        await click(".o_pull_chain_search input");
        await edit("run249");
        await animationFrame();
        expect("[data-key=run249]").toHaveCount(1);
        expect("[data-key=run248]").toHaveCount(0);
        await edit("");
        await click("button[name=late]");
        await animationFrame();
        expect("[role=row][data-key]").toHaveCount(2);
    });
});
