"""Room on a full disk, at once."""

import json

from flask.testing import FlaskCliRunner

from feedback_service.foundation.ballast import has_ballast, lay_ballast
from feedback_service.foundation.config import Settings


def test_the_room_set_aside_is_given_back_once(runner: FlaskCliRunner, settings: Settings) -> None:
    assert lay_ballast(settings.instance)
    freed = json.loads(runner.invoke(args=["disk", "release", "--json"]).stdout)
    assert freed == {"freed_bytes": 64 * 1024 * 1024}
    assert not has_ballast(settings.instance)
    assert "Không còn tệp dự phòng" in runner.invoke(args=["disk", "release"]).stderr
    assert lay_ballast(settings.instance)
    assert "Đã trả lại 64 MiB" in runner.invoke(args=["disk", "release"]).stdout
