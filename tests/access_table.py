"""Who may do what with what is ours: decided here, and nowhere derived from the code.

A new field, model or public method has no decision yet: `TestAccessTable` fails until
one is written down here. `TestAccessMatrix` then holds the module to it, kind of user
by kind; `tests/attack.py` tells by it what no answer may hold.
"""

# Kinds of users, and the groups that make them one.
KINDS = {
    "administrator": "base.group_system",
    "seller": "sales_team.group_sale_salesman",
    "seller_all": "sales_team.group_sale_salesman_all_leads",
    "sales_manager": "sales_team.group_sale_manager",
    "buyer": "purchase.group_purchase_user",
    "purchase_manager": "purchase.group_purchase_manager",
    "operator": "mrp.group_mrp_user",
    "planner": "mrp.group_mrp_manager",
    "storekeeper": "stock.group_stock_user",
    "invoicing": "account.group_account_invoice",
    "accountant": "account.group_account_user",
    "account_manager": "account.group_account_manager",
    "costs": "pull_through_production.group_pull_cost",
    "internal": "base.group_user",
    # sells their own orders, and buys and makes for everybody's
    "mixed": "sales_team.group_sale_salesman,purchase.group_purchase_user,"
    "mrp.group_mrp_user",
    "customer": "base.group_portal",
    "vendor": "base.group_portal",
    "subcontractor": "base.group_portal",
    "public": "base.group_public",
}
OUTSIDE = {"customer", "vendor", "subcontractor", "public"}
INTERNAL = set(KINDS) - OUTSIDE
SELLERS = {"seller", "seller_all", "sales_manager", "mixed"}
BUYERS = {"buyer", "purchase_manager", "mixed"}
MAKERS = {"operator", "planner", "mixed"}
COST = {"planner", "accountant", "account_manager", "costs"}
# Who handles containers: users of the inventory.
HANDLERS = MAKERS | {"storekeeper"}
CHAIN = SELLERS | BUYERS | MAKERS
ACCOUNTANTS = {"accountant", "account_manager"}

# Who sees a field, beside the rights on its model. "readers" may read the model.
AUDIENCES = {
    "readers": set(KINDS),
    "internal": INTERNAL,
    "makers": MAKERS,
    "buyers": BUYERS,
    "cost": COST,
    "books": {"accountant", "account_manager"},
    "settings": {"administrator"},
    "sellers": SELLERS,
    # Only the module itself: what is in it is given by a button.
    "nobody": set(),
}

# Which rows of a model they see: of their companies; as "company", but of orders only
# those that they may read; their own rows; or all, for they belong to no company.
COMPANY, ORDERS, MINE, SHARED = "company", "orders", "mine", "shared"
# Of their companies: "own" rows, about a vendor, by who buys, others by who makes.
SUBJECTS = "subjects"


class Rights:
    """Who reads, writes, creates and deletes rows of a model of ours, and which."""

    def __init__(self, rows, read, write=(), create=(), unlink=()):
        self.rows = rows
        self.read = set(read)
        self.write = set(write)
        self.create = set(create)
        self.unlink = set(unlink)

    def get(self, operation):
        return getattr(self, operation)


