"""The cues of a text that speak for another door or against it, and how they stand together."""

from collections.abc import Iterable
from functools import cache

from feedback_service.routing.offramp_words import CUES
from feedback_service.routing.reading.lexicon import cue_book
from feedback_service.routing.reading.phrases import Hit, PhraseBook
from feedback_service.routing.reading.words import Slips, Words

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
_NEAR = 25
# More of one kind in a text say nothing new, and would take long to compare.
MOST_CUES = 40


@cache
def _book() -> PhraseBook:
    return PhraseBook(CUES)


@cache
def slips() -> Slips:
    """Return what mends the slips of a text before its cues are looked for."""
    return Slips({*_book().vocabulary(), *cue_book().vocabulary()})


class Signs:
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
        """Return the cues of a group that name no law or procedure and are not just denied."""
        return [
            hit
            for hit in self.all(group)
            if self.before(hit, "lawful") is None and self.before(hit, "negation", 1) is None
        ]

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

    def criticises(self) -> bool:
        """Tell whether the text finds fault with a rule."""
        return any(kind in self.content for kind in CRITICISM)
