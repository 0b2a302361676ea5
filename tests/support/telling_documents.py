"""Documents and pictures that tell more than they show: in each place of a file a canary word.

Every canary is `zuva` with the number of its file, so that no two files share one.
"""

import io
import re
import unicodedata
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageCms, PngImagePlugin

from tests.support.made_documents import PAPER, MadeDocument

MARK = "zuva"
# Left, top, right, bottom as fractions of a page.
Place = tuple[float, float, float, float]


@dataclass
class Telling:
    """One file: what it is called, its bytes, what a person paints over, and what must be kept."""

    name: str
    content: bytes
    hidden: list[tuple[int, Place]] = field(default_factory=list)
    kept: str = ""


def telling_files() -> list[Telling]:
    """Return sixty files, three of each kind."""
    kinds = [*_DOCUMENTS, *_PICTURES]
    return [kinds[at % len(kinds)](at) for at in range(3 * len(kinds))]


def canary(number: int) -> str:
    """Return the word that must not come out."""
    return f"{MARK}{number:02d}x"


def traces(content: bytes) -> set[str]:
    """Return where in a file a canary can be found: its bytes, objects, streams, data or words."""
    found = {"bytes"} if _told(content) else set()
    if content.startswith(b"%PDF-"):
        return found | _traces_of_document(content)
    with Image.open(io.BytesIO(content)) as picture:
        told = [*picture.info.items(), *picture.getexif().items()]
        told += picture.getexif().get_ifd(0x8769).items()
        found |= {"pixels"} if _told(picture.convert("RGB").tobytes()) else set()
    return found | ({"data"} if _told(repr(told).encode()) else set())


def _traces_of_document(content: bytes) -> set[str]:
    found = set()
    with pikepdf.open(io.BytesIO(content)) as document:
        for entry in document.objects:
            if isinstance(entry, pikepdf.Stream):
                found |= {"stream"} if _told(_decoded(entry)) else set()
            found |= {"object"} if _told(repr(entry).encode()) else set()
        found |= {"information"} if _told(repr(document.docinfo).encode()) else set()
    # Each end of the file but the last ends an earlier revision, which can be read like a file.
    for end in re.finditer(rb"%%EOF", content):
        found |= {"words"} if MARK in words_of(content[: end.end()]).lower() else set()
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", content, re.S):
        try:
            found |= {"packed"} if _told(zlib.decompressobj().decompress(packed)) else set()
        except zlib.error:
            continue
    return found


def words_of(content: bytes) -> str:
    """Return the text that a reader of documents extracts, with whole letters."""
    document = pypdfium2.PdfDocument(content)
    pages = [document[at].get_textpage().get_text_range() for at in range(len(document))]
    return unicodedata.normalize("NFC", " ".join(" ".join(pages).split()))


def _decoded(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def _told(content: bytes) -> bool:
    """Tell whether a canary stands in bytes: plain, in two bytes a sign, or in hexadecimal."""
    low = content.lower()
    plain = MARK.encode()
    wide = MARK.encode("utf-16-be")
    spellings = (plain, wide, MARK.encode("utf-16-le"), plain.hex().encode(), wide.hex().encode())
    return any(spelling in low for spelling in spellings)


def _paper(number: int, *, pages: int = 1) -> tuple[MadeDocument, str]:
    made = MadeDocument(pages=pages)
    kept = f"Giữ nguyên dòng số {number} bằng tiếng Việt đủ dấu"
    made.text(kept, (30, 60))
    return made, kept


def _done(number: int, made: MadeDocument, kept: str, *hidden: tuple[int, Place]) -> Telling:
    return Telling(f"tài liệu {number}.pdf", made.save(), list(hidden), kept)


def _marked_words(number: int) -> Telling:
    made, kept = _paper(number, pages=2)
    places = [
        (1, made.text(f"Họ tên: {canary(number)}", (30, 100))),
        (1, made.text(f"{canary(number)}A, {canary(number)}B", (120, 200), size=18)),
        (2, made.text(f"Trang sau {canary(number)}", (30, 400), size=9, page=2)),
    ]
    return _done(number, made, kept, *places)


def _information(number: int) -> Telling:
    made, kept = _paper(number)
    made.pdf.docinfo["/Title"] = made.pdf.docinfo["/Author"] = canary(number)
    made.pdf.docinfo["/Rieng"] = String(canary(number))
    with made.pdf.open_metadata() as told:
        told["dc:creator"] = [canary(number)]
        told["dc:description"] = canary(number)
    return _done(number, made, kept)


def _earlier_revision(number: int) -> Telling:
    made, kept = _paper(number)
    made.text(f"Bản trước: {canary(number)}", (30, 100))
    first = made.save(revisable=True)
    # Later content takes its place; what it was stays in the file.
    later, _ = _paper(number)
    content = _revised(first, later.content())
    assert content.count(b"%%EOF") == 2
    return Telling(f"tài liệu {number}.pdf", content, [], kept)


def _revised(first: bytes, drawn: bytes) -> bytes:
    """Append a revision in which the page is drawn otherwise."""
    with pikepdf.open(io.BytesIO(first)) as document:
        changed = document.pages[0].obj.Contents.objgen[0]
        size, root = len(document.objects) + 1, document.Root.objgen[0]
    before = re.findall(rb"startxref\s+(\d+)", first)[-1].decode()
    body = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        *(changed, len(drawn)), drawn
    )  # fmt: skip
    at = len(first)
    table = f"xref\n{changed} 1\n{at:010d} 00000 n \n"
    trailer = f"trailer\n<</Size {size} /Root {root} 0 R /Prev {before}>>\n"
    end = f"startxref\n{at + len(body)}\n%%EOF\n"
    return first + body + (table + trailer + end).encode()


