"""How long a decision by text takes beside a thousand rules, and what the model weighs."""

import json
import tracemalloc
from datetime import date
from pathlib import Path
from time import process_time

from feedback_service.routing.by_text import Listener
from feedback_service.routing.matching import CaseFacts
from feedback_service.routing.queries import shipped_directory
from feedback_service.routing.rule_language import parse_condition
from feedback_service.routing.rules import Rule, RuleSet
from feedback_service.routing.service import route_as_shipped
from feedback_service.routing.text_model import shipped_model

RULES = 1000
TEXTS = Path("tests/support/routing_texts/complaints.jsonl")
TODAY, PROVINCE = date(2026, 11, 27), "33"


def mebibytes_of_the_model() -> float:
    """Return by how much a process grows when it first reads a text."""
    tracemalloc.start()
    shipped_model().rank("Sổ đỏ nhà tôi chờ ba tháng chưa có.")
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return grown / 2**20


def milliseconds_of_a_decision(rounds: int) -> float:
    """Return the processor time that one decision in twenty exceeds: codes, rules and text."""
    facts = CaseFacts(kind="regulation")
    rules, directory = _rules(), shipped_directory(PROVINCE)
    listener = Listener(model=shipped_model())
    texts = [json.loads(line)["text"] for line in TEXTS.read_text(encoding="utf-8").splitlines()]
    taken = []
    for _ in range(rounds):
        for text in texts:
            begun = process_time()
            decision = route_as_shipped(facts, TODAY, served=PROVINCE, rules=rules)
            listener.hear(decision, facts, text, directory)
            taken.append(process_time() - begun)
    return 1000 * sorted(taken)[int(len(taken) * 0.95)]


def _rules() -> RuleSet:
    """Return rules that each case is compared with, and that none meets."""
    condition = parse_condition('loại = sáng kiến và lĩnh vực = "Đất đai"')
    rule = Rule(
        number=1,
        condition=condition,
        agency_code=".stc",
        basis="-",
        valid_from=TODAY,
        valid_to=None,
    )
    return RuleSet(1, (rule,) * RULES)
