"""PDF documents keep what their pages show and lose everything else."""

import io
import zlib
from functools import cache

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from feedback_service.evidence.documents import clean_document
from feedback_service.evidence.embedded import MOST_INFLATED, inflate, strip_jpeg, strip_jpeg2000
from feedback_service.evidence.errors import (
    DocumentLocked,
    DocumentTooLong,
    DocumentUnusual,
    FileDamaged,
)

SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert('CANARY')"))


@cache
def photo() -> bytes:
    out = io.BytesIO()
    told = Image.Exif()
    told[0x010E] = "CANARY"
    picture = Image.effect_noise((60, 60), 80).convert("RGB")
    picture.save(out, "JPEG", exif=told, comment=b"CANARY")
    return out.getvalue()


def picture_stream(pdf: pikepdf.Pdf, content: bytes, *filters: Name) -> pikepdf.Object:
    stream = pdf.make_stream(content)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width = stream.Height = 60
    stream.ColorSpace, stream.BitsPerComponent = Name.DeviceRGB, 8
    stream.Filter = Array(filters) if len(filters) > 1 else filters[0]
    return stream


def document(pages: int = 1) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for number in range(pages):
        page = pdf.add_blank_page(page_size=(300, 300))
        page.obj.Contents = pdf.make_stream(b"%% page %d\nq 100 0 0 100 0 0 cm Q" % number)
    return pdf


