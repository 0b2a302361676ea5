"""PDFs written by hand, so that a test can put words wherever a document can hold some."""

import io
from functools import cache
from pathlib import Path

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

import feedback_service

FONT = Path(feedback_service.__file__).parent / "letters/data/fonts/BeVietnamPro-Regular.ttf"
PAPER = (420, 595)


@cache
def _glyphs() -> tuple[dict[int, int], list[int], int]:
    font = TTFont(FONT)
    order = {name: number for number, name in enumerate(font.getGlyphOrder())}
    by_code = {code: order[name] for code, name in font.getBestCmap().items()}
    per_em = font["head"].unitsPerEm
    widths = [font["hmtx"][name][0] * 1000 // per_em for name in font.getGlyphOrder()]
    return by_code, widths, per_em


def width_of(text: str, size: float) -> float:
    """Return how wide a text is drawn."""
    by_code, widths, _ = _glyphs()
    return sum(widths[by_code[ord(sign)]] for sign in text) * size / 1000


class MadeDocument:
    """A document of one page and more, drawn from the upper left corner in points."""

    def __init__(self, pages: int = 1) -> None:
        self.pdf = pikepdf.new()
        self._font = self._embedded_font()
        for _ in range(pages):
            page = self.pdf.add_blank_page(page_size=PAPER)
            page.obj.Resources = Dictionary(Font=Dictionary(F=self._font))
        self._drawn: list[list[str]] = [[] for _ in range(pages)]

    def draw(self, operators: str, *, page: int = 1) -> None:
        """Add operators as they are."""
        self._drawn[page - 1].append(operators)

    def text(
        self, text: str, at: tuple[float, float], *, size: float = 12, page: int = 1,
        before: str = "",
    ) -> tuple[float, float, float, float]:  # fmt: skip
        """Draw a line; return its left, top, right and bottom as fractions of the page."""
        self.draw(self.text_operators(text, at, size=size, before=before), page=page)
        return fractions((at[0], at[1] - size, at[0] + width_of(text, size), at[1] + size / 3))

    def text_operators(
        self, text: str, at: tuple[float, float], *, size: float = 12, before: str = ""
    ) -> str:
        """Return what draws a line."""
        by_code, _, _ = _glyphs()
        codes = "".join(f"{by_code[ord(sign)]:04X}" for sign in text)
        return f"q BT {before} /F {size} Tf {at[0]} {PAPER[1] - at[1]} Td <{codes}> Tj ET Q"

    def content(self, page: int = 1) -> bytes:
        """Return what draws a page."""
        return "\n".join(self._drawn[page - 1]).encode("ascii")

    def save(self, *, revisable: bool = False) -> bytes:
        """Return the document; a revisable one has a table that a later revision can go on."""
        for number, page in enumerate(self.pdf.pages, start=1):
            if self.content(number):
                page.obj.Contents = self.pdf.make_stream(self.content(number))
        out = io.BytesIO()
        mode = "disable" if revisable else "preserve"
        self.pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode[mode])
        return out.getvalue()

    def _embedded_font(self) -> pikepdf.Object:
        by_code, widths, _ = _glyphs()
        name = Name("/BeVietnamPro")
        lines = [f"<{glyph:04X}> <{code:04X}>" for code, glyph in by_code.items() if code > 31]
        mapped = "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        for start in range(0, len(lines), 100):
            part = lines[start : start + 100]
            mapped += f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
        descriptor = self.pdf.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor, FontName=name, Flags=4,
                FontBBox=Array([-200, -300, 1200, 1100]), ItalicAngle=0, Ascent=1000,
                Descent=-265, CapHeight=700, StemV=80,
                FontFile2=self.pdf.make_stream(FONT.read_bytes()),
            )
        )  # fmt: skip
        descendant = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=name,
                FontDescriptor=descriptor, CIDToGIDMap=Name.Identity, DW=600,
                CIDSystemInfo=Dictionary(
                    Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
                ),
                W=Array([0, Array(widths)]),
            )
        )  # fmt: skip
        return self.pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type0, BaseFont=name, Encoding=Name("/Identity-H"),
                DescendantFonts=Array([descendant]),
                ToUnicode=self.pdf.make_stream((mapped + "endcmap").encode("ascii")),
            )
        )  # fmt: skip


def fractions(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom in points as fractions of the page."""
    left, top, right, bottom = box
    return left / PAPER[0], top / PAPER[1], right / PAPER[0], bottom / PAPER[1]
