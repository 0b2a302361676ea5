"""Who may open what: every endpoint of the service, stated here and not read from the code."""

from feedback_service.accounts.permissions import Role

PUBLIC = frozenset(
    {
        "home.index", "guide.index", "demo.show", "static", "preferences.change",
        "health.live", "health.ready", "metrics.show",
        "archive.index", "archive.show", "archive.feed", "archive.export_csv",
        "archive.export_json", "adopted.index", "directory.index", "directory.show",
        "procedures.index", "procedures.show", "statistics.index", "statistics.show_month",
        "submit.start", "submit.begin", "submit.door", "submit.kind", "submit.category",
        "submit.particulars", "submit.story", "submit.rule", "submit.place", "submit.office",
        "submit.evidence", "submit.remove_evidence", "submit.person", "submit.check", "submit.send",
        "submit.receipt", "submit.receipt_file", "submit.keep", "submit.leave", "submit.left",
        "track.index", "track.open_case", "track.close_visit",
        "auth.invitation", "auth.accept_invitation",
        "security.login", "security.two_factor_token_validation", "security.mf_recovery",
    }
)  # fmt: skip
# Reached while signing in or signed in, whatever the role.
SIGNED_IN = frozenset(
    {
        "security.logout", "security.mf_recovery_codes", "security.two_factor_setup",
        "security.two_factor_setup_validate", "security.verify", "auth.landing",
        "workspace.dashboard", "auth.account", "auth.change_password",
    }
)  # fmt: skip
CLOSED = frozenset({"security.tf_select", "security.two_factor_rescue"})
VISIT = frozenset(
    {
        "track.show", "track.reply", "track.add", "track.add_evidence", "track.evidence",
        "track.withdraw", "track.appeal", "track.rate", "track.reopen",
        "track.unmerge",
    }
)  # fmt: skip