def _covered(number: int) -> Telling:
    made, kept = _paper(number)
    made.text(f"Bị dán đè {canary(number)}", (30, 100))
    made.draw(f"q 0 g 20 {PAPER[1] - 110} 300 30 re f Q")
    made.text(f"{canary(number)} dưới ảnh", (30, 200))
    made.draw(f"q 0.8 g 20 {PAPER[1] - 210} 300 30 re f Q")
    return _done(number, made, kept)


def _layers(number: int) -> Telling:
    made, kept = _paper(number)
    layer = made.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(canary(number))))
    made.pdf.pages[0].obj.Resources.Properties = Dictionary(L=layer)
    made.pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer]))
    )
    made.draw("/OC /L BDC")
    # Cleaning shows what a layer hid, so that whoever publishes sees it and paints it over.
    place = made.text(f"Lớp tắt {canary(number)}", (30, 150))
    made.draw("EMC")
    return _done(number, made, kept, (1, place))


def _notes_and_attachments(number: int) -> Telling:
    made, kept = _paper(number)
    made.pdf.attachments[f"{canary(number)}.txt"] = canary(number).encode()
    made.pdf.pages[0].obj.Annots = Array(
        [
            Dictionary(
                Type=Name.Annot, Subtype=Name.Text, Rect=Array([10, 10, 30, 30]),
                Contents=String(canary(number)), T=String(canary(number)),
            ),
            Dictionary(
                Type=Name.Annot, Subtype=Name.Link, Rect=Array([40, 10, 80, 30]),
                A=Dictionary(S=Name.URI, URI=String(f"https://vi-du.vn/{canary(number)}")),
            ),
        ]
    )  # fmt: skip
    return _done(number, made, kept)


def _forms(number: int) -> Telling:
    made, kept = _paper(number)
    rect = (30, PAPER[1] - 200, 250, PAPER[1] - 170)
    shown, hidden = (
        made.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(f"o{flags}"), F=flags,
                V=String(canary(number)), DV=String(canary(number)), Rect=Array(rect),
                DA=String("/Helv 12 Tf 0 g"), TU=String(canary(number)),
            )
        )
        for flags in (4, 2)
    )  # fmt: skip
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    made.pdf.Root.AcroForm = Dictionary(
        Fields=Array([shown, hidden]),
        DA=String("/Helv 12 Tf 0 g"),
        DR=Dictionary(Font=Dictionary(Helv=helvetica)),
    )
    made.pdf.pages[0].obj.Annots = Array([shown, hidden])
    place = (30 / PAPER[0], 170 / PAPER[1], 250 / PAPER[0], 200 / PAPER[1])
    return _done(number, made, kept, (1, place))


def _not_to_be_seen(number: int) -> Telling:
    made, kept = _paper(number)
    made.text(canary(number), (30, 100), before="1 g")
    made.text(canary(number), (30, 130), before="3 Tr")
    made.text(canary(number), (30, 160), size=0.9)
    made.text(canary(number), (PAPER[0] + 30, 190))
    made.text(canary(number), (30, 220), before="0.98 g")
    made.draw("q 0 0 5 5 re W n")
    made.text(canary(number), (30, 250))
    made.draw("Q")
    return _done(number, made, kept)


def _said_otherwise(number: int) -> Telling:
    made, kept = _paper(number)
    made.draw(f"/Span <</ActualText ({canary(number)}) /Alt ({canary(number)})>> BDC")
    made.text("Dấu hiệu", (30, 100))
    made.draw("EMC")
    made.draw(f"% {canary(number)}")
    return _done(number, made, kept)


def _acts_and_outlines(number: int) -> Telling:
    made, kept = _paper(number)
    script = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{canary(number)}')"))
    made.pdf.Root.OpenAction = script
    with made.pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(canary(number), 0))
    made.pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(canary(number)))]))
    made.pdf.pages[0].obj.AA = Dictionary(O=script)
    return _done(number, made, kept)


