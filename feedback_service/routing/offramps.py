"""Texts that belong behind another door, recognised from prose; a hint to people, never a wall.

Content decides, not the title that a text gives itself: who "complains formally" that a paper is
late sends feedback. So each kind asks for its matter (a decision against oneself, a wrong, a
court), and words of delay, papers and trips hold a text back from leaving.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from feedback_service.routing.offramp_words import CUES
from feedback_service.routing.reading.lexicon import cue_book
from feedback_service.routing.reading.phrases import Hit, PhraseBook
from feedback_service.routing.reading.words import Slips, Words, cut


class OfframpKind(StrEnum):
    """What a text is instead of feedback."""

    COMPLAINT = "khieu_nai"
    DENUNCIATION = "to_cao"
    COURT = "toa_an"
    ENFORCEMENT = "thi_hanh_an"
    PROCURACY = "vien_kiem_sat"
    QUESTION = "hoi_dap"
    NUISANCE = "hien_truong"
    ADVERT = "quang_cao"


# Matters that law keeps out of this service; the other kinds are answered better elsewhere.
BY_LAW = frozenset(
    {
        OfframpKind.COMPLAINT,
        OfframpKind.DENUNCIATION,
        OfframpKind.COURT,
        OfframpKind.ENFORCEMENT,
        OfframpKind.PROCURACY,
    }
)
# The door by name, as cases/workflow.py and the first page of the form have it.
DOORS = {
    OfframpKind.COMPLAINT: "complaint",
    OfframpKind.DENUNCIATION: "denunciation",
    OfframpKind.COURT: "court",
    OfframpKind.ENFORCEMENT: "court",
    OfframpKind.PROCURACY: "court",
    OfframpKind.QUESTION: "question",
    OfframpKind.NUISANCE: "hotline",
    OfframpKind.ADVERT: "",
}
WHY = {
    OfframpKind.COMPLAINT: "Đề nghị xem xét lại một quyết định, việc làm đối với chính mình.",
    OfframpKind.DENUNCIATION: "Nói về đòi tiền, đòi quà hoặc hành vi vi phạm pháp luật.",
    OfframpKind.COURT: "Nói về việc đang hoặc đã do tòa án giải quyết.",
    OfframpKind.ENFORCEMENT: "Nói về việc thi hành án.",
    OfframpKind.PROCURACY: "Nói về việc điều tra, truy tố.",
    OfframpKind.QUESTION: "Là câu hỏi về quy định, thủ tục, không phản ánh việc gì.",
    OfframpKind.NUISANCE: "Nói về sự cố tại chỗ, cần người đến xem ngay.",
    OfframpKind.ADVERT: "Giống lời quảng cáo.",
}
# Groups of content that make a text feedback, whatever else it says.
GRIEVANCES = frozenset(
    {
        "delay", "extra_papers", "many_trips", "attitude", "wrong_fee", "harassment",
        "not_posted", "unclear",
    }
)  # fmt: skip
CRITICISM = frozenset({"contradictory", "unreasonable", "simplify", "digital"})
# Kinds of office that have nothing to do in the street.
_INDOORS = frozenset(
    {
        "thue", "hai_quan", "bao_hiem_xa_hoi", "so_noi_vu", "so_tu_phap", "so_tai_chinh",
        "so_giao_duc_dao_tao", "ngan_hang",
    }
)  # fmt: skip
_NEAR, _CLOSE = 25, 6
_FEWEST_WORDS = 3
# As far as the end of a text is asked whether it is a question.
_TAIL = 40
# More of one kind in a text say nothing new, and would take long to compare.
MOST_CUES = 40
_WHETHER = re.compile(r"(?:không|khong|chưa|chua)\s*(?:ạ|a|vậy|nhỉ)?\s*\?$", re.I)
_ARTICLE = re.compile(r"\b(?:điều|khoản) \d", re.I)
_LINK = re.compile(r"https?://|www\.|\bbit\.ly|\.vip\b", re.I)
_MONEY = re.compile(
    r"\d\s*(?:triệu|trieu|tr|nghìn|nghin|ngàn|ngan|k|đồng|dong|đ)\b|triệu|trăm nghìn"
)


@dataclass(frozen=True)
class Offramp:
    """Where a text may belong instead, and the words that say so."""

    kind: OfframpKind
    start: int
    end: int
    why: str
    door: str
    sure: float

    @property
    def by_law(self) -> bool:
        """Whether law keeps the matter out, so that it must not be decided here."""
        return self.kind in BY_LAW


@cache
def _book() -> PhraseBook:
    return PhraseBook(CUES)


@cache
def _slips() -> Slips:
    return Slips({*_book().vocabulary(), *cue_book().vocabulary()})


def find_offramp(text: str) -> Offramp | None:
    """Return where a text belongs instead of here; None for feedback and for the unreadable."""
    return offramp_in(cut(text, _slips()))


def offramp_in(words: Words) -> Offramp | None:
    """Return the same for a text that was cut into words before."""
    signs = _Signs(words)
    if len(_ARTICLE.findall(words.text)) > 1 and not signs.all("own"):
        # Somebody has copied a law, and speaks of no matter of their own.
        return None
    for look in _LOOKS:
        if found := look(signs):
            return found
    return None


class _Signs:
    """The cues of a text by group, and what kind of grievance it tells."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.cues: dict[str, list[Hit]] = {}
        for hit in _book().find(words):
            held = self.cues.setdefault(hit.value, [])
            if len(held) < MOST_CUES:
                held.append(hit)
        self.content: dict[str, list[Hit]] = {}
        self.offices: list[Hit] = []
        # Whether a matter of some office is spoken of.
        self.procedures = False
        # Whether offices are concerned that have nothing to do in the street.
        self.elsewhere = False
        for hit in cue_book().find(words):
            group, _colon, value = hit.value.partition(":")
            if group == "category":
                self.content.setdefault(value, []).append(hit)
            elif group == "desk" or (group == "named" and value != "other"):
                self.offices.append(hit)
            elif group == "implied":
                self.procedures = True
                self.elsewhere = self.elsewhere or value in _INDOORS
        self.offices += self.cues.get("office", [])

    def all(self, *groups: str) -> list[Hit]:
        """Return the cues of some groups in their order."""
        return sorted(hit for group in groups for hit in self.cues.get(group, ()))

    def spoken_of(self, group: str) -> list[Hit]:
        """Return the cues of a group that are no part of the name of a law or a procedure."""
        return [hit for hit in self.all(group) if self.before(hit, "lawful") is None]

    def grieves(self, *kinds: str) -> bool:
        """Tell whether the text tells a grievance of feedback, of these kinds or of any."""
        return any(kind in self.content for kind in kinds or GRIEVANCES)

    def near(self, hit: Hit, groups: Iterable[str], reach: int = _NEAR) -> Hit | None:
        """Return a cue of some groups within some words of another, with words of its own."""
        for other in self.all(*groups):
            gap = max(other.first - hit.last, hit.first - other.last)
            if gap <= reach and (other.first < hit.first or other.last > hit.last):
                return other
        return None

    def before(self, hit: Hit, group: str, reach: int = 3) -> Hit | None:
        """Return a cue of a group that stands shortly before another in its sentence."""
        for other in self.cues.get(group, ()):
            gap = max(hit.first - other.last, 0)
            if (
                other.first < hit.first
                and gap < reach
                and self.sentence(other) == self.sentence(hit)
            ):
                return other
        return None

    def after(self, hit: Hit, group: str, reach: int = 3) -> Hit | None:
        """Return a cue of a group that stands shortly after another in its sentence."""
        for other in self.cues.get(group, ()):
            if 0 <= other.first - hit.last < reach and self.sentence(other) == self.sentence(hit):
                return other
        return None

    def sentence(self, hit: Hit) -> int:
        """Return the number of the sentence of a cue."""
        return self.words.sentences[hit.first]

    def denied(self, hit: Hit) -> bool:
        """Tell whether the text says that it was not so; "no money, no paper" denies nothing."""
        if self.before(hit, "forbidden", _NEAR) is not None:
            return True
        denial = self.before(hit, "negation", 4)
        return denial is not None and self.after(hit, "condition", 4) is None

    def asks(self) -> bool:
        """Tell whether the text puts a question."""
        return bool(self.all("question")) or self.words.text.rstrip().endswith("?")

    def offramp(self, kind: OfframpKind, hits: list[Hit], sure: float) -> Offramp:
        """Return the off-ramp that some cues lead to."""
        start, end, _said = self.words.span(min(h.first for h in hits), max(h.last for h in hits))
        return Offramp(kind, start, end, WHY[kind], DOORS[kind], sure)


