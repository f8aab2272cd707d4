import { onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { kanbanView } from "@web/views/kanban/kanban_view";

const UNDO = 60000;

/**
 * The board of kanban cards: what is scanned with a wedge scanner, typed, or seen by the
 * camera empties a card, or opens it; for a minute it can be undone.
 */
export class PullCardBoardController extends kanbanView.Controller {
    static template = "pull_through_production.CardBoard";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.scan = useState({ code: "", opens: false, told: false, undo: false });
        this.input = useRef("scan");
        this.mayScan = false;
        this.hasCamera = isBarcodeScannerSupported();
        const barcodes = useService("barcode");
        useBus(barcodes.bus, "barcode_scanned", (event) =>
            this.onScanned(event.detail.barcode)
        );
        onWillStart(async () => {
            this.mayScan = await user.hasGroup("stock.group_stock_user");
        });
        onWillUnmount(() => clearTimeout(this.timer));
    }

    onKeydown(event) {
        if (event.key === "Enter") {
            this.onScanned(this.scan.code);
        }
    }

    async onCamera() {
        const code = await scanBarcode(this.env);
        if (code) {
            await this.onScanned(code);
        }
    }

    async onScanned(code) {
        if (!code.trim() || !this.mayScan) {
            return;
        }
        this.clear();
        this.tell(await this.callScan(code));
        await this.model.load();
    }

    /** Whether a scan may mean more than one thing. */
    get hasModes() {
        return true;
    }

    callScan(code) {
        return this.orm.call("pull.kanban.card", "scan", [code, this.scan.opens]);
    }

    callUndo(id) {
        return this.orm.call("pull.kanban.card", "action_undo", [[id]]);
    }

    clear() {
        // A scanner types faster than the field is drawn.
        this.scan.code = "";
        this.input.el.value = "";
    }

    tell(told) {
        clearTimeout(this.timer);
        Object.assign(this.scan, {
            told,
            undo: told.kind === "success" && told.id,
        });
        this.timer = setTimeout(() => (this.scan.undo = false), UNDO);
    }

    async onUndo() {
        const id = this.scan.undo;
        this.scan.undo = false;
        await this.callUndo(id);
        this.scan.told = false;
        await this.model.load();
    }

    get toldClass() {
        return `alert-${this.scan.told.kind}`;
    }
}

registry.category("views").add("pull_card_board", {
    ...kanbanView,
    Controller: PullCardBoardController,
});
