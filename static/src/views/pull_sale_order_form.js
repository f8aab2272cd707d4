import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { x2ManyCommands } from "@web/core/orm_service";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { executeButtonCallback } from "@web/views/view_button/view_button_hook";

import { PullChangePreview } from "../components/pull_change_preview/pull_change_preview";

import { useSubEnv } from "@odoo/owl";

const ORDER_FIELDS = ["commitment_date"];
const LINE_FIELDS = [
    "product_uom_qty",
    "product_uom_id",
    "product_id",
    "customer_lead",
];

// What takes a walk through all that a quotation would pull: asked when it is open.
const LATER = ["pull_blocking_count", "pull_warning_count", "pull_readiness_summary"];
const LATER_OF_LINES = [
    "setup_hint",
    "setup_is_heavy",
    "setup_cost_estimate",
    "setup_cost_unit_estimate",
    "setup_share_estimate",
];

/**
 * Shows what a change of a confirmed order, or its cancellation, does to the documents
 * that supply it, where somebody must decide about one. Nothing is saved until then.
 */
export class PullSaleOrderFormController extends FormController {
    setup() {
        super.setup();
        const onClickViewButton = this.env.onClickViewButton;
        useSubEnv({
            onClickViewButton: (params) =>
                this.onClickOrderButton(params, onClickViewButton),
        });
    }

    get modelParams() {
        const params = super.modelParams;
        params.hooks.onRootLoaded = (root) => {
            this.tellLater(root);
        };
        return params;
    }

    async onRecordSaved(record) {
        await super.onRecordSaved(...arguments);
        this.tellLater(record);
    }

    /** Shows the supply check and the setups of a quotation that is open already. */
    async tellLater(root) {
        const { state, order_line: list } = root.data;
        if (!root.resId || !["draft", "sent"].includes(state)) {
            return;
        }
        await Promise.all([
            this.readLater([root], LATER),
            list && this.readLater(list.records, LATER_OF_LINES),
        ]);
    }

    async readLater(records, names) {
        const known = new Map(
            records
                .filter((record) => record.resId)
                .map((record) => [record.resId, record])
        );
        const [first] = known.values();
        const shown = names.filter((name) => first && name in first.activeFields);
        if (!shown.length) {
            return;
        }
        const told = await this.orm.silent.read(
            first.resModel,
            [...known.keys()],
            shown
        );
        for (const { id, ...values } of told) {
            known.get(id)._applyValues(values);
        }
    }

    /** The preview of a cancellation stands in for core's unspecific question. */
    async onClickOrderButton(params, onClickViewButton) {
        const record = this.model.root;
        const isCancel = params.clickParams.name === "action_cancel";
        if (!isCancel || !this.isSupplied(record)) {
            return onClickViewButton(params);
        }
        return executeButtonCallback(this.rootRef.el, () =>
            this.cancelOrder(record, params, onClickViewButton)
        );
    }

    async cancelOrder(record, params, onClickViewButton) {
        const entries = await this.getPreview(record, { state: "cancel" });
        if (!this.needsDecision(entries)) {
            return onClickViewButton(params);
        }
        const labels = {
            title: _t("Cancel This Order?"),
            applyLabel: _t("Cancel the Order"),
        };
        if (!(await this.askToApply(entries, labels))) {
            return;
        }
        const clickParams = { ...params.clickParams, confirm: undefined };
        this.isChangeAccepted = true;
        try {
            await onClickViewButton({ ...params, clickParams });
        } finally {
            this.isChangeAccepted = false;
        }
    }

    /** Who presses Confirm is asked before run sizes make very many runs of it, and
     * before it comes later than the customer asks for. */
    async beforeExecuteActionButton(clickParams) {
        const proceed = await super.beforeExecuteActionButton(...arguments);
        const { resId, resModel } = this.model.root;
        if (proceed === false || clickParams.name !== "action_confirm" || !resId) {
            return proceed;
        }
        const told = await this.orm.call(resModel, "get_pull_many_runs", [[resId]]);
        return told.length ? this.askBeforeConfirming(told) : proceed;
    }

    async afterExecuteActionButton(clickParams) {
        await super.afterExecuteActionButton(...arguments);
        const { resId } = this.model.root;
        if (clickParams.name === "action_confirm" && resId) {
            await this.tellWhatWasMade(resId);
        }
    }

    /** Confirming says what it made, and when it comes. */
    async tellWhatWasMade(resId) {
        const names = ["state", "pull_supply_count", "pull_summary"];
        const [order] = await this.orm.read(this.model.root.resModel, [resId], names);
        if (order.state !== "sale" || !order.pull_summary) {
            return;
        }
        this.env.services.notification.add(order.pull_summary, {
            title: _t(
                "Manufacturing and purchase orders made: %s",
                order.pull_supply_count
            ),
            type: "success",
        });
    }

    askBeforeConfirming(told) {
        return new Promise((resolve) => {
            this.dialogService.add(
                ConfirmationDialog,
                {
                    title: _t("Confirm This Order?"),
                    body: told.join("\n"),
                    confirmLabel: _t("Confirm Anyway"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Go Back"),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }

    async onWillSaveRecord(record, changes) {
        const proceed = await super.onWillSaveRecord(...arguments);
        if (proceed === false || !this.shouldPreview(record, changes)) {
            return proceed;
        }
        const entries = await this.getPreview(record, changes);
        if (!this.needsDecision(entries)) {
            return proceed;
        }
        // Nobody reads a dialog in a hidden tab: the change waits there, unsaved.
        if (document.visibilityState === "hidden") {
            return false;
        }
        return this.askToApply(entries, {
            title: _t("What This Change Does"),
            applyLabel: _t("Apply the Change"),
        });
    }

    shouldPreview(record, changes) {
        return (
            !this.isChangeAccepted &&
            !this.model._urgentSave &&
            this.isSupplied(record) &&
            (ORDER_FIELDS.some((name) => name in changes) ||
                (changes.order_line || []).some((command) =>
                    this.isSupplyChange(command)
                ))
        );
    }

    isSupplied(record) {
        const { state, locked } = record.data;
        return Boolean(record.resId) && state === "sale" && !locked;
    }

    isSupplyChange([code, , values]) {
        return (
            code === x2ManyCommands.DELETE ||
            (code === x2ManyCommands.UPDATE &&
                LINE_FIELDS.some((name) => name in values))
        );
    }

    getPreview(record, changes) {
        return this.orm.call(record.resModel, "get_pull_change_preview", [
            [record.resId],
            changes,
        ]);
    }

    needsDecision(entries) {
        return entries.some((entry) => entry.needs_decision);
    }

    /** Resolves to true if the reader applies the change, to false otherwise. */
    askToApply(entries, labels) {
        return new Promise((resolve) => {
            this.dialogService.add(
                PullChangePreview,
                { entries, ...labels, onApply: () => resolve(true) },
                { onClose: () => resolve(false) }
            );
        });
    }
}

registry.category("views").add("pull_sale_order_form", {
    ...formView,
    Controller: PullSaleOrderFormController,
});
