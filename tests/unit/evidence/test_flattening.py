"""A flattened file is pixels and the words seen on them; nothing hidden comes along."""

import io
import unicodedata

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from feedback_service.evidence import rendering
from feedback_service.evidence.areas import Area, Box, painted
from feedback_service.evidence.errors import AreaOutside, FlatFileTooLarge, FlatPagesTooMany
from feedback_service.evidence.flattening import flatten
from feedback_service.evidence.kinds import FileKind
from feedback_service.evidence.picture_pages import pictures_in
from tests.support.made_documents import PAPER, MadeDocument

LINE = "Ủy ban phường trả lời: đã thay ống nước, giữ nguyên lề đường."


def area(place: tuple[float, float, float, float], page: int = 1, label: str = "") -> Area:
    left, top, right, bottom = place
    return Area(page=page, box=Box(left=left, top=top, right=right, bottom=bottom), label=label)


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    pages = [document[at].get_textpage().get_text_range() for at in range(len(document))]
    return unicodedata.normalize("NFC", " ".join(" ".join(pages).split()))


def picture_of(content: bytes) -> Image.Image:
    return pypdfium2.PdfDocument(content)[0].render(scale=150 / 72).to_pil().convert("RGB")


def test_words_of_a_document_are_found_again_in_reading_order_with_their_marks() -> None:
    made = MadeDocument(pages=2)
    made.text(LINE, (30, 60))
    made.text("Trang sau: kết thúc.", (30, 60), page=2)
    flat = flatten(made.save(), FileKind.PDF, [])
    assert text_of(flat.content) == f"{LINE} Trang sau: kết thúc."
    assert flat.pages == 2
    assert flat.words[1] == ("Trang", "sau:", "kết", "thúc.")


def test_a_hidden_area_is_flat_in_the_pixels_and_its_words_are_gone() -> None:
    made = MadeDocument()
    made.text("Người ký tên dưới đây", (30, 60))
    place = made.text("ông Trần Văn Cảnh, 0912 345 678", (30, 90))
    made.text("đã đồng ý.", (30, 120))
    hidden = area(place, label="tên người")
    flat = flatten(made.save(), FileKind.PDF, [hidden])
    said = text_of(flat.content)
    assert said == "Người ký tên dưới đây [đã che: tên người] đã đồng ý."
    (picture,) = pictures_in(flat.content)
    stored = Image.open(io.BytesIO(picture))
    box = painted(hidden.box, *stored.size)
    assert stored.crop(box).convert("RGB").getextrema() == ((0, 0), (0, 0), (0, 0))
    shown = picture_of(flat.content)
    within = (box[0] + 2, box[1] + 2, box[2] - 2, box[3] - 2)
    assert shown.crop(within).getextrema() == ((0, 0), (0, 0), (0, 0))


def test_a_hidden_area_of_a_photograph_in_a_document_is_flat_too() -> None:
    made = MadeDocument()
    photograph = io.BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(photograph, "JPEG")
    stream = made.pdf.make_stream(photograph.getvalue())
    stream.Type, stream.Subtype, stream.Width, stream.Height = (
        *(Name.XObject, Name.Image), *(300, 300)
    )  # fmt: skip
    stream.ColorSpace, stream.BitsPerComponent = Name.DeviceRGB, 8
    stream.Filter = Name.DCTDecode
    made.pdf.pages[0].obj.Resources.XObject = Dictionary(P=stream)
    made.draw("q 1 0.5 0 rg 0 0 20 20 re f 400 0 0 400 10 100 cm /P Do Q")
    hidden = area((0.21, 0.23, 0.57, 0.61))
    (picture,) = pictures_in(flatten(made.save(), FileKind.PDF, [hidden]).content)
    stored = Image.open(io.BytesIO(picture))
    assert stored.format == "JPEG"
    left, top, right, bottom = painted(hidden.box, *stored.size)
    # At its edge a JPEG mixes in what can be seen beside it; nothing of what was painted over.
    within = stored.crop((left + 16, top + 16, right - 16, bottom - 16))
    assert within.getextrema() == ((0, 0), (0, 0), (0, 0))
    assert max(most for _, most in stored.crop((left, top, right, bottom)).getextrema()) < 128


def test_a_word_that_only_touches_an_area_is_left_out() -> None:
    made = MadeDocument()
    _, top, right, bottom = made.text("KhôngĐượcĐọc", (30, 60))
    sliver = area((right - 0.001, top, right, bottom))
    assert text_of(flatten(made.save(), FileKind.PDF, [sliver]).content) == "[đã che]"


