"""A PDF made of nothing but pictures of pages, with a layer of text for search and screen readers.

The text is drawn invisibly (render mode 3) in a font without outlines: each word lies over its
picture. The structure says the same in reading order, and that the language is Vietnamese.
"""

import io
import re
import struct
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from feedback_service.evidence.areas import Word

# Every sign is as wide as half of its height; words are stretched to their boxes.
_WIDTH = 500
_ASCENT, _DESCENT = 800, -200
_HIGHEST = 0xFFFF
_DRAWN_WORD = re.compile(rb"<([0-9A-F]+)> Tj")
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_GREY, _PNG_RGB = 0, 2


@dataclass(frozen=True, kw_only=True)
class PicturePage:
    """One page: its JPEG or PNG, the size in pixels and of the paper, and its words."""

    picture: bytes
    pixels: tuple[int, int]
    points: tuple[float, float]
    words: Sequence[Word]


def write_document(pages: Sequence[PicturePage]) -> bytes:
    """Return the document; the same pages give the same bytes."""
    with pikepdf.new() as document:
        font = _font(document, "".join(word.text for page in pages for word in page.words))
        drawn = [_add_page(document, page, font) for page in pages]
        _add_structure(document, drawn)
        out = io.BytesIO()
        document.save(out, deterministic_id=True, fix_metadata_version=False)
        return out.getvalue()


def pictures_in(content: bytes) -> list[bytes]:
    """Return the pictures of such a document as they stand in it, page by page."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return [_taken_out(page.obj.Resources.XObject.Page) for page in document.pages]


def words_in(content: bytes) -> list[list[str]]:
    """Return the words of such a document's text, page by page."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return [
            [
                bytes.fromhex(word.decode()).decode("utf-16-be").strip()
                for word in _DRAWN_WORD.findall(page.obj.Contents.read_bytes())
            ]
            for page in document.pages
        ]


def _add_page(document: pikepdf.Pdf, page: PicturePage, font: pikepdf.Object) -> pikepdf.Object:
    width, height = page.points
    picture = _put_in(document, page)
    drawn: pikepdf.Object = document.add_blank_page(page_size=(width, height)).obj
    drawn.Resources = Dictionary(XObject=Dictionary(Page=picture), Font=Dictionary(Words=font))
    drawn.Contents = document.make_stream(_content(page))
    drawn.StructParents = len(document.pages) - 1
    drawn.Tabs = Name.S
    return drawn


def _put_in(document: pikepdf.Pdf, page: PicturePage) -> pikepdf.Object:
    width, height = page.pixels
    with Image.open(io.BytesIO(page.picture)) as opened:
        colours, is_png = len(opened.getbands()), opened.format == "PNG"
    stream = document.make_stream(_packed(page.picture) if is_png else page.picture)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = width, height, 8
    stream.ColorSpace = Name.DeviceRGB if colours == 3 else Name.DeviceGray
    if is_png:
        # The rows of a PNG are what a PDF calls predictor 15.
        stream.Filter = Name.FlateDecode
        stream.DecodeParms = Dictionary(
            Predictor=15, Colors=colours, Columns=width, BitsPerComponent=8
        )
    else:
        stream.Filter = Name.DCTDecode
    return stream


