"""`feedback routing evaluate` at the command line."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from feedback_service.entrypoints.cli import main
from feedback_service.routing import offramp_training, training

ROWS = (
    {"text": "Đường hỏng.", "agency": "so_xay_dung", "field": "Đường bộ", "province": "33"},
    {"text": "Thủ tục 1.000656 chậm.", "agency": "ubnd_xa", "commune": "12142"},
    {"text": "Không rõ.", "agency": "so_y_te", "also_acceptable": ["ubnd_xa"], "kind": "service"},
    {"text": "Xin xét lại bản án.", "agency": None, "redirect": "toa_an"},
    {"text": "Mua ngay!", "agency": None, "spam": True},
)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder beside which no installation stands."""
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(tmp_path / "none"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _file(folder: Path, *lines: object) -> str:
    file = folder / "examples.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return str(file)


def test_examples_are_judged_without_an_installation(nowhere: Path) -> None:
    file = _file(nowhere, *ROWS)
    result = CliRunner().invoke(main, ["routing", "evaluate", file, "--json"])

    assert result.exit_code == 0, result.output
    measured = json.loads(result.stdout)
    rungs = measured.pop("rungs")
    assert measured == {
        "cases": 5,
        "top1": 0.6667,
        "top3": 0.6667,
        "strict_top1": 0.6667,
        "decided_share": 0.6667,
        "decided_precision": 1.0,
        "offramp_recall": 0.5,
        "offramp_precision": 1.0,
    }
    assert {rung: part["decided"] for rung, part in rungs.items()} == {
        "procedure": 1,
        "remit": 1,
        "text": 0,
    }
    assert not (nowhere / "none").exists()


def test_people_read_the_figures_and_what_went_wrong(nowhere: Path) -> None:
    wrong = {"text": "Đường hỏng.", "agency": "so_y_te", "field": "Đường bộ"}
    result = CliRunner().invoke(main, ["routing", "evaluate", _file(nowhere, wrong), "--wrong"])

    assert "Lĩnh vực và nơi: 1 ví dụ, tự quyết định 1 (100.0%), đúng 0.0%" in result.stdout
    assert "nhãn so_y_te" in result.stderr


def test_rules_of_an_administrator_are_judged_beside_their_examples(nowhere: Path) -> None:
    rule = {
        "condition": 'lĩnh vực = "Đường bộ"',
        "agency": ".stc",
        "basis": "Phân công tạm thời",
        "valid_from": "2026-01-01",
    }
    rules = nowhere / "rules.json"
    rules.write_text(json.dumps({"rules": [rule]}), encoding="utf-8")
    row = {"text": "Đường hỏng.", "agency": "so_tai_chinh", "field": "Đường bộ", "rung": "rules"}
    file = _file(nowhere, row, row | {"rung": "remit", "agency": "so_xay_dung"})
    asked = ["routing", "evaluate", file, "--rules", str(rules), "--json"]
    result = CliRunner().invoke(main, asked)

    assert json.loads(result.stdout)["decided_precision"] == 1.0


def test_names_of_before_are_understood_when_a_decision_is_explained(nowhere: Path) -> None:
    place = "Xã Cửu Cao, huyện Văn Giang, tỉnh Hưng Yên"
    office = "Sở Lao động - Thương binh và Xã hội"
    asked = ["routing", "explain", "--place", place, "--named", office, "--json"]
    known = CliRunner().invoke(main, [*asked, "--field", "Bảo trợ xã hội"])
    divided = CliRunner().invoke(main, asked)

    assert json.loads(known.stdout)["lead"]["code"] == "33.syt"
    assert json.loads(divided.stdout)["lead"] is None
    assert f"{office} nay được chia cho nhiều cơ quan" in divided.stdout


def test_a_place_that_many_places_bear_the_name_of_is_told(nowhere: Path) -> None:
    asked = ["routing", "explain", "--place", "xã Tân Tiến", "--field", "Thú y", "--json"]
    result = CliRunner().invoke(main, asked)

    assert "không dẫn đến đúng một xã" in result.stdout


def test_plain_feedback_without_an_agency_counts_for_the_off_ramp_only(nowhere: Path) -> None:
    decision = "quyết định xử phạt tôi của chủ tịch phường là sai"
    leaving = {"text": f"Tôi khiếu nại: {decision}, đề nghị hủy.", "redirect": "khieu_nai"}
    plain = {"text": "Tôi không đồng ý với quyết định xử phạt đối với tôi.", "redirect": None}
    file = _file(nowhere, ROWS[0], leaving, plain)
    result = CliRunner().invoke(main, ["routing", "evaluate", file, "--json"])

    assert result.exit_code == 0, result.output
    measured = json.loads(result.stdout)
    assert measured["cases"] == 3
    assert measured["top1"] == measured["decided_share"] == 1.0
    assert measured["offramp_precision"] == 0.5


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"agency": "thue"}, "Ví dụ ở dòng 1: “text” thiếu hoặc không phải là chữ."),
        ({"text": "Chữ"}, "“agency” thiếu"),
        ({"text": "Chữ", "agency": "thue", "commune": 12142}, "“commune” thiếu hoặc không phải"),
        ([], "dòng 1 phải là một đối tượng JSON"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_in_a_sentence(
    nowhere: Path, row: object, said: str
) -> None:
    result = CliRunner().invoke(main, ["routing", "evaluate", _file(nowhere, row)])

    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""


def test_a_text_alone_is_explained_with_its_words_without_an_installation(nowhere: Path) -> None:
    text = "Điện lực cắt điện không báo trước, tiền điện tăng gấp đôi."
    result = CliRunner().invoke(main, ["routing", "explain", "--text", text, "--json"])

    assert result.exit_code == 0, result.output
    explained = json.loads(result.stdout)
    assert explained["concerned"] == {"kind": "dien_luc", "code": None, "name": "Điện lực"}
    assert len(explained["candidates"]) == 3
    assert "“" in explained["reasons"][0]
    assert explained["offramp"] is None


def test_a_text_about_conduct_names_whom_it_concerns_and_another_lead(nowhere: Path) -> None:
    text = "Nhân viên điện lực quát dân, đòi thêm tiền lắp công tơ điện."
    asked = ["routing", "explain", "--kind", "conduct", "--commune", "12142", "--text", text]
    result = CliRunner().invoke(main, [*asked, "--json"])

    explained = json.loads(result.stdout)
    assert explained["concerned"]["kind"] == "dien_luc"
    assert explained["lead"]["code"] == "33.vp-ubnd"


def test_models_are_made_anew_into_files(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = files("feedback_service.routing") / "data"
    made, doors = ((data / f"{name}_model.bin").read_bytes() for name in ("text", "doors"))
    monkeypatch.setattr(training, "train", lambda progress: made)
    monkeypatch.setattr(offramp_training, "train", lambda progress: doors)
    result = CliRunner().invoke(main, ["routing", "train", "--out", "new.bin"])

    assert result.exit_code == 0, result.output
    assert (nowhere / "new.bin").read_bytes() == made
    assert (nowhere / "doors_model.bin").read_bytes() == doors
    assert "21 loại cơ quan" in result.stdout
    assert "7 cửa" in result.stdout
