"""Administration: pages attach themselves to the blueprint; to open one more, add its name."""

from importlib import import_module
from importlib.util import find_spec

from feedback_service.entrypoints.web.admin.blueprint import blueprint

__all__ = ["blueprint"]
PAGES = (
    "record", "calendar", "calendar_proposals", "calendar_agencies", "terms", "mail",
    "accounts", "agencies", "catalogue", "routing", "remit", "remit_versions", "held",
    "letters", "text_threshold",
)  # fmt: skip

for _page in PAGES:
    if find_spec(f"{__name__}.{_page}"):
        import_module(f"{__name__}.{_page}")