def _advert(signs: _Signs) -> Offramp | None:
    offers, calls = signs.all("advert"), signs.all("call")
    linked = bool(_LINK.search(signs.words.text))
    if not offers or not (calls or linked) or signs.grieves("delay", "attitude"):
        return None
    needed = 4 if signs.all("personal") else 2
    if len(offers) + len(calls) + linked < needed:
        return None
    return signs.offramp(OfframpKind.ADVERT, [*offers, *calls], 0.8)


def _bribe(signs: _Signs) -> Offramp | None:
    hits = [hit for hit in signs.spoken_of("bribe") if not signs.denied(hit)]
    hits += [hit for hit in signs.all("money") if _is_demand(signs, hit)]
    return signs.offramp(OfframpKind.DENUNCIATION, hits[:1], 0.9) if hits else None


def _wrong(signs: _Signs) -> Offramp | None:
    crimes = [hit for hit in signs.spoken_of("crime") if not signs.denied(hit)]
    named = [hit for hit in signs.all("denounce") if _is_denounced(signs, hit)]
    # Who asks about the law of denunciations denounces nobody.
    if signs.asks() or not (crimes or named):
        return None
    if (signs.grieves() or _criticises(signs)) and not (crimes and named):
        return None
    return signs.offramp(OfframpKind.DENUNCIATION, [*named[:1], *crimes[:1]], 0.85)


