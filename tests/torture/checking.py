"""What must be true after anything that can happen, found by reading everything again.

`record_faults` reads a whole database and asks whether it contradicts itself; `storm_faults` asks
whether what clients were told is there. Both return sentences; none is what one hopes for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask import Flask
from sqlalchemy import select, text

from feedback_service.cases.intake import find_by_idempotency, receipt_of
from feedback_service.cases.models import Assignment, Case, CaseEvent, RoutingDecision
from feedback_service.cases.preparation import tracking_digest
from feedback_service.cases.tracking import clean_tracking_key
from feedback_service.cases.workflow import Step
from feedback_service.evidence.models import EvidenceFile
from feedback_service.evidence.service import read_file
from feedback_service.foundation.database import db, is_sqlite
from feedback_service.identity.models import Identity
from feedback_service.identity.service import Vault
from feedback_service.notifications.models import OutboxMessage
from feedback_service.publication.models import Publication
from feedback_service.publication.search_index import INDEX, open_index
from tests.torture.load import Acknowledged, Load, Submission
from tests.torture.sink import Accepted

RECEIVED = "case_received"


def record_faults(app: Flask) -> list[str]:
    """Return every contradiction in a database, each as a sentence that names the case."""
    with app.app_context():
        faults = [*_engine_faults(), *_Record(app).faults()]
        db.session.remove()
    return faults


def storm_faults(
    app: Flask, sent: Sequence[Submission], load: Load, mail: Sequence[Accepted]
) -> list[str]:
    """Return what was acknowledged and is not there, is there twice, or was told to nobody."""
    told = load.acknowledged
    faults = [*load.wrong]
    if len(told) != len(sent):
        faults.append(f"{len(sent) - len(told)} of {len(sent)} were never acknowledged")
    for each, times in Counter(one.reference for one in told).items():
        if times > 1:
            faults.append(f"{each} was given to {times} authors")
    with app.app_context():
        count = db.session.query(Case).count()
        if count != len(sent):
            faults.append(f"{count} cases for {len(sent)} submissions")
        faults += [fault for one in told for fault in _faults_of(app, one)]
        faults += _mail_faults(told, mail)
        db.session.remove()
    return faults


@dataclass(frozen=True)
class _Record:
    app: Flask

    def faults(self) -> Iterator[str]:
        """Yield what contradicts itself, case by case."""
        vault = Vault(self.app.extensions["feedback.keys"])
        events: dict[int, list[CaseEvent]] = defaultdict(list)
        for event in db.session.scalars(
            select(CaseEvent).order_by(CaseEvent.case_id, CaseEvent.number)
        ):
            events[event.case_id].append(event)
        leads: dict[int, list[Assignment]] = defaultdict(list)
        open_ones = select(Assignment).where(
            Assignment.role == "lead", Assignment.until_at.is_(None)
        )
        for held in db.session.scalars(open_ones):
            leads[held.case_id].append(held)
        routed = set(db.session.scalars(select(RoutingDecision.case_id)))
        identities = {one.case_id: one for one in db.session.scalars(select(Identity))}
        keys = Counter(db.session.scalars(select(OutboxMessage.dedupe_key)))
        for case in db.session.scalars(select(Case)):
            name = case.reference
            yield from _history_faults(case, events[case.id])
            if case.id not in routed:
                yield f"{name} was never routed"
            held_by = [one.agency_id for one in leads[case.id]]
            if held_by != ([case.lead_agency_id] if case.lead_agency_id else []):
                yield f"{name} is led by {case.lead_agency_id} and held by {held_by}"
            identity = identities.get(case.id)
            if identity is None:
                yield f"{name} has no identity"
            elif bool(identity.contact_box) != bool(keys[f"received:{case.id}"]):
                yield f"{name}: the author wants mail and none is written down, or the reverse"
            yield from _text_faults(vault, case)
        yield from self._file_faults(vault)
        yield from _publication_faults()

    def _file_faults(self, vault: Vault) -> Iterator[str]:
        storage = self.app.extensions["feedback.storage"]
        for file in db.session.scalars(
            select(EvidenceFile).where(EvidenceFile.withdrawn_at.is_(None))
        ):
            try:
                content = read_file(
                    file, content_key=vault.content_key(file.case_id), storage=storage
                )
            except Exception as error:
                yield f"file {file.number} of case {file.case_id}: {type(error).__name__}"
                continue
            if len(content) != file.size_bytes:
                yield f"file {file.number} of case {file.case_id} has another size"


def _engine_faults() -> Iterator[str]:
    if is_sqlite():
        for pragma in ("integrity_check", "foreign_key_check"):
            found = [str(row[0]) for row in db.session.execute(text(f"PRAGMA {pragma}"))]
            if found not in ([], ["ok"]):
                yield f"{pragma}: {found[:3]}"


def _history_faults(case: Case, events: Sequence[CaseEvent]) -> Iterator[str]:
    name = case.reference
    if [event.number for event in events] != list(range(1, len(events) + 1)):
        yield f"{name}: events are numbered {[event.number for event in events]}"
    if not events or events[0].name != Step.RECEIVE:
        yield f"{name} was never received"
        return
    for before, after in pairwise(events):
        if after.from_state != before.to_state:
            ended, began = f"ended in {before.to_state}", f"began in {after.from_state}"
            yield f"{name}: {before.name} {ended}, {after.name} {began}"
        if after.at < before.at:
            yield f"{name}: {after.name} came before {before.name}"
    if events[-1].to_state != case.state:
        yield f"{name} is {case.state}, its history says {events[-1].to_state}"
    if not any(event.name == "dates_promised" for event in events):
        yield f"{name} was promised no date"


def _text_faults(vault: Vault, case: Case) -> Iterator[str]:
    ids = [case.title_text_id, case.story_text_id, case.proposal_text_id, case.document_text_id]
    try:
        texts = vault.read_texts(ids)
    except Exception as error:
        yield f"{case.reference}: its texts cannot be read ({type(error).__name__})"
        return
    if not texts.get(case.story_text_id or ""):
        yield f"{case.reference} has no story"


def _publication_faults() -> Iterator[str]:
    key = open_index(db.session()).key_name
    indexed = Counter(db.session.scalars(text(f"SELECT {key} FROM {INDEX}")))
    for row in db.session.scalars(select(Publication)):
        public = row.state == "published"
        if indexed[row.id] != int(public):
            yield f"publication {row.id}: public is {public}, in the index {indexed[row.id]} times"


def _faults_of(app: Flask, told: Acknowledged) -> Iterator[str]:
    """Yield what is wrong with one acknowledged submission."""
    keys, sent = app.extensions["feedback.keys"], told.submission
    vault = Vault(keys)
    case = find_by_idempotency(keys, sent.key)
    if case is None:
        yield f"LOST: {told.reference} (submission {sent.number})"
        return
    again = receipt_of(keys, case, sent.key)
    typed = clean_tracking_key(told.tracking_key) or ""
    if again.reference != told.reference:
        yield f"{told.reference} is now {again.reference}"
    if tracking_digest(keys, typed) != case.tracking_digest:
        yield f"{told.reference}: the key that was shown opens nothing"
    if case.story_text_id is None or vault.read_text(case.story_text_id) != sent.story.strip():
        yield f"{told.reference}: the story is another one"
    files = list(db.session.scalars(select(EvidenceFile).where(EvidenceFile.case_id == case.id)))
    storage, key = app.extensions["feedback.storage"], vault.content_key(case.id)
    contents = [read_file(file, content_key=key, storage=storage) for file in files]
    if contents != ([sent.file] if sent.file is not None else []):
        yield f"{told.reference}: {len(contents)} files, or other ones"


def _mail_faults(told: Sequence[Acknowledged], mail: Sequence[Accepted]) -> Iterator[str]:
    names: dict[str, set[str]] = defaultdict(set)
    for one in mail:
        names[one.to].add(one.message_id)
    for each in told:
        ids = names.get(each.submission.address, set())
        if not ids:
            yield f"MAIL LOST: {each.reference} (submission {each.submission.number})"
        elif each.submission.kind != "conduct" and len(ids) > 1:
            yield f"MAIL TWICE: {each.reference} came under {len(ids)} names"
