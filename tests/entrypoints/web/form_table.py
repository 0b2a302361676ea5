"""Forms that the fuzzing reaches: the pages that show them, and what is sent out of turn."""

HEAD_PAGES = ("/workspace/agency", "/workspace/templates/new")
TEMPLATE_FIELDS = ("number", "title", "outcome", "finding", "basis", "measures", "next_steps")
# A page shows these only after something else was done: who, where, fields.
OF_TEMPLATES = (
    ("officer", "/workspace/cases/{in_progress}/answer/template", ("template", "finding")),
    ("officer", "/workspace/cases/{in_progress}/answer/files", ("answer_file",)),
    ("officer", "/workspace/cases/{in_progress}/answer/files/1/remove", ()),
    ("officer", "/workspace/cases/{in_progress}/answer/beside", ("beside", "promise-1-on-day")),
    ("head", "/workspace/templates/1", TEMPLATE_FIELDS),
    ("head", "/workspace/templates/2/end", ()),
    ("desk", "/admin/held/PAKN.2026.00000000", ("version", "out_agency", "out_on-day")),
    ("desk", "/workspace/triage/chosen/recall", ("back", "all")),
    ("desk", "/admin/letters/33.sxd/answer/reset", ("version",)),
)
STRANGER_PAGES = ("/sign-in", "/submit/", "/track", "/archive/subscriptions?q=den")
FORM_PAGES = (
    *("kind", "category", "particulars", "story", "rule"),
    *("place", "office", "evidence", "person"),
)
CALENDAR_LOOK = (
    "/admin/calendar/change?look=1&act=enter&day-day=4&day-month=12&day-year=2026&kind=holiday"
    "&status=announced&source=Thong+bao+1&announced_on-day=2&announced_on-month=1"
    "&announced_on-year=2026"
)
DESK_PAGES = (
    "/workspace/triage/next", "/workspace/triage/chosen?chosen={sure}",
    "/workspace/cases/{waiting}", "/workspace/cases/{declined}", "/workspace/key-in",
    "/workspace/review/{in_review}", "/workspace/publication/{answered}",
    "/workspace/publication/always-hidden", "/workspace/publication/{answered}/files/1",
    "/workspace/cases/{against}/bars", "/workspace/cases/{left}/recuse",
    "/admin/accounts/new", "/admin/accounts/1", "/admin/terms",
    "/admin/calendar/proposals", CALENDAR_LOOK, "/admin/calendar/agencies",
    "/admin/routing-rules", "/admin/routing-rules/new", "/admin/routing-rules/1",
    "/admin/text-threshold",
    "/admin/remit", "/admin/remit/new", "/admin/remit/1", "/admin/remit/import",
    "/admin/agencies/33.sxd", "/admin/letters/33.sxd/answer", "/sign-in/account",
    "/sign-in/verify",
    "/workspace/cases/{waiting}/alike",
)  # fmt: skip
AGENCY_PAGES = (
    "/workspace/cases/{assigned}", "/workspace/cases/{in_progress}", "/workspace/cases/{promised}",
    "/workspace/cases/{in_progress}/answer", "/workspace/cases/{before_head}/answer",
    "/workspace/cases/{in_progress}/alike",
)  # fmt: skip
VERIFIER_PAGES = ("/workspace/cases/{verified}/verification",)
DECIDER_PAGES = (
    "/workspace/cases/{complaint}/verification", "/workspace/cases/{verified}/verification",
    "/workspace/cases/{reported}/verification",
)  # fmt: skip
ACCUSED_PAGES = ("/workspace/replies/{extract}",)
CHANGED = ("routing-rules", "text-threshold", "remit", "agencies")
AREA_FIELDS = (
    *("seen", "rows", "page-1", "left-1", "top-1", "width-1", "height-1", "reason-1"),
    *("remove-1", "left-2"),
)
# Forms that a page shows only after something else was done, sent without it: what, where, fields.
OUT_OF_TURN = (
    ("stranger", "/sign-in/code", ("code",)),
    ("stranger", "/sign-in/recovery", ("code",)),
    ("stranger", "/sign-in/invitation/khong-co", ("password", "password_again")),
    ("desk", "/sign-in/recovery-codes", ("generate_new_codes",)),
    ("desk", "/sign-in/authenticator", ("setup",)),
    ("desk", "/sign-in/authenticator/khong-co", ("code",)),
    ("desk", "/admin/accounts/1/enable", ()),
    *(("desk", f"/admin/{of}/changes/1/confirm", ()) for of in CHANGED),
    *(("desk", f"/admin/{of}/changes/1/drop", ()) for of in CHANGED),
    ("desk", "/admin/mail/1/retry", ()),
    ("desk", "/admin/calendar/proposals/drop", ("days",)),
    ("desk", "/admin/calendar/agencies/end", ("agency", "day")),
    ("desk", "/admin/calendar/change", ("act", "days", "year", "source", "seen", "alone")),
    ("desk", "/admin/mail/retry", ()),
    ("desk", "/workspace/key-in/receipt", ()),
    ("desk", "/workspace/triage/{waiting}/unskip", ()),
    ("desk", "/workspace/triage/{waiting}/state-fact", ("version", "read")),
    ("desk", "/workspace/triage/{assigned}/recall", ("version",)),
    ("desk", "/workspace/publication/{answered}/preview", ("title", "hide", "text-1", "reason-1")),
    ("desk", "/workspace/publication/{answered}/summary", ("title", "about", "answered")),
    ("desk", "/workspace/publication/{answered}/confirm", ("version", "acknowledged")),
    ("desk", "/workspace/publication/always-hidden/1/end", ()),
    ("desk", "/workspace/publication/{answered}/correct", ("title", "reason", "note", "hide")),
    ("desk", "/workspace/publication/{answered}/correction", ("version", "acknowledged")),
    ("desk", "/workspace/publication/{answered}/correction/drop", ("version",)),
    ("desk", "/workspace/publication/{answered}/files/1", AREA_FIELDS),
    ("desk", "/workspace/publication/{answered}/files/1/rows", AREA_FIELDS),
    ("desk", "/workspace/publication/{answered}/files/1/drop", ()),
    ("desk", "/workspace/publication/{answered}/files/1/withdraw", ()),
    ("desk", "/workspace/publication/{answered}/files/confirm", ("files",)),
    ("desk", "/workspace/publication/{answered}/hold", ("version", "hold_reason")),
    ("desk", "/workspace/publication/{answered}/return", ("version", "text")),
    ("desk", "/workspace/publication/{answered}/withdraw", ("reason", "text")),
    ("officer", "/workspace/cases/{in_progress}/progress", ("version", "progress")),
    ("head", "/workspace/cases/{in_progress}/extension/decide", ("version",)),
    ("desk", "/workspace/reminders/new/33.sxd", ("chosen", "reminder_text", "reminder_on-day")),
    ("head", "/workspace/cases/{in_progress}/apology", ("version", "apology_on-day")),
    ("head", "/workspace/cases/{complaint}/apology/dossier", ("version", "dossier_on-day")),
    ("officer", "/workspace/cases/{in_progress}/opinion", ("version", "opinion_text")),
    ("officer", "/workspace/cases/{in_progress}/cooperation/end", ("version", "ended_agency")),
    ("officer", "/workspace/cases/{in_progress}/alike/group", ("version", "alike")),
    ("officer", "/workspace/cases/{in_progress}/alike/leave", ("version",)),
    ("officer", "/workspace/cases/{in_progress}/alike/unmerge", ("version",)),
    ("officer", "/workspace/cases/{promised}/promises/keep", ("kept_promise", "kept_text")),
    ("head", "/workspace/cases/{promised}/promises/withdraw", ("withdrawn_promise",)),
    *OF_TEMPLATES,
    ("officer", "/workspace/cases/{in_progress}/answer/submit", ("version", "answer_version")),
    ("writer", "/archive/PAKN.2026.00000000/opinion", ("opinion",)),
    ("writer", "/archive/subscriptions/confirm/1/khong-co", ()),
    ("writer", "/archive/subscriptions/1/khong-co", ("only",)),
    ("writer", "/submit/begin", ("fresh",)),
    ("desk", "/workspace/triage/{waiting}/state-fact", ("version", "read")),
    ("writer", "/submit/advice", ("action",)),
    ("writer", "/submit/suggestions", ("action",)),
    ("writer", "/submit/send", ("idempotency_key",)),
    ("writer", "/submit/evidence/remove", ("file",)),
    ("writer", "/submit/receipt/kept", ()),
)