def white(made: MadeDocument) -> None:
    made.text("BIMAT", (30, 90), before="1 g")


def faint(made: MadeDocument) -> None:
    made.text("BIMAT", (30, 90), before="0.97 g")


def invisible(made: MadeDocument) -> None:
    made.text("BIMAT", (30, 90), before="3 Tr")


def tiny(made: MadeDocument) -> None:
    made.text("BIMAT", (30, 90), size=1.2)


def outside(made: MadeDocument) -> None:
    made.text("BIMAT", (PAPER[0] + 20, 90))


def covered(made: MadeDocument) -> None:
    made.text("BIMAT", (30, 90))
    made.draw(f"q 0 g 25 {PAPER[1] - 100} 80 30 re f Q")


def covered_in_part(made: MadeDocument) -> None:
    made.text("BIMAT", (30, 90))
    made.draw(f"q 1 g 45 {PAPER[1] - 100} 80 30 re f Q")


def clipped(made: MadeDocument) -> None:
    made.draw("q 0 0 10 10 re W n")
    made.text("BIMAT", (30, 90))
    made.draw("Q")


def under_other_words(made: MadeDocument) -> None:
    made.text("BIMAT", (30, 90), before="1 g")
    made.text("BÍMẬT", (30, 90))


def within_the_stroke_of_a_sign(made: MadeDocument) -> None:
    made.text("BIMAT", (80, 164), size=5, before="1 g")
    made.text("— a", (30, 200), size=120)


def over_other_words(made: MadeDocument) -> None:
    made.text("BIMAT", (30, 60), before="1 g")


def told_otherwise(made: MadeDocument) -> None:
    made.draw("/Span <</ActualText (BIMAT)>> BDC")
    made.text("HOÀNGLONG", (30, 90))
    made.draw("EMC")


def told_by_the_font(made: MadeDocument) -> None:
    font = made.pdf.pages[0].obj.Resources.Font.F
    glyph = made.text_operators("&", (30, 90)).partition("<")[2].partition(">")[0].encode()
    told = font.ToUnicode.read_bytes()
    long = "BIMATBIMAT".encode("utf-16-be").hex().encode()
    font.ToUnicode.write(told.replace(b"<%s> <0026>" % glyph, b"<%s> <%s>" % (glyph, long)))
    made.text("&", (30, 90))


def within_a_form(made: MadeDocument) -> None:
    drawn = made.text_operators("BIMAT", (30, 90), before="1 g")
    form = made.pdf.make_stream(drawn.encode("ascii"))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([0, 0, *PAPER])
    resources = made.pdf.pages[0].obj.Resources
    form.Resources = Dictionary(Font=resources.Font)
    resources.XObject = Dictionary(X=form)
    made.draw("/X Do")


@pytest.mark.parametrize(
    "hide",
    [
        *(white, faint, invisible, tiny, outside, covered, covered_in_part, clipped),
        *(under_other_words, within_the_stroke_of_a_sign, over_other_words, told_otherwise),
        *(told_by_the_font, within_a_form),
    ],
)
def test_text_that_cannot_be_seen_does_not_come_along(hide: object) -> None:
    made = MadeDocument()
    made.text(LINE, (30, 60))
    hide(made)  # type: ignore[operator]
    content = made.save()
    assert "BIMAT" in text_of(content)
    flat = flatten(content, FileKind.PDF, [])
    assert "BIMAT" not in text_of(flat.content)
    assert "Ủy" in text_of(flat.content) or hide is over_other_words


def test_text_too_faint_to_be_seen_is_not_in_the_pixels_either() -> None:
    made = MadeDocument()
    faint(made)
    drawn = picture_of(flatten(made.save(), FileKind.PDF, []).content)
    assert drawn.getextrema() == ((255, 255), (255, 255), (255, 255))


def test_white_words_on_a_dark_ground_are_words() -> None:
    made = MadeDocument()
    made.draw(f"q 0.1 g 20 {PAPER[1] - 100} 300 40 re f Q")
    made.text("Thông báo quan trọng", (30, 90), before="1 g")
    assert text_of(flatten(made.save(), FileKind.PDF, []).content) == "Thông báo quan trọng"


