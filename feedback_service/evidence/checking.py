"""What people send is rebuilt from what it shows, in a confined process (confinement.py).

What is asked is the media type; the facts of the answer are `{"pixels", "pages"}`.
"""

from feedback_service.evidence.confinement import Facts, ask, serve
from feedback_service.evidence.errors import FileDamaged
from feedback_service.evidence.kinds import CleanFile, FileKind, check_first_sight

MOST_SECONDS = 20


def check_file(content: bytes, *, declared_name: str) -> CleanFile:
    """Return the file rebuilt without name and metadata, or raise a FileRefused or CheckingBusy."""
    kind = check_first_sight(content, declared_name=declared_name)
    module = "feedback_service.evidence.checking"
    facts, body = ask(module, kind.value, content, seconds=MOST_SECONDS)
    try:
        return CleanFile(content=body, kind=kind, pixels=facts["pixels"], pages=facts["pages"])
    except KeyError as error:
        raise FileDamaged from error


def _clean(wanted: str, content: bytes) -> tuple[Facts, bytes]:
    # The decoders are loaded here, not at the top: the parent must not hold them.
    from feedback_service.evidence.documents import clean_document  # noqa: PLC0415
    from feedback_service.evidence.images import clean_image  # noqa: PLC0415

    kind = FileKind(wanted)
    is_document = kind is FileKind.PDF
    clean = clean_document(content) if is_document else clean_image(content, kind)
    return {"pixels": clean.pixels, "pages": clean.pages}, clean.content


if __name__ == "__main__":
    serve(_clean, seconds=MOST_SECONDS)