MODELS = {
    "pull.accrual": Rights(MINE, COST),
    "pull.accrual.day": Rights(MINE, *[COST] * 3),
    "pull.action": Rights(MINE, CHAIN),
    "pull.advice": Rights(COMPANY, MAKERS),
    "pull.advice.build": Rights(COMPANY, {"planner"}),
    "pull.cogs.line": Rights(ORDERS, COST),
    "pull.cogs.report": Rights(ORDERS, COST),
    "pull.cost.build": Rights(COMPANY, *[{"account_manager"}] * 4),
    "pull.cost.control": Rights(MINE, ACCOUNTANTS),
    "pull.cost.control.day": Rights(MINE, *[ACCOUNTANTS] * 3),
    "pull.cost.gap": Rights(COMPANY, COST),
    "pull.cost.log": Rights(ORDERS, COST),
    "pull.cost.sheet.row": Rights(MINE, COST),
    "pull.cost.variance": Rights(ORDERS, COST),
    "pull.exception": Rights(ORDERS, CHAIN, write=CHAIN),
    "pull.finding.kind": Rights(SHARED, CHAIN | {"administrator"}),
    "pull.kanban.card": Rights(COMPANY, HANDLERS | BUYERS),
    "pull.kanban.count": Rights(COMPANY, HANDLERS, create=HANDLERS),
    "pull.kanban.count.line": Rights(COMPANY, HANDLERS),
    "pull.kanban.log": Rights(COMPANY, HANDLERS | BUYERS),
    "pull.kanban.loop": Rights(COMPANY, HANDLERS | BUYERS, *[{"planner"}] * 3),
    "pull.kanban.report": Rights(COMPANY, HANDLERS | BUYERS),
    "pull.kanban.suggestion": Rights(COMPANY, HANDLERS | BUYERS),
    "pull.kanban.supply": Rights(COMPANY, HANDLERS | BUYERS),
    "pull.lead.time": Rights(SUBJECTS, BUYERS | MAKERS),
    "pull.load.week": Rights(MINE, MAKERS),
    "pull.open.chain": Rights(MINE, CHAIN),
    "pull.ordering.cost": Rights(ORDERS, COST),
    "pull.promise.record": Rights(ORDERS, CHAIN),
    "pull.readiness.finding": Rights(MINE, CHAIN),
    "pull.reservation": Rights(ORDERS, CHAIN),
    "pull.decoupling.map": Rights(MINE, *[MAKERS] * 3),
    "pull.rule.review": Rights(MINE, *[{"planner"}] * 3),
    "pull.rule.review.line": Rights(MINE, *[{"planner"}] * 3),
    "pull.setup.reason": Rights(SHARED, CHAIN, *[{"planner"}] * 3),
    "pull.setup.record": Rights(MINE, MAKERS, write=MAKERS, create=MAKERS),
    "pull.setup.report": Rights(COMPANY, MAKERS | COST),
    "pull.supply.document": Rights(MINE, CHAIN),
    "pull.switch": Rights(COMPANY, MAKERS),
    "pull.switch.change": Rights(COMPANY, MAKERS),
    "pull.switch.outcome": Rights(COMPANY, MAKERS),
    "pull.switch.dialog": Rights(MINE, *[{"planner"}] * 3),
    "pull.switch.dialog.line": Rights(MINE, *[{"planner"}] * 4),
    "pull.wip": Rights(MINE, COST),
    "pull.work.limit": Rights(COMPANY, MAKERS, *[{"planner"}] * 3),
    "pull.wip.day": Rights(MINE, *[COST] * 3),
    "stock.move.cost.line": Rights(COMPANY, COST),
    "stock.move.cost.source": Rights(COMPANY, COST),
}

# Abstract models have no rows; their methods are those of the models that take part.
ABSTRACT = {
    "pull.alike.mixin",
    "pull.chain.mixin",
    "pull.exception.mixin",
    "pull.hits.mixin",
    "pull.openable.mixin",
    "pull.order.row.mixin",
    "pull.pegged.mixin",
    "pull.remembered.mixin",
    "pull.urgent.mixin",
    "report.pull_through_production.cost_sheet",
}

