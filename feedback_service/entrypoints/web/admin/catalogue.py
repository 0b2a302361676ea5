"""Whether the catalogue is a good ground to decide on."""

from flask import render_template

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.health import catalogue_health
from feedback_service.cases.rehearsal import coarse
from feedback_service.catalogue.procedures import describe_levels
from feedback_service.entrypoints.web.admin.blueprint import blueprint
from feedback_service.entrypoints.web.errors import sentence
from feedback_service.entrypoints.web.security import require
from feedback_service.foundation import clock

MOST_ROWS = 50


@blueprint.get("/catalogue")
@require(Permission.MANAGE_CATALOGUE)
def catalogue_page() -> str:
    """Show doubles, repealed procedures that still get cases, and gaps of remit."""
    found = catalogue_health(clock.today())
    # By title, and by fives, so that nobody finds a single case by it.
    ceased = sorted(found.ceased, key=lambda each: each[0].title)
    return render_template(
        "admin/catalogue/index.html",
        doubles=[(each.title, describe_levels(each.level), each.codes) for each in found.doubles],
        ceased=[(procedure, coarse(number)) for procedure, number in ceased],
        bare=found.without_remit[:MOST_ROWS],
        more_bare=max(len(found.without_remit) - MOST_ROWS, 0),
        remits=[(each.number, sentence(each.error)) for each in found.remits],
    )
