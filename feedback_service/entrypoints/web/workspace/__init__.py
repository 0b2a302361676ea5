"""The workspace of staff: what waits, one case and what may be done with it, answers, review.

A page module attaches itself to the blueprint when it is imported; to open one more, add its name
to PAGES.
"""

from importlib import import_module
from importlib.util import find_spec

from feedback_service.entrypoints.web.workspace.blueprint import blueprint

__all__ = ["blueprint"]
PAGES = (
    "dashboard",
    "triage",
    "one_at_a_time",
    "in_bulk",
    "inbox",
    "head_page",
    "case_page",
    "files",
    "letters",
    "desk_acts",
    "agency_acts",
    "cooperation_acts",
    "alike",
    "answers",
    "answer_acts",
    "answer_files",
    "answer_templates",
    "answer_aids",
    "verification",
    "verification_acts",
    "replies",
    "hot_spots",
    "misroutes",
    "rightness",
    "follow_ups",
    "lateness_acts",
    "monitor",
    "copies",
    "reminders",
    "promise_acts",
    "review",
    "usefulness",
    "key_in",
    "bars",
    "recusal",
    "unsealing",
    "publication",
    "publication_terms",
    "publication_files",
    "publication_correction",
    "publication_summary",
)

for _page in PAGES:
    if find_spec(f"{__name__}.{_page}"):
        import_module(f"{__name__}.{_page}")