def loaded() -> pikepdf.Pdf:
    """A document with a canary in every place that is not drawn."""
    pdf = document()
    page = pdf.pages[0].obj
    page.Resources = Dictionary(
        XObject=Dictionary(A=picture_stream(pdf, photo(), Name.DCTDecode)),
        Properties=Dictionary(MC0=Dictionary(Type=Name.OCG, Name=String("CANARY layer"))),
    )
    page.Contents = pdf.make_stream(b"q 100 0 0 100 0 0 cm /A Do Q")
    page.AA = Dictionary(O=SCRIPT)
    page.PieceInfo = Dictionary(Tool=Dictionary(Private=String("CANARY")))
    page.Metadata = pdf.make_stream(b"<x>CANARY</x>")
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])
    link.A = Dictionary(S=Name.Launch, F=String("CANARY.exe"))
    page.Annots = Array([pdf.make_indirect(link)])
    pdf.Root.OpenAction = SCRIPT
    pdf.Root.AA = Dictionary(WC=SCRIPT)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("CANARY"), SCRIPT])))
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=String("CANARY"))
    pdf.attachments["CANARY.exe"] = pikepdf.AttachedFileSpec(pdf, b"CANARY", filename="CANARY.exe")
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = "CANARY"
    pdf.docinfo["/Author"] = "CANARY"
    return pdf


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def unpacked(content: bytes) -> bytes:
    """Return the document with every stream that can be inflated inflated."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        level = pikepdf.StreamDecodeLevel.generalized
        return saved(pdf, qdf=True, compress_streams=False, stream_decode_level=level)


def test_nothing_that_is_not_drawn_survives() -> None:
    before = unpacked(saved(loaded()))
    assert before.count(b"CANARY") >= 12
    after = unpacked(clean_document(saved(loaded())).content)
    assert b"CANARY" not in after
    for active in (b"JavaScript", b"/JS", b"/AA", b"/OpenAction", b"/Launch", b"/EmbeddedFiles"):
        assert active not in after


def test_the_page_still_draws_its_picture() -> None:
    with pikepdf.open(io.BytesIO(clean_document(saved(loaded())).content)) as pdf:
        page = pdf.pages[0]
        picture = pikepdf.PdfImage(page.Resources.XObject.A).as_pil_image()
        assert b"/A Do" in page.Contents.read_bytes()
    with Image.open(io.BytesIO(photo())) as original:
        assert picture.convert("RGB").tobytes() == original.convert("RGB").tobytes()


def test_older_revisions_are_left_behind() -> None:
    content = saved(document())
    hidden = b"\n99 0 obj\n<< /Old (CANARY) >>\nendobj\n%%EOF CANARY\n"
    assert b"CANARY" not in clean_document(content + hidden).content


def test_what_was_filled_into_a_form_is_drawn_onto_the_page() -> None:
    pdf = document()
    look = pdf.make_stream(b"BT (Nguoi dan da dien) Tj ET")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, [0, 0, 100, 20]
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, F=4, T=String("field"))
    field.V, field.Rect, field.AP = String("filled"), [10, 10, 110, 30], Dictionary(N=look)
    widget = pdf.make_indirect(field)
    pdf.pages[0].obj.Annots = Array([widget])
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]))
    after = unpacked(clean_document(saved(pdf)).content)
    assert b"Nguoi dan da dien" in after
    assert b"/Widget" not in after
    assert b"/AcroForm" not in after


def test_pages_keep_their_number_order_and_turn() -> None:
    pdf = document(3)
    pdf.pages[1].obj.Rotate = 90
    clean = clean_document(saved(pdf))
    with pikepdf.open(io.BytesIO(clean.content)) as result:
        assert clean.pages == len(result.pages) == 3
        assert int(result.pages[1].obj.Rotate) == 90
        assert [b"page 2" in page.Contents.read_bytes() for page in result.pages] == [
            False,
            False,
            True,
        ]


def test_a_hundred_pages_pass_and_one_more_does_not() -> None:
    assert clean_document(saved(document(100))).pages == 100
    with pytest.raises(DocumentTooLong, match="100 trang"):
        clean_document(saved(document(101)))


@pytest.mark.parametrize("user", ["", "mo-ra"])
def test_a_locked_document_is_refused(user: str) -> None:
    locked = saved(document(), encryption=pikepdf.Encryption(owner="chu", user=user))
    with pytest.raises(DocumentLocked):
        clean_document(locked)


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\nhello", b"%PDF-1.4\n%%EOF"])
def test_a_document_without_pages_is_refused(content: bytes) -> None:
    with pytest.raises(FileDamaged):
        clean_document(content)


def test_a_picture_packed_twice_is_cleaned_too() -> None:
    pdf = document()
    twice = picture_stream(pdf, zlib.compress(photo()), Name.FlateDecode, Name.DCTDecode)
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im0=twice))
    clean = clean_document(saved(pdf, compress_streams=False))
    with pikepdf.open(io.BytesIO(clean.content)) as result:
        stream = result.pages[0].obj.Resources.XObject.Im0
        assert str(stream.Filter) == "/DCTDecode"
        assert b"CANARY" not in stream.read_raw_bytes()


def test_a_picture_packed_in_an_odd_way_is_refused() -> None:
    pdf = document()
    odd = picture_stream(pdf, photo().hex().encode(), Name.ASCIIHexDecode, Name.DCTDecode)
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im0=odd))
    with pytest.raises(DocumentUnusual):
        clean_document(saved(pdf, stream_decode_level=pikepdf.StreamDecodeLevel.none))


def test_a_stream_that_points_to_another_file_no_longer_does() -> None:
    pdf = document()
    stream = pdf.make_stream(b"own bytes")
    stream.F = String("/etc/passwd")
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=stream))
    assert b"passwd" not in unpacked(clean_document(saved(pdf)).content)


def test_inflating_stops_at_its_bound() -> None:
    assert inflate(zlib.compress(b"abc")) == b"abc"
    with pytest.raises(DocumentUnusual):
        inflate(zlib.compress(bytes(MOST_INFLATED + 1)))
    with pytest.raises(DocumentUnusual):
        inflate(b"not deflated")


def test_a_jpeg_keeps_its_pixels_when_its_segments_are_cut() -> None:
    stripped = strip_jpeg(photo() + b"CANARY")
    assert b"CANARY" not in stripped
    with Image.open(io.BytesIO(stripped)) as after, Image.open(io.BytesIO(photo())) as before:
        assert after.tobytes() == before.tobytes()
        assert not after.getexif()


def test_a_progressive_jpeg_keeps_all_its_scans() -> None:
    out = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(out, "JPEG", progressive=True, comment=b"CANARY")
    stripped = strip_jpeg(out.getvalue())
    with Image.open(io.BytesIO(stripped)) as after, Image.open(out) as before:
        assert after.tobytes() == before.tobytes()
    assert b"CANARY" not in stripped


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\xff\xd8\x00\x00\x00\x00\x00"])
def test_what_is_no_jpeg_is_not_passed_on(content: bytes) -> None:
    with pytest.raises(DocumentUnusual):
        strip_jpeg(content)


def test_words_are_cut_out_of_a_jpeg_2000() -> None:
    def box(kind: bytes, body: bytes) -> bytes:
        return (8 + len(body)).to_bytes(4, "big") + kind + body

    kept = box(b"jP  ", b"\r\n\x87\n") + box(b"jp2h", b"header")
    content = kept + box(b"xml ", b"CANARY") + box(b"uuid", b"CANARY") + box(b"jp2c", b"codes")
    assert strip_jpeg2000(content) == kept + box(b"jp2c", b"codes")
    with pytest.raises(DocumentUnusual):
        strip_jpeg2000(b"\x00\x00\x00\x04jP  ")
