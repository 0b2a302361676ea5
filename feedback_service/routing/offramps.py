"""Texts that belong behind another door, recognised from prose; a hint to people, never a wall.

Content decides, not the title that a text gives itself: who "complains formally" that a paper is
late sends feedback. So each kind asks for its matter (a decision against oneself, a wrong, a
court), and words of delay, papers and trips hold a text back from leaving. Rules speak first; the
doors model hears them, finds what they have no word for, and may think otherwise (docs/adr/0042).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from feedback_service.routing.offramp_model import Judgement, judge, shipped_doors, telling_words
from feedback_service.routing.offramp_signs import Signs, slips
from feedback_service.routing.reading.phrases import Hit
from feedback_service.routing.reading.words import Words, cut


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
    OfframpKind.ADVERT: "Giống lời quảng cáo, hoặc chỉ gõ thử.",
}
# What the rules found leaves from here on; what they did not see, from there on. Both were chosen
# on the lessons and on a set for it, never on the examples held back (docs/adr/0042).
DOUBTFUL, LIKELY = 0.25, 0.3
# A question, whoever tells of delay, papers, trips and fees, and who does not name the matter of
# the door: they are heard here if in doubt.
UNLIKELY = 0.5
_STAYS = ("delay", "extra_papers", "many_trips", "wrong_fee")
_SOFT = frozenset({OfframpKind.QUESTION, OfframpKind.NUISANCE})
_CLOSE = 6
_FEWEST_WORDS = 3
# As far as the end of a text is asked whether it is a question.
_TAIL = 40
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


Look = Callable[[Signs], Offramp | None]


def find_offramp(text: str) -> Offramp | None:
    """Return where a text belongs instead of here; None for feedback and for the unreadable."""
    return offramp_in(cut(text, slips()))


def offramp_in(words: Words) -> Offramp | None:
    """Return the same for a text that was cut into words before."""
    signs = Signs(words)
    if len(_ARTICLE.findall(words.text)) > 1 and not signs.all("own"):
        # Somebody has copied a law, and speaks of no matter of their own.
        return None
    ruled = by_rules(signs)
    judged = judge(shipped_doors(), signs, ruled.kind if ruled else "")
    if judged is None:
        return ruled
    kind = OfframpKind(judged.kind)
    if ruled is not None and ruled.kind not in _SOFT:
        if judged.leaves < DOUBTFUL:
            return _first_of(_SOFT_LOOKS, signs)
        if ruled.kind == kind:
            return ruled
    elif judged.leaves < _needed(signs, ruled, judged) or _disclaims(signs, kind):
        return ruled
    start, end, _said = words.span(*telling_words(shipped_doors(), signs, judged))
    return Offramp(kind, start, end, WHY[kind], DOORS[kind], judged.leaves)


def _needed(signs: Signs, ruled: Offramp | None, judged: Judgement) -> float:
    """Return how likely a text must leave in which the rules see nothing of the kind."""
    if judged.kind == OfframpKind.ADVERT and not judged.has_matter:
        # What offers nothing is no advert, however oddly it is written.
        return 1.0
    doubted = ruled is not None or signs.grieves(*_STAYS) or not judged.has_matter
    return UNLIKELY if doubted else LIKELY


def _disclaims(signs: Signs, kind: OfframpKind) -> bool:
    """Tell whether a text speaks of a matter only to say that it is none."""
    if kind is OfframpKind.COMPLAINT:
        said = signs.all("complain", "undo")
        return bool(said) and all(signs.before(hit, "negation", 1) for hit in said)
    if kind is OfframpKind.DENUNCIATION:
        said = signs.all("bribe", "money")
        return bool(said) and all(map(signs.denied, said)) and not signs.all("crime")
    return False


def by_rules(signs: Signs) -> Offramp | None:
    """Return what the rules make of a text; the model hears it and may think otherwise."""
    return _first_of(_LOOKS, signs)


def _first_of(looks: Sequence[Look], signs: Signs) -> Offramp | None:
    return next((found for look in looks if (found := look(signs))), None)


def _offramp(signs: Signs, kind: OfframpKind, hits: list[Hit], sure: float) -> Offramp:
    """Return the off-ramp that some cues lead to."""
    start, end, _said = signs.words.span(min(h.first for h in hits), max(h.last for h in hits))
    return Offramp(kind, start, end, WHY[kind], DOORS[kind], sure)


def _advert(signs: Signs) -> Offramp | None:
    offers, calls = signs.all("advert"), signs.all("call")
    linked = bool(_LINK.search(signs.words.text))
    if not offers or not (calls or linked) or signs.grieves("delay", "attitude"):
        return None
    needed = 4 if signs.all("personal") else 2
    if len(offers) + len(calls) + linked < needed:
        return None
    return _offramp(signs, OfframpKind.ADVERT, [*offers, *calls], 0.8)


def _bribe(signs: Signs) -> Offramp | None:
    hits = [
        hit
        for hit in signs.all("bribe")
        # "Hồ sơ phải có quà" speaks of no rule: only the word right before it makes it one.
        if signs.before(hit, "lawful", 2) is None and not signs.denied(hit)
    ]
    hits += [hit for hit in signs.all("money") if _is_demand(signs, hit)]
    return _offramp(signs, OfframpKind.DENUNCIATION, hits[:1], 0.9) if hits else None


def _wrong(signs: Signs) -> Offramp | None:
    crimes = [hit for hit in signs.spoken_of("crime") if not signs.denied(hit)]
    named = [hit for hit in signs.all("denounce") if _is_denounced(signs, hit)]
    # Who asks about the law of denunciations denounces nobody.
    if signs.asks() or not (crimes or named):
        return None
    grave = signs.all("grave") and crimes
    if (signs.grieves() or signs.criticises()) and not (grave or (crimes and named)):
        return None
    return _offramp(signs, OfframpKind.DENUNCIATION, [*named[:1], *crimes[:1]], 0.85)


def _is_demand(signs: Signs, hit: Hit) -> bool:
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


def _is_denounced(signs: Signs, hit: Hit) -> bool:
    """Tell whether something is denounced, not the law or the handling of denunciations named."""
    if signs.before(hit, "lawful") is not None or signs.denied(hit):
        return False
    # "khiếu nại, tố cáo" is the name of a field.
    return signs.before(hit, "complain", 2) is None


def _procedure_of_justice(signs: Signs) -> Offramp | None:
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
    return _offramp(signs, kind, hits[:1], min(0.6 + 0.1 * together, 0.95))


def _cues_needed(signs: Signs, kind: OfframpKind) -> int:
    """Return how many words of justice outweigh what else a text speaks of."""
    offices = [
        hit
        for hit in signs.offices
        # The police investigate.
        if not (kind == OfframpKind.PROCURACY and hit.value == "named:cong_an")
    ]
    if signs.grieves("extra_papers", "many_trips", "wrong_fee", "attitude", "unclear"):
        return 3 if offices or signs.procedures else 1
    return 2 if offices or signs.asks() or signs.criticises() else 1


def _as_matter(signs: Signs, groups: tuple[str, ...]) -> list[Hit]:
    """Return the cues that are the matter, not a paper asked for by an office."""
    return [
        hit
        for hit in signs.all(*groups)
        if signs.before(hit, "lawful", 3) is None
        and (signs.before(hit, "paper", 5) is None or signs.before(hit, "suing", 6))
    ]


def _complaint(signs: Signs) -> Offramp | None:
    formal = signs.spoken_of("formal")
    if formal and not signs.grieves("delay"):
        return _offramp(signs, OfframpKind.COMPLAINT, formal[:1], 0.9)
    return None if formal else _against_decision(signs) or _without_grievance(signs)


def _against_decision(signs: Signs) -> Offramp | None:
    """Look for a decision against the author that somebody is to review."""
    asked = [hit for hit in signs.spoken_of("undo") if signs.near(hit, ("own",))]
    if asked and not signs.asks() and not signs.criticises():
        return _offramp(signs, OfframpKind.COMPLAINT, asked[:1], 0.9)
    if _late_or_general(signs):
        return None
    for decision in signs.all("decision"):
        against = signs.near(decision, ("review",))
        if against is None and not signs.asks():
            against = signs.near(decision, ("complain",))
        if against and signs.near(decision, ("own",)):
            return _offramp(signs, OfframpKind.COMPLAINT, [decision, against], 0.85)
    return None


def _without_grievance(signs: Signs) -> Offramp | None:
    """Take a refusal, or the bare word, for a formal complaint where nothing else is told."""
    if signs.grieves() or signs.criticises() or signs.asks():
        return None
    for refusal in signs.all("refusal"):
        if against := signs.near(refusal, ("review", "complain")):
            return _offramp(signs, OfframpKind.COMPLAINT, [refusal, against], 0.7)
    bare = signs.spoken_of("complain")
    if bare and len(signs.words) > _FEWEST_WORDS and not signs.content:
        return _offramp(signs, OfframpKind.COMPLAINT, bare[:1], 0.6)
    return None


def _late_or_general(signs: Signs) -> bool:
    """Tell whether a decision is late or a rule for everybody, so that nobody asks to review it."""
    if signs.all("complain"):
        return False
    return signs.criticises() or (signs.grieves("delay") and _mostly_late(signs))


def _mostly_late(signs: Signs) -> bool:
    return len(signs.content.get("delay", ())) >= len(signs.all("review"))


def _nuisance(signs: Signs) -> Offramp | None:
    hits = signs.all("street")
    other = signs.all("told_before", "rule") or signs.elsewhere or "praise" in signs.content
    if not hits or other or signs.grieves() or signs.criticises():
        return None
    return _offramp(signs, OfframpKind.NUISANCE, hits[:1], 0.7)


def _question(signs: Signs) -> Offramp | None:
    hits = signs.all("question")
    text = signs.words.text.rstrip()
    if not hits and text.endswith("?"):
        hits = signs.all("interrogative")
    if not hits and len(signs.words) and _WHETHER.search(text[-_TAIL:]):
        hits = [Hit(len(signs.words) - 1, len(signs.words), "interrogative")]
    if not hits or signs.all("pressing") or signs.grieves() or signs.criticises():
        return None
    return _offramp(signs, OfframpKind.QUESTION, hits[:1], 0.7)


_SOFT_LOOKS: tuple[Look, ...] = (_nuisance, _question)
_LOOKS: tuple[Look, ...] = (
    _advert,
    _bribe,
    _procedure_of_justice,
    _wrong,
    _complaint,
    *_SOFT_LOOKS,
)
