import { registry } from "@web/core/registry";
import {
    ProgressBarField,
    progressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

import { onWillDestroy } from "@odoo/owl";

const EVERY = 2000; // milliseconds

/** A progress bar that reads its record again while the work goes on. */
export class PullProgress extends ProgressBarField {
    setup() {
        super.setup();
        const timer = setInterval(() => this.reload(), EVERY);
        onWillDestroy(() => clearInterval(timer));
    }

    async reload() {
        const { record } = this.props;
        if (record.data.state === "running" && !document.hidden) {
            await record.load();
        }
    }
}

registry.category("fields").add("pull_progress", {
    ...progressBarField,
    component: PullProgress,
});
