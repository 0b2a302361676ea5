"""How right routing was in the last 90 days, for the focal point and for administrators."""

from typing import TYPE_CHECKING, Any

from flask import render_template
from flask_babel import gettext as _

from feedback_service.accounts.permissions import Permission
from feedback_service.cases.rehearsal import coarse
from feedback_service.entrypoints.web.security import current_actor, require
from feedback_service.entrypoints.web.workspace.blueprint import blueprint
from feedback_service.foundation import clock
from feedback_service.oversight.learning import version_of
from feedback_service.routing.commands import TrainingState
from feedback_service.routing.listening import last_trainings, model_in_force
from feedback_service.statistics.figures import Share
from feedback_service.statistics.rightness import MOST_CASES, Fate
from feedback_service.statistics.rightness import rightness as find_rightness

if TYPE_CHECKING:
    from feedback_service.routing.models import TextTraining


@blueprint.get("/rightness")
@require(Permission.SEE_MISROUTES)
def rightness_page() -> str:
    """Show how right routing was, and which text models came and went; counts by fives."""
    return render_template(
        "workspace/rightness.html",
        found=find_rightness(current_actor(), today=clock.today()),
        fates=Fate,
        coarse=coarse,
        most=MOST_CASES,
        model=model_in_force().version,
        trainings=[_line(each) for each in last_trainings()],
    )


def _line(training: "TextTraining") -> dict[str, Any]:
    figures, kept = training.figures, training.figures.get("kept_back", 0)
    return {
        "training": training,
        "version": version_of(training),
        "state": _states()[TrainingState(training.state)],
        "holds": training.state == TrainingState.IN_FORCE,
        "learned": coarse(figures.get("learned", 0)),
        "kept_back": coarse(kept),
        "cases": [_share(figures, side, "cases") for side in ("before", "after")],
        "shipped": [_share(figures, side, "shipped") for side in ("before", "after")],
    }


def _share(figures: dict[str, Any], side: str, name: str) -> Share:
    marks = figures.get(side, {}).get(name, {})
    return Share(marks.get("right", 0), marks.get("texts", 0))


def _states() -> dict[TrainingState, str]:
    return {
        TrainingState.RUNNING: _("Đang huấn luyện"),
        TrainingState.IN_FORCE: _("Đang dùng"),
        TrainingState.REPLACED: _("Đã thay bằng mô hình sau"),
        TrainingState.REFUSED: _("Không cài vì kém hơn mô hình đang dùng"),
        TrainingState.SCARCE: _("Chưa đủ hồ sơ đã có kết quả để học"),
        TrainingState.STOPPED: _("Bị gián đoạn, mô hình cũ vẫn dùng"),
    }