R = Role
DESK_ROLES = {R.INTAKE_OFFICER, R.REVIEWER, R.PUBLISHER}
HANDLERS = {R.OFFICER, R.HEAD, R.INSPECTOR}
DECIDERS = {R.HEAD, R.REVIEWER}
# Staff endpoints without a case: the roles that may open them.
STAFF: dict[str, set[Role]] = {
    "workspace.triage_list": {R.INTAKE_OFFICER, R.REVIEWER},
    "workspace.triage_next": {R.INTAKE_OFFICER},
    "workspace.triage_chosen": {R.INTAKE_OFFICER},
    "workspace.triage_forward_chosen": {R.INTAKE_OFFICER},
    "workspace.triage_chosen_result": {R.INTAKE_OFFICER},
    "workspace.inbox": HANDLERS,
    "workspace.review_list": {R.REVIEWER},
    "workspace.follow_up_list": HANDLERS | {R.REVIEWER},
    "workspace.key_in_form": {R.INTAKE_OFFICER},
    "workspace.key_in_case": {R.INTAKE_OFFICER},
    "workspace.key_in_receipt": {R.INTAKE_OFFICER},
    "workspace.key_in_handed_over": {R.INTAKE_OFFICER},
    "workspace.unsealing_list": {R.CUSTODIAN},
    "workspace.reply_list": {R.HEAD},
    "workspace.reply_page": {R.HEAD},
    "workspace.send_reply": {R.HEAD},
    "workspace.hot_spots": {R.INSPECTOR, R.HEAD},
    "workspace.publication_queue": {R.PUBLISHER, R.REVIEWER},
    "admin.home": {R.ADMINISTRATOR, R.AUDITOR},
    "admin.account_list": {R.ADMINISTRATOR},
    "admin.account_form": {R.ADMINISTRATOR},
    "admin.account_create": {R.ADMINISTRATOR},
    "admin.account_page": {R.ADMINISTRATOR},
    "admin.account_agency": {R.ADMINISTRATOR},
    "admin.account_disable": {R.ADMINISTRATOR},
    "admin.account_enable": {R.ADMINISTRATOR},
    "admin.account_invite": {R.ADMINISTRATOR},
    "admin.account_reset": {R.ADMINISTRATOR},
    "admin.account_roles": {R.ADMINISTRATOR},
    "admin.record_search": {R.AUDITOR},
    "admin.calendar_list": {R.ADMINISTRATOR},
    "admin.calendar_confirm": {R.ADMINISTRATOR},
    "admin.rule_list": {R.ADMINISTRATOR},
    "admin.rule_form": {R.ADMINISTRATOR},
    "admin.rule_add": {R.ADMINISTRATOR},
    "admin.rule_page": {R.ADMINISTRATOR},
    "admin.rule_edit": {R.ADMINISTRATOR},
    "admin.rule_move": {R.ADMINISTRATOR},
    "admin.rule_end": {R.ADMINISTRATOR},
    "admin.rule_change": {R.ADMINISTRATOR},
    "admin.rule_confirm": {R.ADMINISTRATOR},
    "admin.rule_drop": {R.ADMINISTRATOR},
    "admin.mail_list": {R.ADMINISTRATOR},
    "admin.mail_retry": {R.ADMINISTRATOR},
    "admin.mail_retry_all": {R.ADMINISTRATOR},
}
# Endpoints about one case: the roles that may do this kind of work at all.
CASE: dict[str, set[Role]] = {
    "workspace.case_page": DESK_ROLES | HANDLERS,
    "workspace.case_file": DESK_ROLES | HANDLERS,
    "workspace.forward": {R.INTAKE_OFFICER},
    "workspace.triage_forward": {R.INTAKE_OFFICER},
    "workspace.triage_ask": {R.INTAKE_OFFICER},
    "workspace.triage_decline": {R.INTAKE_OFFICER},
    "workspace.triage_skip": {R.INTAKE_OFFICER},
    "workspace.triage_unskip": {R.INTAKE_OFFICER},
    "workspace.triage_recall": {R.INTAKE_OFFICER},
    "workspace.forward_out": {R.INTAKE_OFFICER},
    "workspace.decline": {R.INTAKE_OFFICER},
    "workspace.redirect_door": {R.INTAKE_OFFICER},
    "workspace.make_conduct": {R.INTAKE_OFFICER},
    "workspace.ask": {R.INTAKE_OFFICER} | HANDLERS,
    "workspace.decide_appeal": {R.REVIEWER},
    "workspace.take": HANDLERS,
    "workspace.return_case": HANDLERS,
    "workspace.ask_cooperation": HANDLERS,
    "workspace.give_opinion": HANDLERS,
    "workspace.end_cooperation": HANDLERS,
    "workspace.alike_page": DESK_ROLES | HANDLERS,
    "workspace.group_cases": HANDLERS,
    "workspace.leave_group": HANDLERS,
    "workspace.merge_case": {R.INTAKE_OFFICER} | HANDLERS,
    "workspace.undo_merge": {R.INTAKE_OFFICER} | HANDLERS,
    "workspace.record_document": HANDLERS,
    "workspace.end_follow_up": HANDLERS,
    "workspace.drop_follow_up": {R.HEAD},
    "workspace.answer_form": HANDLERS,
    "workspace.save_answer": HANDLERS,
    "workspace.submit_answer": HANDLERS,
    "workspace.approve_answer": {R.HEAD},
    "workspace.return_draft": {R.HEAD},
    "workspace.request_unsealing": HANDLERS,
    "workspace.verification_page": DESK_ROLES | HANDLERS,
    "workspace.open_verification": DECIDERS,
    "workspace.skip_verification": DECIDERS,
    "workspace.name_verifier": DECIDERS,
    "workspace.return_verification": DECIDERS,
    "workspace.conclude_verification": DECIDERS,
    "workspace.release_extract": DECIDERS,
    "workspace.save_findings": HANDLERS,
    "workspace.report_verification": HANDLERS,
    "workspace.write_extract": HANDLERS,
    "workspace.review_page": {R.REVIEWER} | HANDLERS,
    "workspace.return_answer": {R.REVIEWER} | HANDLERS,
    "workspace.send_answer": {R.REVIEWER} | HANDLERS,
    "workspace.recuse_page": DESK_ROLES | HANDLERS,
    "workspace.bars_page": {R.INTAKE_OFFICER},
    "workspace.add_bar": {R.INTAKE_OFFICER},
    "workspace.correct_accused": {R.INTAKE_OFFICER},
    "workspace.ask_lift": {R.INTAKE_OFFICER},
    "workspace.decide_lift": {R.INTAKE_OFFICER},
    "workspace.recuse": DESK_ROLES | HANDLERS,
    "workspace.publication_page": {R.PUBLISHER, R.REVIEWER},
    "workspace.publication_preview": {R.PUBLISHER},
    "workspace.publication_prepare": {R.PUBLISHER},
    "workspace.publication_confirm": {R.PUBLISHER, R.REVIEWER},
    "workspace.publication_return": {R.PUBLISHER, R.REVIEWER},
    "workspace.publication_withdraw": {R.PUBLISHER, R.REVIEWER},
}

VIEWS = (
    "open",
    "mine",
    "new",
    "late",
    "today",
    "cooperating",
    "approval",
    "verification",
    "answered",
)