def _is_demand(signs: _Signs, hit: Hit) -> bool:
    """Tell whether somebody wants money for himself: no fee is spoken of, nor the author's own."""
    said = " ".join(signs.words.folds[hit.first : hit.last])
    if signs.denied(hit) or signs.near(hit, ("fee",), _CLOSE):
        return False
    if "dua" not in said.split() and signs.before(hit, "own", 1):
        return False
    if "tien" in said.split():
        return "lai" not in signs.words.folds[hit.last : hit.last + 1]
    rest = signs.words.text[signs.words.ends[hit.last - 1] :][:40]
    sentence_end = re.search(r"[.;!?\n]", rest)
    return _MONEY.search(rest[: sentence_end.start()] if sentence_end else rest) is not None


def _is_denounced(signs: _Signs, hit: Hit) -> bool:
    """Tell whether something is denounced, not the law or the handling of denunciations named."""
    if signs.before(hit, "lawful") is not None or signs.denied(hit):
        return False
    # "khiếu nại, tố cáo" is the name of a field.
    return signs.before(hit, "complain", 2) is None


def _procedure_of_justice(signs: _Signs) -> Offramp | None:
    groups = {
        OfframpKind.ENFORCEMENT: ("enforcement",),
        OfframpKind.PROCURACY: ("procuracy",),
        OfframpKind.COURT: ("court", "court_name"),
    }
    found = {kind: _as_matter(signs, names) for kind, names in groups.items()}
    kind = max(found, key=lambda each: len(found[each]))
    hits = found[kind]
    if not hits:
        return None
    together = sum(map(len, found.values()))
    if together < _cues_needed(signs, kind) or (hits[0].value == "court_name" and together == 1):
        return None
    return signs.offramp(kind, hits[:1], min(0.6 + 0.1 * together, 0.95))


