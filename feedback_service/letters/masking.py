"""Names of accused people taken out of a letter: what an office writes may name them, paper not."""

import re

from feedback_service.foundation.text import fold

MASK = "[người bị phản ánh]"
MOST_WORDS, FEWEST_WORDS = 6, 2
_APART = re.compile(r"[,;:.()\n/–-]|\b(?:và|với|cùng)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
# What stands before a name and is none.
_TITLES = frozenset(
    (
        *("ong", "ba", "anh", "chi", "co", "chu", "bac", "em", "dong", "can", "bo", "cong"),
        *("chuc", "vien", "nhan", "truong", "pho", "phong"),
    )
)
_FORMS = frozenset({"ong", "ba", "anh", "chi", "co", "chu"})


def names_in(stated: str) -> list[tuple[str, ...]]:
    """Return the names in what an author stated of the accused, each as its folded words."""
    found = []
    for piece in _APART.split(stated):
        words = [word.group() for word in _WORD.finditer(piece)]
        run: list[str] = []
        for word in [*words, ""]:
            if word[:1].isupper() and (run or fold(word) not in _TITLES):
                run.append(fold(word))
                continue
            if FEWEST_WORDS <= len(run) <= MOST_WORDS:
                found.append(tuple(run))
            run = []
        plain = tuple(fold(word) for word in words)
        # Without capitals, what follows a form of address is taken for a name as it stands.
        if plain[:1] and plain[0] in _FORMS and len(plain) in range(3, 6) and piece.islower():
            found.append(plain[1:])
    return list(dict.fromkeys(found))


def without_names(text: str, names: list[tuple[str, ...]]) -> str:
    """Return a text in which each name, however it is written, reads as a mask."""
    words = [(word.start(), word.end(), fold(word.group())) for word in _WORD.finditer(text)]
    kept, at, copied = [], 0, 0
    while at < len(words):
        size = next((len(name) for name in names if _stands_at(words, at, name)), 0)
        if size:
            kept += [text[copied : words[at][0]], MASK]
            copied = words[at + size - 1][1]
        at += size or 1
    return "".join([*kept, text[copied:]])


def _stands_at(words: list[tuple[int, int, str]], at: int, name: tuple[str, ...]) -> bool:
    return tuple(word for _start, _end, word in words[at : at + len(name)]) == name
