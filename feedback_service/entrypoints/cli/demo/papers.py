"""Papers of the samples: sent along with an answer, painted over as proposed, published with it."""

from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from flask import current_app

from feedback_service.evidence.checking import check_file
from feedback_service.evidence.flattening import flatten_file, read_words
from feedback_service.evidence.kinds import FileKind
from feedback_service.evidence.service import read_file
from feedback_service.foundation.storage import Storage
from feedback_service.identity.service import Vault
from feedback_service.publication.commands import PrepareFile
from feedback_service.publication.drafts import PublicationDraft, known_values
from feedback_service.publication.file_publishing import prepare_file
from feedback_service.publication.hidden_areas import propose_areas
from feedback_service.publication.public_files import files_on_offer
from feedback_service.responses.answer_files import add_answer_file

if TYPE_CHECKING:
    from feedback_service.cases.models import Case


def attach_paper(vault: Vault, case: "Case", name: str, *, account_id: int, now: datetime) -> None:
    """Let the officer send a shipped paper along with the draft."""
    shipped = files("feedback_service.entrypoints.cli.demo") / "data" / name
    clean = check_file(shipped.read_bytes(), declared_name=name)
    add_answer_file(vault, _storage(), case, clean, account_id=account_id, now=now)


def prepare_papers(
    vault: Vault, draft: PublicationDraft, *, account_id: int, now: datetime
) -> None:
    """Paint over what the machine proposes, and prepare each paper of the answer."""
    case = draft.case
    for source in files_on_offer(case, draft.answer.answer_id):
        key, kind = vault.content_key(case.id), FileKind(source.media_type)
        content = read_file(source, content_key=key, storage=_storage())
        areas = tuple(propose_areas(read_words(content, kind), known_values(case, vault)))
        prepare_file(
            vault,
            case,
            PrepareFile(number=source.number, areas=areas),
            flatten_file(content, kind, [each.area for each in areas]),
            storage=_storage(),
            account_id=account_id,
            now=now,
        )


def _storage() -> Storage:
    return cast("Storage", current_app.extensions["feedback.storage"])
