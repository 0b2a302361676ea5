"""What a Vietnamese syllable can be, and what Telex leaves behind when it was not switched on."""

import re
import unicodedata

_ONSET = r"(?:ngh|ng|nh|gh|gi|kh|ch|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
_RHYMES = """a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et eu enh ech i ia ich
    iec iem ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat
    oay oc oe oen oeo oet oi om on ong oong ooc op ot u ua uan uang uat uay uc ue uech uenh ui um
    un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu y yem
    yen yet yeu""".split()  # noqa: SIM905
_SYLLABLE = re.compile(f"{_ONSET}(?:{'|'.join(sorted(_RHYMES, key=len, reverse=True))})")
_TELEX = re.compile(r"[a-z]{2,9}")
_VOWELS = "aeiouyăâêôơư"
_DOUBLED = (
    ("uow", "ươ"), ("uwow", "ươ"), ("uwo", "ươ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"),
    ("aw", "ă"), ("ow", "ơ"), ("uw", "ư"), ("dd", "đ"),
)  # fmt: skip
_TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_MARK = str.maketrans("ăâêôơưđ", "aaeooud")
# A vowel typed twice with its consonants between: "tieengs", but also "tiengse".
_SPLIT = re.compile(r"([aeo])([a-z]{1,2}?)\1(?=[sfrxj]?$)")


def is_syllable(bare: str) -> bool:
    """Tell whether a word without marks can be a Vietnamese one."""
    return _SYLLABLE.fullmatch(bare) is not None


def typed_by_telex(word: str) -> str | None:
    """Return what a word means in Telex, if it is no syllable as it stands and one so read."""
    if not _TELEX.fullmatch(word) or is_syllable(word):
        return None
    tone, rest = "", word
    for at in range(len(word) - 1, 0, -1):
        if word[at] in _TONES and any(each in _VOWELS for each in word[:at]):
            tone, rest = _TONES[word[at]], word[:at] + word[at + 1 :]
            break
    for candidate, mark in ((rest, tone), (word, "")):
        letters = _vowels_of(candidate)
        if letters != word and is_syllable(letters.translate(_MARK)):
            return _with_tone(letters, mark)
    return None


def _vowels_of(word: str) -> str:
    word = _SPLIT.sub(r"\1\1\2", word)
    for typed, meant in _DOUBLED:
        word = word.replace(typed, meant)
    return word


def _with_tone(letters: str, tone: str) -> str:
    if not tone:
        return letters
    # Forms of a word forget where the tone stood: any vowel will do.
    at = next(number for number, each in enumerate(letters) if each in _VOWELS)
    return unicodedata.normalize("NFC", f"{letters[: at + 1]}{tone}{letters[at + 1 :]}")
