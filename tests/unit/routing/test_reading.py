"""What is read out of a complaint: places, offices, procedures, papers, dates, wishes."""

from functools import cache

import pytest

from feedback_service.routing.queries import shipped_ground
from feedback_service.routing.reading import Finding, FindingKind, offices_told, read

K = FindingKind


@cache
def _findings(text: str, province: str | None = None) -> tuple[Finding, ...]:
    return read(text, shipped_ground(province))


def told(text: str, kind: FindingKind, province: str | None = None) -> list[tuple[str, str]]:
    """Return the stretches of a kind with what they mean."""
    found = _findings(text, province)
    return [(each.text, each.value) for each in found if each.kind == kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tôi ở xã Cửu Cao, Văn Giang, Hưng Yên.", ("xã Cửu Cao", "12025")),
        ("Tôi ở Xã Cửu Cao, huyện Văn Giang.", ("Xã Cửu Cao", "12025")),
        ("CHÁU Ở XÃ CỬU CAO, HUYỆN VĂN GIANG, TỈNH HƯNG YÊN", ("XÃ CỬU CAO", "12025")),
        ("nha o xa cuu cao, van giang, hung yen", ("xa cuu cao", "12025")),
        ("Cửu Cao, Văn Giang, Hưng Yên cách làm việc như vậy.", ("Cửu Cao", "12025")),
        ("Một cửa phường Trần Phú, thành phố Hải Dương", ("phường Trần Phú", "10532")),
        ("Một cửa P. Ba Đình, Hà Nội", ("P. Ba Đình", "00004")),
        ("Nhà tôi ở phường Ba Đinh, Hà Nội", ("phường Ba Đinh", "00004")),
        ("Tôi ở phường Hòa Hưng, TP.HCM", ("phường Hòa Hưng", "27163")),
        ("Tôi ở phường Hoà Hưng, TP.HCM", ("phường Hoà Hưng", "27163")),
    ],
)
def test_a_place_leads_to_its_commune_of_today(text: str, expected: tuple[str, str]) -> None:
    assert told(text, K.PLACE)[0] == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ở Sài Gòn", "79"), ("ở TP.HCM", "79"), ("ở tphcm", "79"), ("ngoài HN", "01"),
        ("ở Hà Nội", "01"), ("dưới Cà Mau", "96"), ("ở Hải Dương", "31"), ("tỉnh Bình Dương", "79"),
        ("Q.1", "79"), ("ở Huế", "46"), ("ở Đà Lạt", "68"), ("dân hà nội", "01"),
    ],
)  # fmt: skip
def test_provinces_and_towns_are_known_by_what_people_call_them(text: str, code: str) -> None:
    assert [value for _said, value in told(text, K.PLACE)] == [code]


def test_a_name_that_leads_to_several_is_nobody_until_the_text_or_the_service_says_where() -> None:
    text = "Tôi làm ở phường Trần Phú."
    (alone,) = [each for each in _findings(text) if each.kind == K.PLACE]

    assert alone.value == ""
    assert "nơi mang tên này" in alone.why
    assert told(f"{text} Nhà tôi ở Hải Dương.", K.PLACE)[0][1] == "10532"
    assert told(text, K.PLACE, "31")[0][1] == "10532"


@pytest.mark.parametrize(
    "text",
    [
        "thuế thu nhập",
        "xa nhà",
        "chính quyền địa phương",
        "tỉnh táo",
        "mong hòa bình",
        "xã hội",
        "hợp tác xã thành công",
        "DN tôi",
    ],
)
def test_words_of_every_day_are_no_places(text: str) -> None:
    assert told(text, K.PLACE) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("bên thuế bảo về", "thue"), ("địa chính xã đo sai", "ubnd_xa"),
        ("công an khu vực không xác nhận", "cong_an"), ("STNMT", "so_nong_nghiep_moi_truong"),
        ("phòng tài nguyên trả hồ sơ", "so_nong_nghiep_moi_truong"), ("CSGT dừng xe", "cong_an"),
        ("BHXH chưa chốt", "bao_hiem_xa_hoi"), ("VPĐKĐĐ trễ hẹn", "so_nong_nghiep_moi_truong"),
        ("LĐTBXH hẹn", "so_noi_vu"), ("Sở GD&ĐT", "so_giao_duc_dao_tao"),
        ("sở kh&đt", "so_tai_chinh"), ("so y te", "so_y_te"), ("một cửa phường", "ubnd_xa"),
        ("Điện lực cắt", "dien_luc"), ("QLTT thu hàng", "so_cong_thuong"),
    ],
)  # fmt: skip
def test_an_office_is_known_by_any_of_its_names(text: str, kind: str) -> None:
    assert told(text, K.OFFICE)[0][1] == kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("đăng ký khai sinh cho con", "1.001193"), ("dang ky khai sinh", "1.001193"),
        ("đăng kí kết hôn", "1.000894"), ("thủ tục 1.012784", "1.012784"),
        ("xin giấy xác nhận độc thân", "1.004873"), ("tách thửa", "1.012784"),
        ("mất căn cước", "1.014064"),
    ],
)  # fmt: skip
def test_a_procedure_is_known_by_code_title_or_what_people_call_it(text: str, code: str) -> None:
    assert code in [value for _said, value in told(text, K.PROCEDURE)]


