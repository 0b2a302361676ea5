"""What was meant by a folded word that no text holds: keys of Telex and VNI, slips, lost spaces."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

LONGEST_SLIP = 14
LONGEST_RUN = 40
MOST_MEANT = 3
LETTERS = "abcdeghiklmnopqrstuvxy"

_ONSET = "(?:ngh|ng|nh|kh|gh|gi|ch|ph|th|tr|qu|[bcdghklmnpqrstvx])?"
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem"
    " ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay"
    " oc oe oem oen oeo oet oi om on ong ooc oong op ot u ua uac uai uan uang uao uat uay uc ue"
    " uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet"
    " uynh uyt uyu y yem yen yeng yet yeu"
)
_SYLLABLE = re.compile(f"{_ONSET}(?:{'|'.join(_RIMES.split())})")
_TONE_KEYS = "sfrxj"
_VOWELS = "aeiouy"
_DOUBLED = re.compile(r"aa|ee|oo|dd|w")
_LATE_MARK = re.compile(r"([aeo])([iuy]?(?:ng|nh|ch|[mnptc])?[iu]?)\1$")
_VNI = re.compile(r"(?<=[a-z])[1-9]{1,2}")
# Keys that lie beside each other on the board.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = (
    {frozenset(pair) for row in _ROWS for pair in pairwise(row)}
    | {frozenset(pair) for pair in zip(_ROWS[0], _ROWS[1], strict=False)}
    | {frozenset(pair) for pair in zip(_ROWS[1], _ROWS[2], strict=False)}
)
# Sounds that are written for one another.
_ALIKE = {frozenset(pair) for pair in ("sx", "ln", "iy", "ck", "rd", "gd", "vd", "tc")}
_EXCHANGED, _REPEATED, _NEAR, _MISSED, _ADDED, _OTHER = 1.0, 0.9, 0.8, 0.7, 0.6, 0.4
# A slip of the finger is less sure than a key of Telex.
_SLIP = 0.5
# The first letter is the one that people hit most surely.
_FIRST_LETTER = 0.5


def is_syllable(word: str) -> bool:
    """Tell whether a folded word can be a syllable of Vietnamese."""
    return _SYLLABLE.fullmatch(word) is not None


def without_telex(word: str) -> str | None:
    """Return the syllable typed with Telex or VNI keys while the keyboard was off, or None."""
    if not 1 < len(word) <= LONGEST_SLIP:
        return None
    bare = _VNI.sub("", word)
    for marked in dict.fromkeys((bare, _without_marks(bare))):
        for toneless in _without_tone(marked):
            if toneless != word and is_syllable(toneless):
                return toneless
    return None


def _without_marks(word: str) -> str:
    """Return a word without the keys that put hats, hooks and bars."""
    # "dduwowngf" and "duwowngfd": the bar of đ is typed at once or at the end.
    if word[0] == "d" and "d" in word[1:]:
        word = "d" + word[1:].replace("d", "", 1)
    word = _DOUBLED.sub(lambda found: found.group()[:1].replace("w", ""), word)
    tone = word[-1:] if word[-1:] in _TONE_KEYS else ""
    late = word.removesuffix(tone) if tone else word
    return _LATE_MARK.sub(r"\1\2", late) + tone


def _without_tone(word: str) -> Iterator[str]:
    """Yield a word as it stands and without each key that may have been meant as a tone."""
    yield word
    first = next((at for at, letter in enumerate(word) if letter in _VOWELS), len(word))
    for at in range(len(word) - 1, first, -1):
        if word[at] in _TONE_KEYS:
            yield word[:at] + word[at + 1 :]


def slips(word: str) -> dict[str, float]:
    """Return every word one slip away, and how likely that slip is, up to 1."""
    if not 2 < len(word) <= LONGEST_SLIP or not word.isascii() or not word.isalpha():
        return {}
    found: dict[str, float] = {}
    for meant, likely in _edits(word):
        share = 1.0 if meant[:1] == word[:1] else _FIRST_LETTER
        if meant != word and len(meant) > 1:
            found[meant] = max(found.get(meant, 0.0), share * likely)
    return found


def _edits(word: str) -> Iterator[tuple[str, float]]:
    for at in range(len(word)):
        before, here, after = word[:at], word[at], word[at + 1 :]
        repeated = here in (before[-1:], after[:1])
        yield before + after, _REPEATED if repeated else _ADDED
        if after:
            yield before + after[0] + here + after[1:], _EXCHANGED
        for letter in LETTERS:
            yield before + letter + after, _replaced(here, letter)
    for at in range(len(word) + 1):
        for letter in LETTERS:
            yield word[:at] + letter + word[at:], _MISSED


def _replaced(typed: str, meant: str) -> float:
    pair = frozenset((typed, meant))
    return _NEAR if pair in _BESIDE or pair in _ALIKE else _OTHER


def split_run(word: str) -> tuple[str, ...]:
    """Return the fewest syllables that were typed without spaces, or nothing."""
    if not 3 < len(word) <= LONGEST_RUN or not word.isalpha() or is_syllable(word):
        return ()
    ways: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - 6), end - 1):
            before = ways[start]
            if before is None or not is_syllable(word[start:end]):
                continue
            kept = ways[end]
            if kept is None or len(before) + 1 < len(kept):
                ways[end] = (*before, word[start:end])
    return ways[-1] or ()


def may_be_meant(word: str) -> dict[str, float]:
    """Return single words that may be meant by one that no text holds, with their likelihood."""
    meant = {each: _SLIP * likely for each, likely in slips(word).items()}
    for swapped in _exchanged(word):
        if other := without_telex(swapped):
            meant[other] = max(meant.get(other, 0.0), _SLIP)
    telex = without_telex(word)
    return meant | ({telex: 1.0} if telex else {})


def _exchanged(word: str) -> Iterator[str]:
    """Yield a short word with each pair of letters that stand side by side exchanged."""
    for at in range(len(word) - 1 if len(word) <= LONGEST_SLIP else 0):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def choose(
    likelihoods: Mapping[str, float], counts: Mapping[str, int]
) -> tuple[tuple[str, float], ...]:
    """Return the few words that texts hold and that are most likely meant, the likeliest first."""
    held = [
        (likely * (1 + min(counts[word], 50) / 100), word)
        for word, likely in likelihoods.items()
        if counts.get(word)
    ]
    return tuple(
        (word, likelihoods[word]) for _, word in sorted(held, key=lambda each: (-each[0], each[1]))
    )[:MOST_MEANT]
