import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { BadgeField, badgeField } from "@web/views/fields/badge/badge_field";

/** A supply policy by its name alone, without what it means. */
export class PullPolicyBadge extends BadgeField {
    get formattedValue() {
        return super.formattedValue.split(":")[0];
    }
}

registry.category("fields").add("pull_policy_badge", {
    ...badgeField,
    component: PullPolicyBadge,
    displayName: _t("Supply policy"),
    supportedTypes: ["selection"],
});