def test_a_code_that_the_catalogue_does_not_have_is_shown_as_unsure() -> None:
    (found,) = [each for each in _findings("Thủ tục 9.999999") if each.kind == K.PROCEDURE]

    assert found.sure < 0.5


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Nghị định 118/2025/NĐ-CP", K.DOCUMENT, "118/2025/NĐ-CP"),
        ("theo 01/2025/tt-bnv", K.DOCUMENT, "01/2025/TT-BNV"),
        ("hồ sơ H26.15-261015-0042", K.DOSSIER, "H26.15-261015-0042"),
        ("ngày 1/10/2026", K.DATE, "2026-10-01"), ("hẹn 15-10-26", K.DATE, "2026-10-15"),
        ("ngày 5 tháng 9 năm 2026", K.DATE, "2026-09-05"),
        ("thu 50.000đ", K.SUM, "50000"), ("mất 1,5 triệu", K.SUM, "1500000"),
        ("hết 200k", K.SUM, "200000"), ("2 tỷ", K.SUM, "2000000000"),
    ],
)  # fmt: skip
def test_numbers_are_read_by_their_shape(text: str, kind: FindingKind, value: str) -> None:
    assert [each for _said, each in told(text, kind)] == [value]


@pytest.mark.parametrize("text", ["ngày 32/13/2026", "số 0912 000 123", "10 người", "tháng 5"])
def test_what_only_resembles_a_date_or_a_sum_is_none(text: str) -> None:
    assert told(text, K.DATE) + told(text, K.SUM) == []


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("hồ sơ quá hạn hai tuần", "delay"), ("ngâm hồ sơ của tôi", "delay"),
        ("bắt nộp thêm giấy tờ", "extra_papers"), ("phải đi lại nhiều lần", "many_trips"),
        ("cán bộ hách dịch", "attitude"), ("thái dộ cán bộ", "attitude"),
        ("thu tiền không biên lai", "wrong_fee"), ("gây khó dễ cho dân", "harassment"),
        ("không niêm yết thủ tục", "not_posted"), ("mỗi nơi một kiểu", "unclear"),
        ("quy định mâu thuẫn", "contradictory"), ("quy định bất hợp lý", "unreasonable"),
        ("ngam ho so ca thang nay", "delay"), ("thur tujc ruwowfm raf", "extra_papers"),
        ("châm trễ", "delay"), ("chậm trễx", "delay"),
    ],
)  # fmt: skip
def test_what_is_complained_about_is_one_of_the_groups_of_content(text: str, category: str) -> None:
    assert category in [value for _said, value in told(text, K.CATEGORY)]


def test_what_the_author_wants_is_read() -> None:
    text = "Đề nghị giải thích vì sao, và mong được trả lời sớm."

    assert [value for _said, value in told(text, K.WISH)] == ["explain", "answer"]


def test_each_finding_stands_where_it_says_and_says_why() -> None:
    text = "Nộp ở một cửa phường Ba Đình, Hà Nội ngày 1/10/2026, quá hạn, thu 50.000đ."
    found = _findings(text)

    assert [text[each.start : each.end] for each in found] == [each.text for each in found]
    assert all(each.why.endswith(".") and 0 < each.sure <= 1 for each in found)
    assert {each.kind for each in found} >= {K.PLACE, K.OFFICE, K.DATE, K.CATEGORY, K.SUM}


def test_letters_in_the_number_of_a_document_name_no_office() -> None:
    assert told("Quyết định 12/2024/QĐ-UBND", K.OFFICE) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Sổ đỏ nộp ở công an xã thì ai nhận?", ("cong_an", "so_nong_nghiep_moi_truong")),
        ("so y te noi hoc phi khong lien quan", ("so_y_te", "so_giao_duc_dao_tao")),
        ("Hồ sơ chờ mãi.", ()),
        ("", ()),
    ],
)
def test_offices_that_a_text_names_come_before_those_it_implies(
    text: str, kinds: tuple[str, ...]
) -> None:
    assert offices_told(text) == kinds