def test_words_in_a_form_and_on_a_turned_page_are_found_where_they_stand() -> None:
    made = MadeDocument()
    place = made.text("Trái", (30, 60))
    made.text("Phải", (300, 60))
    made.pdf.pages[0].obj.Rotate = 180
    left, top, right, bottom = place
    turned = area((1 - right, 1 - bottom, 1 - left, 1 - top))
    flat = flatten(made.save(), FileKind.PDF, [turned])
    assert flat.words == (("Phải", "[đã che]"),)


def test_the_same_file_gives_the_same_bytes() -> None:
    made = MadeDocument()
    made.text(LINE, (30, 60))
    content = made.save()
    assert flatten(content, FileKind.PDF, []) == flatten(content, FileKind.PDF, [])


def test_nothing_but_pictures_words_and_their_order_is_in_the_document() -> None:
    made = MadeDocument()
    made.text(LINE, (30, 60))
    made.pdf.docinfo["/Title"] = "BIMAT"
    flat = flatten(made.save(), FileKind.PDF, [])
    with pikepdf.open(io.BytesIO(flat.content)) as document:
        assert set(document.Root.keys()) == {
            "/Type", "/Pages", "/StructTreeRoot", "/MarkInfo", "/Lang"
        }  # fmt: skip
        assert set(document.trailer.keys()) <= {"/Root", "/Size", "/ID"}
        assert document.Root.Lang == "vi-VN"
    assert flat.content.count(b"%%EOF") == 1


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_a_picture_is_pixels_alone_and_hidden_areas_are_flat(mode: str) -> None:
    picture = Image.effect_noise((200, 120), 90).convert(mode)
    picture.info["Comment"] = "BIMAT"
    out = io.BytesIO()
    picture.save(out, "PNG")
    hidden = area((0.25, 0.25, 0.5, 0.5))
    flat = flatten(out.getvalue() + b"BIMAT", FileKind.PNG, [hidden])
    shown = Image.open(io.BytesIO(flat.content))
    assert b"BIMAT" not in flat.content
    assert shown.info == {}
    assert shown.crop(painted(hidden.box, 200, 120)).getextrema() == ((0, 0), (0, 0), (0, 0))


def test_pixels_under_what_is_see_through_are_gone() -> None:
    picture = Image.new("RGBA", (40, 40), (10, 200, 30, 0))
    out = io.BytesIO()
    picture.save(out, "PNG")
    flat = flatten(out.getvalue(), FileKind.PNG, [])
    assert Image.open(io.BytesIO(flat.content)).convert("RGB").getextrema() == ((255, 255),) * 3


def test_a_webp_becomes_a_jpeg_and_a_large_photograph_smaller() -> None:
    out = io.BytesIO()
    Image.new("RGB", (4000, 3000), "steelblue").save(out, "WEBP")
    flat = flatten(out.getvalue(), FileKind.WEBP, [])
    assert flat.kind is FileKind.JPEG
    assert Image.open(io.BytesIO(flat.content)).size == (3265, 2449)


@pytest.mark.parametrize(
    "wrong", [(0.5, 0.1, 0.4, 0.2), (0.1, 0.1, 0.1, 0.2), (-0.1, 0, 1, 1), (0, 0, 1.2, 1)]
)
def test_an_area_outside_the_page_is_refused(wrong: tuple[float, float, float, float]) -> None:
    with pytest.raises(AreaOutside):
        flatten(MadeDocument().save(), FileKind.PDF, [area(wrong)])


def test_an_area_of_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(AreaOutside):
        flatten(MadeDocument().save(), FileKind.PDF, [area((0, 0, 1, 1), page=2)])


def test_a_document_of_more_pages_than_people_check_is_refused() -> None:
    with pytest.raises(FlatPagesTooMany):
        flatten(MadeDocument(pages=21).save(), FileKind.PDF, [])


def test_a_file_whose_pictures_weigh_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = MadeDocument()
    made.text(LINE, (30, 60))
    monkeypatch.setattr("feedback_service.evidence.flattening.MOST_FLAT_BYTES", 2000)
    with pytest.raises(FlatFileTooLarge):
        flatten(made.save(), FileKind.PDF, [])


def test_a_huge_page_is_drawn_no_larger_than_its_bound() -> None:
    made = MadeDocument()
    made.pdf.pages[0].obj.MediaBox = Array([0, 0, 14400, 14400])
    picture = picture_of(flatten(made.save(), FileKind.PDF, []).content)
    assert picture.width * picture.height <= rendering.MOST_PIXELS * 1.01
