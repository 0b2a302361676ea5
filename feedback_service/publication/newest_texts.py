"""The newest texts of a very large archive, kept in memory: their words as bits, some whole.

A common word stands in so many of a million texts that a database takes long to find those that
hold several of them, and would do so for every search. Kept is one bit for each word and text, and
the texts that were compared lately, for as long as the index is the same.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from feedback_service.publication.ranking import Document

# The bits of every text.
ALL = -1


@dataclass(frozen=True, kw_only=True)
class NewestTexts:
    """The words of the texts with numbers from `first` on; the lowest bit is the first text."""

    first: int
    held: Mapping[str, int]
    _read: dict[int, Document] = field(default_factory=dict)

    def bits_of(self, keys: Iterable[int]) -> int:
        """Return the bits of texts by their keys; those of older texts are left out."""
        bits = 0
        for key in keys:
            if key >= self.first:
                bits |= 1 << (key - self.first)
        return bits

    def documents(
        self, keys: Sequence[int], read: Callable[[Iterable[int]], Iterable[Document]]
    ) -> list[Document]:
        """Return texts by their keys; those that were not compared before are read."""
        missing = [key for key in keys if key not in self._read]
        new = list(read(missing)) if missing else []
        self._read.update((each.key, each) for each in new if each.key >= self.first)
        known = {each.key: each for each in new}
        return [each for key in keys if (each := known.get(key) or self._read.get(key))]

    def with_all(self, words: Iterable[str], among: int = ALL) -> int:
        """Return the bits of the texts that hold every word."""
        for word in words:
            among &= self.held.get(word, 0)
        return among

    def by_most(self, words: Sequence[str], *, least: int = 1, among: int = ALL) -> list[int]:
        """Return the bits of the texts that hold all words, all but one, and so on to the least."""
        # at_least[n] has the texts that hold n or more of the words seen so far.
        at_least = [among] + [0] * len(words)
        for word in words:
            held = self.held.get(word, 0)
            for number in range(len(words), 0, -1):
                at_least[number] |= at_least[number - 1] & held
        return at_least[: max(least, 1) - 1 : -1]

    def keys(self, levels: Iterable[int], limit: int) -> list[int]:
        """Return the keys of the first level, the newest first, then of the next, up to a limit."""
        found: list[int] = []
        taken = 0
        for level in levels:
            left = level & ~taken
            taken |= level
            while left and len(found) < limit:
                last = left.bit_length() - 1
                found.append(self.first + last)
                left ^= 1 << last
        return found


def lay_out(first: int, texts: Iterable[tuple[int, str]], size: int) -> NewestTexts:
    """Return the words of texts, given by key and folded words; there are `size` keys at most."""
    rows: dict[str, bytearray] = {}
    for key, words in texts:
        at, bit = divmod(key - first, 8)
        bit = 1 << bit
        for word in set(words.split()):
            row = rows.get(word)
            if row is None:
                row = rows[word] = bytearray(size // 8 + 1)
            row[at] |= bit
    held = {word: int.from_bytes(row, "little") for word, row in rows.items()}
    return NewestTexts(first=first, held=held)


class Kept:
    """What was laid out last, for as long as the index bears the mark it was read under."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # One value at a time: threads never see the words of one state under the mark of another.
        self._last: tuple[object, NewestTexts] | None = None

    def under(self, mark: object, read: Callable[[], NewestTexts]) -> NewestTexts:
        """Return what is kept under a mark, or read it; whoever comes meanwhile waits."""
        last = self._last
        if last is None or last[0] != mark:
            with self._lock:
                last = self._last
                if last is None or last[0] != mark:
                    last = self._last = (mark, read())
        return last[1]