# Who sees each field of ours. "typed": whoever may write the record writes it; all
# others are kept by the module alone.
FIELDS = {
    "account.move": {
        "cost": "pull_cogs_split pull_cost_log_ids pull_has_transfers",
        "internal": "pull_cost_cause pull_is_accrual setup_production_id",
    },
    "mrp.account.wip.accounting": {"cost": "pull_wip_posted"},
    "account.move.line": {
        "cost": "cogs_row_ids pull_cogs_side pull_sale_line_id",
        "internal": "pull_accrual_key",
    },
    "mrp.bom": {
        "internal": "run_size_warning setup_table",
        "internal, typed": "run_size",
    },
    "mrp.production": {
        "books": "setup_move_count setup_move_ids",
        "cost": """
            pull_setups_planned pull_variance_ids pull_variance_kept
            pull_variance_words
            run_cost setup_cost setup_cost_planned setup_cost_unit setup_share
            setup_variance
        """,
        "internal": """
            has_pull_exceptions kanban_card kanban_supply_id pull_customers
            pull_date_finish pull_date_planned pull_exception_count pull_hits
            pull_is_placed
            pull_order_ids pull_partner_ids
            pull_sale_line_ids pull_served pull_served_lines
            pull_specification run_count run_number setup_basis
            setup_currency_id setup_measured setup_minutes
            setup_minutes_planned supply_policy
            pull_needed_by pull_slack pull_urgent_order
            pull_is_held pull_let_through_by_id pull_let_through_on pull_room
        """,
        "settings": "pull_urgencies",
    },
    "mrp.routing.workcenter": {
        "cost": "setup_cost_planned",
        "cost, typed": "setup_cost setup_cost_override",
        "internal": "currency_id setup_minutes_planned",
        "internal, typed": "setup_minutes setup_time_override",
    },
    "mrp.workcenter": {
        "cost, typed": "setup_account_id setup_cost",
        "internal": """
            pull_hits pull_reserved_hours setup_week_count setup_week_minutes
        """,
        "internal, typed": "pull_buffer_days setup_on_split setup_once",
        "makers": "pull_promise_factor",
    },
    "mrp.workcenter.capacity": {
        "cost, typed": "setup_cost",
        "internal": "currency_id",
    },
    "mrp.workcenter.productivity": {
        "internal, typed": "is_setup",
    },
    "mrp.workorder": {
        "cost": """
            setup_cost setup_cost_planned setup_date_booked setup_fixed_booked
            setup_fixed_planned setup_rate_planned setup_spent_entered
            setup_spent_posted setup_variance
        """,
        "cost, typed": "setup_fixed_spent",
        "internal": """
            pull_date_finish pull_date_start pull_due pull_for pull_material
            pull_minutes_planned pull_specification setup_basis
            setup_currency_id setup_frozen setup_measured setup_minutes
            setup_minutes_planned setup_needed setup_skipped setup_step
            pull_room
        """,
        "internal, typed": "setup_reason_id",
    },
    "product.category": {
        "internal": """
            effective_supply_policy pull_order_specific_category_id
            pull_order_specific_findings
        """,
        "internal, typed": """
            pull_buffer_days pull_order_specific_cost supply_policy
        """,
    },
    "product.product": {
        "makers": "setup_count",
    },
    "product.template": {
        "internal": """
            effective_supply_policy pull_order_specific
            pull_order_specific_note supply_policy_summary
            supply_policy_warning
        """,
        "internal, typed": "supply_policy",
        "makers": "setup_count",
    },
    "pull.cogs.line": {
        "readers": """
            account_move_id account_move_line_id amount basis company_id
            currency_id date kind order_id product_id production_id
            sale_line_id
        """,
    },
    "pull.cogs.report": {
        "readers": """
            account_move_line_id basis carrying carrying_push categ_id cogs
            cogs_rest company_id contribution currency_id date gross_margin has_setup
            is_averaged is_loss is_negative kind landed margin_share material
            order_id ordering ordering_cogs partner_id product_id
            product_tmpl_id production_id purchase_line_id quantity revenue
            run sale_line_id setup_fixed setup_time stock stock_move_id
            subcontract team_id user_id variance
        """,
    },
    "pull.cost.build": {
        "readers": """
            company_id date_last date_start items_done items_total message
            moves_done moves_total progress state
        """,
    },
    "pull.cost.control": {
        "readers": """
            as_of balance can_settle cause company_id currency_id date
            difference document expected found is_rest items product_id res_id
            res_model sale_line_id
        """,
    },
    "pull.cost.control.day": {"readers, typed": "day"},
    "pull.accrual": {
        "readers": """
            accrual_key as_of company_id cost currency_id document entry_id kind
            partner_id product_id purchase_line_id quantity revenue sale_line_id waiting
        """,
    },
    "pull.accrual.day": {"readers, typed": "day"},
    "pull.wip": {
        "readers": """
            age as_of begun cause company_id currency_id difference document is_rest
            items material order_id partner_id posted product_id production_id
            quantity run_time setup_fixed setup_time stage total
        """,
    },
    "pull.wip.day": {"readers, typed": "day"},
    "pull.work.limit": {
        "readers": "begun_ids in_process waiting_count waiting_ids",
        "readers, typed": "active category_id company_id measure most workcenter_id",
    },
    "pull.advice": {
        "cost": """
            cost_hybrid cost_kanban cost_parts cost_pull cost_push even_setup
            order_setup saving
        """,
        "readers": """
            advice busiest_id busy_count busy_pulled busy_without categ_id center_loads
            center_text company_id currency_id customer_count date_from
            date_to date_worked demand_kind even_orders forecast given_count given_least
            given_median interval is_clear is_congested is_fast is_full lead_days
            largest lead_count lead_deviation lead_kind lead_mean lead_path
            lead_variation left_out_count line_count
            lot_size lots_year missing orders_year own_days policy product_id quantity
            quantity_year ratio reason safety_stock season_factor season_week state
            specified trend uom_id variation waiting_added week_count
            week_deviation week_mean
        """,
    },
    "pull.advice.build": {
        "readers": """
            company_id date_last date_start done message progress state total
        """,
    },
    "pull.decoupling.map": {
        "cost": "cost cost_now",
        "readers": "company_id currency_id is_known message product_id tree",
        "readers, typed": "days",
    },
    "pull.rule.review": {
        "readers": "company_id date",
        "readers, typed": "line_ids",
    },
    "pull.rule.review.line": {
        "readers": """
            high high_now is_by_hand location_id low low_now product_id review_id
            rule_id switch_id
        """,
        "readers, typed": "is_chosen",
    },
    "pull.switch.outcome": {
        "cost": "advised difference setup",
        "readers": """
            booked_count company_id currency_id delivered_count late_count line_count
            policy product_id quarter switch_id
        """,
    },
    "pull.switch": {
        "cost": "advised_setup",
        "readers": """
            categ_id change_ids company_id currency_id date date_gone date_undone
            is_adopted net_days note policy policy_before product_tmpl_id state
            undone_by_id
            user_id
        """,
    },
    "pull.switch.change": {
        "readers": """
            after before company_id label name res_id res_model switch_id value_after
            value_before
        """,
    },
    "pull.switch.dialog": {
        "readers": "company_id is_adoption",
        "readers, typed": "line_ids policy use_stock_first",
    },
    "pull.switch.dialog.line": {
        "readers": "changes dialog_id found net_days policy_now product_tmpl_id",
        "readers, typed": "is_chosen policy",
    },
    "pull.cost.gap": {
        "readers": """
            account_move_line_id company_id currency_id date difference
            expected found gap_type product_id reference stock_move_id
        """,
    },
    "pull.cost.log": {
        "readers": """
            account_move_id account_move_line_id after before cause change company_id
            currency_id date document order_id parts parts_after parts_before
            product_id stock_move_id subject user_id
        """,
    },
    "pull.cost.sheet.row": {
        "readers": """
            actual as_of booked company_id currency_id document kind level order_id
            part planned product production_id sale_line_id variance
        """,
    },
    "pull.cost.variance": {
        "readers": """
            actual amount cause company_id component_id currency_id date order_id
            partner_id planned product_id production_id type workcenter_id
        """,
    },
    "pull.exception": {
        "readers": """
            age can_apply_date can_keep_as_stock can_open can_reduce_request
            can_retry can_return company_id date_done date_wanted
            document_name hand_over is_return_planned kind message move_id
            order_id partner_id product_id quantity remedy res_id res_model
            resolution sale_line_id severity state uom_id
        """,
        "readers, typed": "user_id",
    },
    "pull.finding.kind": {
        "readers": "code sequence severity",
        "readers, typed": "name",
    },
    "pull.lead.time": {
        "readers": """
            actual_median actual_most company_id count date_taken is_enough is_mixed
            is_outdated kind may_take more_median more_most partner_id planned summary
            taken taken_before taken_by_id used used_before workcenter_id
        """,
    },
    "pull.kanban.card": {
        "readers": """
            company_id content content_text date_due date_printed date_state
            demand_move_id document is_cancelled is_late is_missing is_withdrawn
            location_id log_ids loop_id may_undo name number product_id replaced_by_id
            size size_text source_text stage state supply_id supply_ids uom_id
        """,
    },
    "pull.kanban.count": {
        "readers": """
            date date_done found_count left_count line_ids missing_count replaced_count
            state user_id
        """,
        "readers, typed": "company_id location_id loop_id",
    },
    "pull.kanban.count.line": {
        "readers": """
            card_id card_name company_id content_text count_id date location_id new_name
            product_id result stage user_id was_missing
        """,
    },
    "pull.kanban.log": {
        "readers": """
            card_id company_id date is_by_hand is_stockout location_id loop_id
            product_id quantity state state_from undone user_id
        """,
    },
    "pull.kanban.loop": {
        "readers": """
            card_ids empty_count full_count hold_reason in_use_count late_count
            measured_days ordered_count reprint_count state surplus uom_id
            withdrawn_count
        """,
        "readers, typed": """
            active bom_id card_count card_quantity company_id location_id partner_id
            product_id reorder_at replenishment_days safety signal signal_count source
            source_location_id trigger user_id
        """,
    },
    "pull.kanban.report": {
        "readers": "cards company_id day location_id loop_id product_id state",
    },
    "pull.kanban.suggestion": {
        "readers": """
            card_count card_quantity change company_id date date_decided days demand_day
            deviation_week is_measured largest location_id loop_id product_id reason
            safety safety_stock state suggested uom_id user_id week_count
        """,
    },
    "pull.kanban.supply": {
        "readers": """
            card_id company_id date_done date_due date_ordered days_actual days_late
            days_planned document location_id loop_id product_id quantity received state
            uom_id
        """,
        "settings": "move_ids production_ids purchase_line_ids",
    },
    "pull.ordering.cost": {
        "readers": """
            amount capitalised company_id currency_id date product_id
            purchase_id purchase_line_id sale_line_id
        """,
    },
    "pull.load.week": {
        "readers": """
            capacity company_id free late load other reserved setup setups used week
            workcenter_id
        """,
    },
    "pull.open.chain": {
        "readers": """
            company_id count customer expected is_late lateness line_ref name
            product_id promised quantity stage uom_id week
        """,
    },
    "pull.promise.record": {
        "buyers": "vendor_id",
        "readers": """
            actual_days asked_date categ_id cause_days cause_kind company_id date
            date_order delivered_date first_projected_date kept kept_share late_days
            order_id partner_id product_id projected_date promised_days state team_id
            user_id workcenter_id
        """,
    },
    "pull.readiness.finding": {
        "readers": """
            can_open kind message order_id ordered_product_id product_id
            remedy res_id res_model sale_line_id severity
        """,
    },
    "pull.reservation": {
        "readers": """
            company_id date_finish date_start date_until location_id minutes
            order_id partner_id product_id quantity sale_line_id uom_id
            workcenter_id
        """,
    },
    "pull.setup.reason": {
        "readers, typed": "active name sequence",
    },
    "pull.setup.record": {
        "cost, typed": "has_spent spent",
        "internal": "currency_id minutes_planned",
        "readers": """
            is_valued minutes_logged minutes_logged_setup minutes_run
            minutes_setup_now needs_reason
        """,
        "readers, typed": """
            minutes reason_id relation skipped workorder_id
        """,
    },
    "pull.setup.report": {
        "cost": """
            cost cost_fixed cost_lost cost_planned cost_share cost_unit
            cost_variance date_booked run_cost
        """,
        "readers": """
            basis categ_id company_id currency_id date minutes minutes_lost
            minutes_measured minutes_planned minutes_unit minutes_variance
            operation_id order_id partner_id product_id product_tmpl_id
            production_id quantity reason_id run_size setup_count state
            user_id workcenter_id workorder_id
        """,
    },
    "pull.action": {
        "readers": """
            can_open company_id currency_id date date_wanted key kind name orders
            product_id reason remedy res_id res_model sequence user_id
        """,
        "sellers": "amount",
    },
    "pull.supply.document": {
        "internal": "pull_specification",
        "readers": """
            can_open child_ids date_deadline date_start is_late key kind level
            name order_id parent_key parent_name product_id quantity res_id
            res_model sale_line_id state uom_id
        """,
    },
    "purchase.order": {
        "cost": "pull_ordering_cost",
        "internal": """
            has_pull_exceptions pull_customers pull_exception_count pull_hits
            pull_order_ids pull_partner_ids pull_sale_line_ids pull_served
            pull_served_lines
            pull_needed_by pull_slack pull_urgent_order
        """,
        "settings": "pull_urgencies",
    },
    "purchase.order.line": {
        "buyers": "pull_given_up_move_ids",
        "cost": """
            pull_ordering_account_id pull_ordering_cost_ids
            pull_ordering_share pull_price_planned
        """,
        "internal": """
            kanban_card kanban_supply_id
            pull_company_currency_id pull_customers pull_date_planned
            pull_order_ids pull_partner_ids pull_sale_line_ids pull_served
            pull_served_lines pull_served_quantities supply_policy
            pull_needed_by pull_slack pull_urgent_order
        """,
        "settings": "pull_urgencies",
    },
    "res.company": {
        "cost": "pull_control_told",
        "cost, typed": "pull_late_cost pull_order_cost pull_order_line_cost",
        "internal, typed": """
            pull_advice_weeks pull_blocking_kind_ids pull_buffer_days
            pull_capitalise_ordering
            pull_carrying_rate pull_carrying_capital pull_carrying_storage
            pull_carrying_insurance pull_carrying_obsolescence
            pull_congestion_limit pull_cost_changes pull_late_hours
            pull_learning_months pull_ordering_account_id pull_promise
            pull_push_days pull_reserve_days pull_runs_asked pull_service_level
            pull_setup_account_id
            pull_setup_spend_account_id pull_setup_threshold pull_supply_user_id
            pull_tell_date pull_tell_steps
            pull_accrual_asset_account_id pull_accrual_liability_account_id
            pull_variance_efficiency_account_id pull_variance_exchange_account_id
            pull_variance_lot_size_account_id pull_variance_price_account_id
            pull_variance_rate_account_id pull_variance_usage_account_id
            pull_variance_volume_account_id
        """,
    },
    "res.config.settings": {
        "cost, typed": "pull_late_cost pull_order_cost pull_order_line_cost",
        "internal": "pull_carrying_rate",
        "internal, typed": """
            pull_advice_weeks pull_buffer_days pull_capitalise_ordering
            pull_carrying_capital pull_carrying_storage
            pull_carrying_insurance pull_carrying_obsolescence
            pull_congestion_limit pull_service_level
            pull_cost_changes pull_late_hours pull_learning_months
            pull_ordering_account_id pull_promise pull_push_days pull_reserve_days
            pull_setup_account_id pull_setup_spend_account_id pull_setup_threshold
            pull_tell_date pull_tell_steps
            pull_accrual_asset_account_id pull_accrual_liability_account_id
            pull_variance_efficiency_account_id pull_variance_exchange_account_id
            pull_variance_lot_size_account_id pull_variance_price_account_id
            pull_variance_rate_account_id pull_variance_usage_account_id
            pull_variance_volume_account_id
        """,
        "settings, typed": """
            pull_blocking_kind_ids pull_runs_asked pull_supply_user_id
        """,
    },
    "res.partner": {
        "buyers": "pull_promise_days",
        "cost, typed": "pull_order_cost pull_order_cost_own",
    },
    "sale.order": {
        "cost": "pull_cost_sheet",
        "internal": """
            has_pull_exceptions pull_blocking_count pull_earliest_date
            pull_exception_count pull_exception_ids pull_has_state
            pull_has_tracking_link
            pull_is_reserved pull_is_told_late pull_late_text pull_lateness
            pull_place_after pull_plan pull_projected_date pull_readiness_summary
            pull_reservation_ids pull_reserved_changed pull_reserved_lines
            pull_reserved_text
            pull_supply_count pull_warning_count
            pull_needs pull_progress pull_promise_state pull_promised_date pull_stage
            pull_summary
        """,
        "internal, typed": "pull_reserved_until",
        "nobody": "pull_tracking_token",
    },
    "sale.order.line": {
        "buyers": "pull_cause_partner_id",
        "cost": """
            pull_carrying_cost pull_carrying_push pull_cogs_told pull_ordering_cost
            pull_ordering_cost_ids setup_cost_estimate
            setup_cost_unit_estimate setup_share_estimate
        """,
        "internal": """
            pull_asked_date pull_cause_kind pull_cause_minutes pull_cause_step
            pull_cause_workcenter_id pull_company_currency_id pull_delivered_date
            pull_earliest_date
            pull_earliest_why pull_expected pull_expected_late
            pull_first_projected_date pull_first_promised_date pull_is_tight
            pull_lateness
            pull_projected_date pull_promise_state pull_state
            pull_state_reason pull_supply_date pull_supply_kind setup_hint
            setup_is_heavy
            pull_progress pull_stage pull_waits
        """,
        "internal, typed": """
            pull_is_one_off pull_promised_date pull_specification supply_policy
        """,
    },
    "stock.move": {
        "cost": """
            cost_line_ids cost_source_ids cost_taker_ids pull_ordering_share
            pull_closed_on pull_cost_log_ids pull_is_periodic pull_price_frozen
            pull_price_planned
            pull_value_days
        """,
        "internal": "kanban_supply_id pull_goes_back supply_policy",
    },
    "stock.move.line": {
        "cost": "pull_picked_price",
        "internal": "pull_picked_on",
    },
    "stock.picking": {
        "internal": """
            pull_customers pull_order_ids pull_partner_ids pull_runs
            pull_sale_line_ids pull_served pull_served_lines
        """,
    },
    "stock.move.cost.line": {
        "readers": """
            amount cause company_id currency_id date kind move_id production_id weight
        """,
    },
    "stock.move.cost.source": {
        "readers": "company_id lot_id move_id quantity source_id",
    },
}

