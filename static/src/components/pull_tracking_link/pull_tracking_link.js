import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Copies a link; where the browser allows no copying, shows it to be copied by hand. */
export async function copyTrackingLink(env, { params }) {
    const { notification } = env.services;
    try {
        await browser.navigator.clipboard.writeText(params.link);
        notification.add(_t("Whoever has the link can follow this order."), {
            title: _t("Tracking Link Copied"),
            type: "success",
        });
    } catch {
        notification.add(params.link, {
            title: _t("Copy This Link"),
            type: "info",
            sticky: true,
        });
    }
    return { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("pull_copy_tracking_link", copyTrackingLink);