def _unused_and_thumbnails(number: int) -> Telling:
    made, kept = _paper(number)
    page = made.pdf.pages[0].obj
    page.Thumb = made.pdf.make_stream(canary(number).encode(), Width=9, Height=1)
    page.PieceInfo = Dictionary(Editor=Dictionary(Private=String(canary(number))))
    words = made.text_operators(canary(number), (30, 90)).encode() + canary(number).encode()
    form = made.pdf.make_stream(b"% " + words)
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, *PAPER])
    page.Resources.XObject = Dictionary(Unused=form)
    return _done(number, made, kept)


def _pictures_within(number: int) -> Telling:
    made, kept = _paper(number)
    out = io.BytesIO()
    told = Image.Exif()
    told[0x010E] = canary(number)
    picture = Image.effect_noise((80, 80), 60).convert("RGB")
    picture.save(out, "JPEG", exif=told, comment=canary(number).encode())
    stream = made.pdf.make_stream(out.getvalue() + canary(number).encode())
    stream.Type, stream.Subtype, stream.Width, stream.Height = (
        *(Name.XObject, Name.Image), *(80, 80)
    )  # fmt: skip
    stream.ColorSpace, stream.BitsPerComponent = Name.DeviceRGB, 8
    stream.Filter = Name.DCTDecode
    stream.Metadata = made.pdf.make_stream(canary(number).encode())
    made.pdf.pages[0].obj.Resources.XObject = Dictionary(P=stream)
    made.draw("q 200 0 0 200 100 100 cm /P Do Q")
    place = (0.25, 1 - 300 / PAPER[1], 0.4, 1 - 200 / PAPER[1])
    return _done(number, made, kept, (1, place))


def _picture(number: int) -> Image.Image:
    return Image.effect_noise((160, 120), 70 + number).convert("RGB")


def _profile(number: int) -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile + canary(number).encode()


def _exif(number: int) -> Image.Exif:
    told = Image.Exif()
    told[0x010E] = told[0x013B] = canary(number)
    told[0x0132] = datetime(2026, 11, 1, tzinfo=UTC).strftime("%Y:%m:%d %H:%M:%S")
    told.get_ifd(0x8769)[0x9286] = canary(number)
    return told


def _xmp(number: int) -> bytes:
    return f"<x:xmpmeta><dc:creator>{canary(number)}</dc:creator></x:xmpmeta>".encode()


def _saved(number: int, kind: str, *, after: bytes = b"", **options: object) -> Telling:
    out = io.BytesIO()
    _picture(number).save(out, kind, **options)
    name = f"ảnh {number}.{kind.lower().replace('jpeg', 'jpg')}"
    return Telling(name, out.getvalue() + after, [(1, (0.1, 0.2, 0.6, 0.7))])


def _jpeg_data(number: int) -> Telling:
    comment = canary(number).encode()
    return _saved(number, "JPEG", exif=_exif(number), comment=comment, xmp=_xmp(number))


def _jpeg_profile(number: int) -> Telling:
    return _saved(number, "JPEG", icc_profile=_profile(number))


def _jpeg_after_its_end(number: int) -> Telling:
    second = io.BytesIO()
    _picture(number).save(second, "JPEG", comment=canary(number).encode())
    return _saved(number, "JPEG", after=second.getvalue() + canary(number).encode())


def _png_texts(number: int) -> Telling:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", canary(number))
    told.add_itxt("Creator", canary(number), lang="vi")
    return _saved(number, "PNG", pnginfo=told)


def _png_data(number: int) -> Telling:
    after = canary(number).encode()
    return _saved(
        number, "PNG", exif=_exif(number), icc_profile=_profile(number), after=after
    )  # fmt: skip


def _webp_data(number: int) -> Telling:
    return _saved(number, "WEBP", exif=_exif(number), xmp=_xmp(number))


def _webp_profile(number: int) -> Telling:
    return _saved(number, "WEBP", icc_profile=_profile(number), lossless=True)


def _png_see_through(number: int) -> Telling:
    picture = _picture(number).convert("RGBA")
    picture.putalpha(0)
    # In the pixels nobody sees: the letters of the canary, one a pixel.
    for at, letter in enumerate(canary(number).encode()):
        picture.putpixel((at // 3, 0), (0, 0, 0, 0))
        old = list(picture.getpixel((at // 3, 0)))  # type: ignore[arg-type]
        old[at % 3] = letter
        picture.putpixel((at // 3, 0), tuple(old))
    out = io.BytesIO()
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", canary(number))
    picture.save(out, "PNG", pnginfo=told)
    return Telling(f"ảnh {number}.png", out.getvalue(), [(1, (0.1, 0.2, 0.6, 0.7))])


_DOCUMENTS: tuple[Callable[[int], Telling], ...] = (
    *(_marked_words, _information, _earlier_revision, _covered, _layers, _notes_and_attachments),
    *(_forms, _not_to_be_seen, _said_otherwise, _acts_and_outlines, _unused_and_thumbnails),
    _pictures_within,
)
_PICTURES: tuple[Callable[[int], Telling], ...] = (
    *(_jpeg_data, _jpeg_profile, _jpeg_after_its_end, _png_texts, _png_data, _webp_data),
    *(_webp_profile, _png_see_through),
)