# Who may call each public method of ours, on records that they may read.
METHODS = {
    "account.move": {
        "action_open_cost_sheet": "readers",
        "action_view_pull_transfers": "document",
        "action_view_setup_production": "readers",
    },
    "mrp.production": {
        "action_pull_let_through": "planners",
        "action_pull_wait_again": "planners",
        "action_view_pull_chain": "chain",
        "get_pull_chain_screen": "chain",
        "action_view_pull_exceptions": "readers",
        "action_view_pull_variances": "document",
        "action_view_setup_moves": "document",
    },
    "mrp.workcenter": {
        "action_view_pull_chain": "chain",
        "get_pull_chain_screen": "chain",
        "action_view_pull_reservations": "chain",
        "action_view_setups": "readers",
    },
    "mrp.workorder": {
        "action_finish_setup": "writers",
        "action_record_setup": "writers",
        "action_start_setup": "writers",
    },
    "product.category": {"action_apply_order_specific_cost": "writers"},
    "product.product": {
        "action_open_pull_map": "makers",
        "action_pull_switch": "advised",
        "action_view_setups": "readers",
    },
    "product.template": {
        "action_pull_switch": "advised",
        "action_view_setups": "readers",
    },
    "pull.cogs.line": {
        "action_open_entry": "readers",
        "action_open_origin": "document",
    },
    "pull.cogs.report": {
        "action_open": "readers",
        "action_open_cost_sheet": "document",
        "action_open_journal_items": "readers",
    },
    "pull.advice": {
        "action_open_orders": "readers",
        "action_open_map": "makers",
        "action_switch": "advised",
        "action_work_out": "advised",
    },
    "pull.cost.build": {
        "action_continue": "writers",
        "action_start": "writers",
        "action_stop": "writers",
    },
    "pull.cost.control": {
        "action_control": "books",
        "action_open": "document",
        "action_settle": "document",
    },
    "pull.cost.control.day": {"action_show": "writers"},
    "pull.accrual": {
        "action_open": "document",
        "action_open_accruals": "costs",
        "action_post": "document",
    },
    "pull.accrual.day": {"action_show": "writers"},
    "pull.wip": {
        "action_open": "document",
        "action_open_wip": "costs",
        "action_post": "document",
    },
    "pull.wip.day": {"action_show": "writers"},
    "pull.work.limit": {"action_view_waiting": "readers"},
    "pull.cost.gap": {"action_open": "readers"},
    "pull.cost.log": {"action_open": "document"},
    "pull.cost.sheet.row": {"action_open": "document"},
    "stock.move.cost.line": {"action_open_origin": "document"},
    "pull.cost.variance": {
        "action_open": "document",
        "action_open_variances": "costs",
    },
    "pull.exception": {
        "action_apply_date": "document",
        "action_done": "writers",
        "action_keep_as_stock": "writers",
        "action_open": "readers",
        "action_open_document": "readers",
        "action_reduce_request": "document",
        "action_retry": "writers",
        "action_return_when_received": "document",
    },
    "pull.kanban.card": {
        "action_empty": "handlers",
        "action_found": "handlers",
        "action_not_found": "handlers",
        "action_open_supply": "document",
        "action_order": "handlers",
        "action_print": "handlers",
        "action_replace": "handlers",
        "action_undo": "handlers",
        "action_use": "handlers",
        "action_withdraw": "planners",
        "scan": "shelved",
    },
    "pull.kanban.count": {
        "action_finish": "handlers",
        "action_open_board": "handlers",
        "scan_card": "handlers",
    },
    "pull.kanban.count.line": {
        "action_found": "handlers",
        "action_not_found": "handlers",
        "action_replace": "handlers",
        "action_undo": "handlers",
    },
    "pull.kanban.loop": {
        "action_count": "handlers",
        "action_open_report": "shelved",
        "action_print": "handlers",
        "action_resume": "planners",
        "action_start": "planners",
        "action_stop": "planners",
        "action_view_cards": "shelved",
    },
    "pull.kanban.suggestion": {
        "action_accept": "planners",
        "action_keep": "planners",
        "action_work_out": "planners",
    },
    "pull.kanban.supply": {"action_open": "document"},
    "pull.lead.time": {
        "action_refresh": "learners",
        "action_undo": "takers",
        "action_use_median": "takers",
        "action_use_most": "takers",
        "action_use_planned": "takers",
    },
    "pull.load.week": {
        "action_open_load": "makers",
        "action_open_workorders": "readers",
    },
    "pull.open.chain": {
        "action_open_chains": "chain",
        "action_view_chain": "readers",
        "action_view_pull_chain": "readers",
        "get_pull_chain_screen": "readers",
    },
    "pull.promise.record": {"action_open": "readers"},
    "pull.readiness.finding": {"action_open": "readers"},
    "pull.setup.record": {"action_record": "writers", "action_finish_setup": "writers"},
    "pull.setup.report": {"action_open": "readers"},
    "pull.action": {
        "action_do": "readers",
        "action_open": "readers",
        "refresh_rows": "chain",
    },
    "pull.supply.document": {"action_open": "readers", "refresh": "document"},
    "pull.advice.build": {"action_show": "advised"},
    "pull.decoupling.map": {"action_apply": "document"},
    "pull.rule.review": {"action_apply": "writers", "action_review": "advised"},
    "pull.switch": {
        "action_open_outcome": "readers",
        "action_open_product": "readers",
        "action_undo": "document",
    },
    "pull.switch.dialog": {"action_adopt": "advised", "action_apply": "writers"},
    "purchase.order": {
        "action_view_pull_chain": "chain",
        "get_pull_chain_screen": "chain",
        "action_view_pull_exceptions": "readers",
    },
    "res.partner": {
        "action_view_pull_chain": "chain",
        "get_pull_chain_screen": "document",
    },
    "sale.order": {
        "action_view_pull_chain": "chain",
        "get_pull_chain_screen": "chain",
        "action_open_cost_sheet": "readers",
        "action_open_cost_table": "document",
        "action_pull_promise_earliest": "writers",
        "action_pull_promise_projected": "writers",
        "action_pull_tell_customer": "writers",
        "action_pull_copy_tracking_link": "writers",
        "action_pull_renew_tracking_link": "writers",
        "action_pull_revoke_tracking_link": "writers",
        "action_pull_release": "writers",
        "action_pull_reserve": "writers",
        "action_view_pull_exceptions": "readers",
        "action_view_pull_readiness": "chain",
        "action_view_pull_supply": "chain",
        "get_pull_change_preview": "writers",
        "get_pull_many_runs": "writers",
    },
    "sale.order.line": {
        "action_view_pull_chain": "chain",
        "get_pull_chain_screen": "chain",
    },
    "stock.picking": {
        "action_view_pull_chain": "chain",
        "get_pull_chain_screen": "chain",
    },
}
CALLERS = {
    "readers": INTERNAL,
    "writers": INTERNAL,
    "chain": CHAIN,
    "books": ACCOUNTANTS,
    "costs": COST,
    "advised": {"planner"},
    "learners": BUYERS | MAKERS,
    "makers": MAKERS,
    "handlers": HANDLERS,
    "shelved": HANDLERS | BUYERS,
    "planners": {"planner"},
    "takers": {"purchase_manager", "planner"},
    # Who has rights on the document that the record leads to; nobody else is led there.
    "document": set(),
}