def _taken_out(stream: pikepdf.Object) -> bytes:
    content = bytes(stream.read_raw_bytes())
    if stream.Filter == Name.DCTDecode:
        return content
    colours = _PNG_RGB if stream.ColorSpace == Name.DeviceRGB else _PNG_GREY
    head = struct.pack(">IIBBBBB", int(stream.Width), int(stream.Height), 8, colours, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", content), (b"IEND", b""))
    return _PNG_START + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def _packed(png: bytes) -> bytes:
    """Return the packed rows of a PNG."""
    at, found = len(_PNG_START), b""
    while at < len(png):
        size, name = struct.unpack_from(">I4s", png, at)
        found += png[at + 8 : at + 8 + size] if name == b"IDAT" else b""
        at += 12 + size
    return found


def _content(page: PicturePage) -> bytes:
    width, height = page.points
    lines = [
        f"/Artifact BMC q {width:.2f} 0 0 {height:.2f} 0 0 cm /Page Do Q EMC",
        "/P <</MCID 0>> BDC BT 3 Tr",
        *(_drawn(word, width, height) for word in page.words if _plain(word.text)),
        "ET EMC",
    ]
    return "\n".join(lines).encode("ascii")


def _drawn(word: Word, width: float, height: float) -> str:
    text, box = _plain(word.text), word.box
    size = max(1.0, (box.bottom - box.top) * height)
    natural = len(text) * size * _WIDTH / 1000
    stretch = max(1.0, 100 * (box.right - box.left) * width / natural)
    x, y = box.left * width, (1 - box.bottom) * height - size * _DESCENT / 1000
    # The space after it belongs to the text: without it two words may be read as one.
    return (
        f"/Words {size:.2f} Tf {stretch:.2f} Tz 1 0 0 1 {x:.2f} {y:.2f} Tm "
        f"<{(text + ' ').encode('utf-16-be').hex().upper()}> Tj"
    )


def _plain(text: str) -> str:
    """Return a text whose signs are one unit each, whole letters with their marks."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(sign for sign in composed if " " <= sign <= chr(_HIGHEST))


def _font(document: pikepdf.Pdf, text: str) -> pikepdf.Object:
    """Return a font whose codes are the signs themselves and whose outlines are empty."""
    file = document.make_stream(_outlines())
    file.Length1 = len(_outlines())
    name = Name("/NoOutlines")
    descriptor = document.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor, FontName=name, Flags=4, FontBBox=Array([0, -200, 500, 800]),
            ItalicAngle=0, Ascent=_ASCENT, Descent=_DESCENT, CapHeight=_ASCENT, StemV=80,
            FontFile2=file,
        )
    )  # fmt: skip
    # Every sign is drawn by the one glyph that there is.
    glyphs = document.make_stream(zlib.compress(b"\x00\x01" * (_HIGHEST + 1), 9))
    glyphs.Filter = Name.FlateDecode
    descendant = document.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=name, FontDescriptor=descriptor,
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            DW=_WIDTH, CIDToGIDMap=glyphs,
        )
    )  # fmt: skip
    return document.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=name, Encoding=Name("/Identity-H"),
            DescendantFonts=Array([descendant]), ToUnicode=document.make_stream(_to_unicode(text)),
        )
    )  # fmt: skip


def _to_unicode(text: str) -> bytes:
    """Return which sign each code stands for: only those the document uses."""
    codes = sorted({" ", *_plain(text)})
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for start in range(0, len(codes), 100):
        part = codes[start : start + 100]
        lines.append(f"{len(part)} beginbfchar")
        lines += [f"<{ord(sign):04X}> <{ord(sign):04X}>" for sign in part]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


def _add_structure(document: pikepdf.Pdf, pages: Sequence[pikepdf.Object]) -> None:
    root = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    parts = [
        document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=whole, Pg=page, K=0))
        for page in pages
    ]
    whole.K = Array(parts)
    root.K = whole
    numbers = [each for at, part in enumerate(parts) for each in (at, Array([part]))]
    root.ParentTree = Dictionary(Nums=Array(numbers))
    document.Root.StructTreeRoot = root
    document.Root.MarkInfo = Dictionary(Marked=True)
    document.Root.Lang = String("vi-VN")


def _outlines() -> bytes:
    """Return a TrueType font of two empty glyphs: all that a reader needs to place words."""
    tables = {
        b"glyf": b"\x00\x00\x00\x00",
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            *(0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0, 1000, 0, 0),
            *(0, _DESCENT, _WIDTH, _ASCENT, 0, 8, 2, 0, 0),
        ),
        b"hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH",
            *(0x00010000, _ASCENT, _DESCENT, 0, _WIDTH, 0, 0, _WIDTH, 1, 0, 0),
            *(0, 0, 0, 0, 0, 2),
        ),
        b"hmtx": struct.pack(">HhHh", _WIDTH, 0, _WIDTH, 0),
        b"loca": struct.pack(">HHH", 0, 0, 0),
        b"maxp": struct.pack(">IH13H", 0x00010000, 2, *([0] * 13)),
    }
    place = 12 + 16 * len(tables)
    head, body = struct.pack(">IHHHH", 0x00010000, len(tables), 64, 2, 32), b""
    for name, table in sorted(tables.items()):
        padded = table + bytes(-len(table) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        head += name + struct.pack(">III", total, place + len(body), len(table))
        body += padded
    return head + body