def _cues_needed(signs: _Signs, kind: OfframpKind) -> int:
    """Return how many words of justice outweigh what else a text speaks of."""
    offices = [
        hit
        for hit in signs.offices
        # The police investigate.
        if not (kind == OfframpKind.PROCURACY and hit.value == "named:cong_an")
    ]
    if signs.grieves("extra_papers", "many_trips", "wrong_fee", "attitude", "unclear"):
        return 3 if offices or signs.procedures else 1
    return 2 if offices or signs.asks() or _criticises(signs) else 1


def _as_matter(signs: _Signs, groups: tuple[str, ...]) -> list[Hit]:
    """Return the cues that are the matter, not a paper asked for by an office."""
    return [
        hit
        for hit in signs.all(*groups)
        if signs.before(hit, "lawful", 3) is None
        and (signs.before(hit, "paper", 5) is None or signs.before(hit, "suing", 6))
    ]


def _complaint(signs: _Signs) -> Offramp | None:
    formal = signs.spoken_of("formal")
    if formal and not signs.grieves("delay"):
        return signs.offramp(OfframpKind.COMPLAINT, formal[:1], 0.9)
    return None if formal else _against_decision(signs) or _without_grievance(signs)


def _against_decision(signs: _Signs) -> Offramp | None:
    """Look for a decision against the author that somebody is to review."""
    asked = [hit for hit in signs.spoken_of("undo") if signs.near(hit, ("own",))]
    if asked and not signs.asks() and not _criticises(signs):
        return signs.offramp(OfframpKind.COMPLAINT, asked[:1], 0.9)
    if _late_or_general(signs):
        return None
    for decision in signs.all("decision"):
        against = signs.near(decision, ("review",))
        if against is None and not signs.asks():
            against = signs.near(decision, ("complain",))
        if against and signs.near(decision, ("own",)):
            return signs.offramp(OfframpKind.COMPLAINT, [decision, against], 0.85)
    return None


def _without_grievance(signs: _Signs) -> Offramp | None:
    """Take a refusal, or the bare word, for a formal complaint where nothing else is told."""
    if signs.grieves() or _criticises(signs) or signs.asks():
        return None
    for refusal in signs.all("refusal"):
        if against := signs.near(refusal, ("review", "complain")):
            return signs.offramp(OfframpKind.COMPLAINT, [refusal, against], 0.7)
    bare = signs.spoken_of("complain")
    if bare and len(signs.words) > _FEWEST_WORDS and not signs.content:
        return signs.offramp(OfframpKind.COMPLAINT, bare[:1], 0.6)
    return None


def _late_or_general(signs: _Signs) -> bool:
    """Tell whether a decision is late or a rule for everybody, so that nobody asks to review it."""
    if signs.all("complain"):
        return False
    return _criticises(signs) or (signs.grieves("delay") and _mostly_late(signs))


def _mostly_late(signs: _Signs) -> bool:
    return len(signs.content.get("delay", ())) >= len(signs.all("review"))


def _criticises(signs: _Signs) -> bool:
    return any(kind in signs.content for kind in CRITICISM)


def _nuisance(signs: _Signs) -> Offramp | None:
    hits = signs.all("street")
    other = signs.all("told_before", "rule") or signs.elsewhere or "praise" in signs.content
    if not hits or other or signs.grieves() or _criticises(signs):
        return None
    return signs.offramp(OfframpKind.NUISANCE, hits[:1], 0.7)


def _question(signs: _Signs) -> Offramp | None:
    hits = signs.all("question")
    text = signs.words.text.rstrip()
    if not hits and text.endswith("?"):
        hits = signs.all("interrogative")
    if not hits and len(signs.words) and _WHETHER.search(text[-_TAIL:]):
        hits = [Hit(len(signs.words) - 1, len(signs.words), "interrogative")]
    if not hits or signs.all("pressing") or signs.grieves() or _criticises(signs):
        return None
    return signs.offramp(OfframpKind.QUESTION, hits[:1], 0.7)


_LOOKS: tuple[Callable[[_Signs], Offramp | None], ...] = (
    _advert,
    _bribe,
    _procedure_of_justice,
    _wrong,
    _complaint,
    _nuisance,
    _question,
)