# === What there is to decide, from the registry ===

MODULE = "pull_through_production"
MAGIC = {
    *("id", "display_name", "create_uid", "create_date", "write_uid", "write_date"),
}


def get_fields(env):
    """Return the fields of ours, of models that have rows."""
    return [
        field
        for model in env.registry.models.values()
        if not model._abstract
        for field in model._fields.values()
        if set(field._modules) == {MODULE} and field.name not in MAGIC
    ]


def get_decisions():
    """Return {model: {field: (audience, whether people type it)}} of the table."""
    decisions = {}
    for model, by_audience in FIELDS.items():
        own = decisions.setdefault(model, {})
        for key, names in by_audience.items():
            audience, _comma, typed = key.partition(", ")
            own.update(dict.fromkeys(names.split(), (audience, bool(typed))))
    return decisions


def get_methods(env):
    """Return {(model, public method of ours)}, those left out that Odoo has too."""
    return {
        (model._name, name)
        for model in env.registry.models.values()
        if not model._abstract
        for name in _get_new_methods(model)
    }


def _get_new_methods(model):
    def is_ours(base):
        return base.__module__.startswith(f"odoo.addons.{MODULE}.")

    for base in filter(is_ours, model.__mro__):
        for name, value in vars(base).items():
            if name.startswith("_") or not callable(value) or isinstance(value, type):
                continue
            if not any(
                name in vars(other) for other in model.__mro__ if not is_ours(other)
            ):
                yield name
