"""Text at the edge: one normal form, no controls, and a fold for search without diacritics."""

import re
import unicodedata

# Spaces that look like a space and break equality; people paste them from office programs.
_LOOK_ALIKE_SPACES = dict.fromkeys(
    map(
        ord,
        "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
        "\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    ),
    " ",
)
# Also what turns the direction of writing around: it makes a text show other than it reads.
_INVISIBLE = dict.fromkeys(
    map(
        ord,
        "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    None,
)
_REPLACED: dict[int, str | None] = {**_LOOK_ALIKE_SPACES, **_INVISIBLE}
_ODD = re.compile(f"[{''.join(map(chr, _REPLACED))}]")
# Controls but tab and line ends, and halves of pairs.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What no page of HTML may hold: controls, halves of pairs, and codes that are no characters.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_WORDS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[^\W\u3400-\u4dbf\u4e00-\u9fff]+")
_MARKED = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.I)


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn")


# Latin letters with marks, up to the last Vietnamese one, and what they are without.
_BARE_LETTERS = {ord("đ"): "d"} | {
    ord(letter): bare
    for letter in map(chr, range(0xC0, 0x1F00))
    if letter.islower() and (bare := _without_marks(letter)) != letter and bare.isascii()
}


class UnreadableText(ValueError):
    """The text holds NUL, another control character or half a surrogate pair."""


def normalise(text: str) -> str:
    """Return the text in NFC with plain spaces and line ends, or raise UnreadableText."""
    if _UNREADABLE.search(text):
        raise UnreadableText
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _ODD.search(text):
        text = text.translate(_REPLACED)
    return unicodedata.normalize("NFC", text)


def showable(text: str) -> str:
    """Return the text without what no page of HTML may hold."""
    # Nearly every text, and a page asks a thousand times.
    if text.isprintable():
        return text
    return _UNSHOWABLE.sub("", text)


def fold(text: str) -> str:
    """Return lower-case text without marks, đ as d, Han runs as bigrams, for search."""
    bare = text.lower().translate(_BARE_LETTERS)
    if not bare.isascii():
        bare = _without_marks(bare)
    words = _WORDS.findall(bare)
    return " ".join(words if bare.isascii() else map(_han_bigrams, words))


def looks_vietnamese(text: str) -> bool:
    """Tell whether a text of some length bears Vietnamese marks; short texts pass."""
    words = text.split()
    return len(words) < 8 or bool(_MARKED.search(unicodedata.normalize("NFC", text)))


def shorten(text: str, limit: int) -> str:
    """Return the first line, cut at a word before `limit` characters."""
    line = text.strip().split("\n", 1)[0]
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0] + "…"


def _han_bigrams(word: str) -> str:
    if not "\u3400" <= word[0] <= "\u9fff" or len(word) < 2:
        return word
    return " ".join(word[i : i + 2] for i in range(len(word) - 1))
