import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { PullCardBoardController } from "./pull_card_board";

/**
 * The cards of a count: what is scanned is there.
 */
export class PullCountBoardController extends PullCardBoardController {
    get hasModes() {
        return false;
    }

    callScan(code) {
        const count = this.props.context.pull_count_id;
        return this.orm.call("pull.kanban.count", "scan_card", [[count], code]);
    }

    callUndo(id) {
        return this.orm.call("pull.kanban.count.line", "action_undo", [[id]]);
    }
}

registry.category("views").add("pull_count_board", {
    ...kanbanView,
    Controller: PullCountBoardController,
});
