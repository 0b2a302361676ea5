"""PDF documents: pages are moved to a new file, which has nothing but pages.

What is kept is listed, not what is dropped: of the catalogue nothing, of a page only what draws
it. Notes and filled forms are drawn onto the page first, so that what a reader saw stays.
"""

import io
from collections.abc import Iterable

import pikepdf

from feedback_service.evidence.embedded import inflate, strip_jpeg, strip_jpeg2000
from feedback_service.evidence.errors import (
    DocumentLocked,
    DocumentTooLong,
    DocumentUnusual,
    FileDamaged,
    FileTooLarge,
)
from feedback_service.evidence.kinds import (
    MOST_BYTES,
    MOST_PAGES,
    CleanFile,
    FileKind,
    megabytes,
)

_KEPT_OF_A_PAGE = {
    "/Type",
    "/MediaBox",
    "/CropBox",
    "/Rotate",
    "/UserUnit",
    "/Resources",
    "/Contents",
    "/Group",
}
# Below a page, in fonts, pictures and forms: acts, other files, words about the file.
_DROPPED_ANYWHERE = (
    *("/AA", "/JS", "/JavaScript", "/OpenAction", "/Launch", "/AcroForm", "/XFA"),
    *("/EmbeddedFiles", "/EF", "/AF", "/Ref", "/OPI", "/Alternates", "/Annots", "/Thumb"),
    *("/Metadata", "/PieceInfo", "/LastModified", "/Properties", "/OC", "/SigFlags"),
    *("/StructParent", "/StructParents"),
)
_DROPPED_OF_A_STREAM = ("/F", "/FFilter", "/FDecodeParms")
_PICTURE_FILTERS = {"/DCTDecode", "/DCT", "/JPXDecode"}
_FLATE = {"/FlateDecode", "/Fl"}
_DEEPEST = 40


def clean_document(content: bytes) -> CleanFile:
    """Return the document rebuilt from its pages, or raise the refusal that fits."""
    try:
        with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as bare:
            return _rebuild(source, bare)
    except pikepdf.PasswordError as error:
        raise DocumentLocked from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError) as error:
        raise FileDamaged from error


def _rebuild(source: pikepdf.Pdf, bare: pikepdf.Pdf) -> CleanFile:
    pages = _check(source)
    if "/AcroForm" in source.Root:
        source.generate_appearance_streams()
    source.flatten_annotations("screen")
    for page in source.pages:
        _drop(page.obj, set(page.obj.keys()) - _KEPT_OF_A_PAGE - {"/Parent"})
        bare.pages.append(page)
    for entry in bare.objects:
        _scrub(entry, 0)
    out = io.BytesIO()
    bare.save(
        out,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
        fix_metadata_version=False,
    )
    if out.tell() > 2 * MOST_BYTES:
        raise FileTooLarge(size=megabytes(out.tell()), most=megabytes(MOST_BYTES))
    return CleanFile(content=out.getvalue(), kind=FileKind.PDF, pages=pages)


def _check(source: pikepdf.Pdf) -> int:
    """Return the number of pages of a document that may be rebuilt."""
    if source.is_encrypted:
        raise DocumentLocked
    pages = len(source.pages)
    if pages > MOST_PAGES:
        raise DocumentTooLong
    if pages == 0:
        raise FileDamaged
    return pages


def _drop(entry: pikepdf.Object, keys: Iterable[str]) -> None:
    for key in keys:
        if key in entry:
            del entry[key]


def _scrub(entry: pikepdf.Object, depth: int) -> None:
    """Drop from one object, and from what stands directly in it, all that is not drawn."""
    if depth > _DEEPEST:
        raise DocumentUnusual
    if isinstance(entry, pikepdf.Array):
        for inner in entry:
            _scrub_direct(inner, depth)
    elif isinstance(entry, pikepdf.Dictionary | pikepdf.Stream):
        _drop(entry, _DROPPED_ANYWHERE)
        if isinstance(entry, pikepdf.Stream):
            _scrub_stream(entry)
        for key in list(entry.keys()):
            _scrub_direct(entry[key], depth)


def _scrub_direct(inner: object, depth: int) -> None:
    # Indirect objects come by themselves in the list of all objects.
    if isinstance(inner, pikepdf.Object) and not inner.is_indirect:
        _scrub(inner, depth + 1)


def _scrub_stream(stream: pikepdf.Object) -> None:
    _drop(stream, _DROPPED_OF_A_STREAM)
    filters = _filters(stream)
    if not _PICTURE_FILTERS & set(filters):
        return
    packed = stream.read_raw_bytes()
    while filters[0] in _FLATE and len(filters) > 1:
        packed, filters = inflate(packed), filters[1:]
    if len(filters) != 1 or filters[0] not in _PICTURE_FILTERS:
        raise DocumentUnusual
    strip = strip_jpeg2000 if filters[0] == "/JPXDecode" else strip_jpeg
    parameters = stream.get("/DecodeParms")
    if isinstance(parameters, pikepdf.Array):
        parameters = parameters[-1] if len(parameters) else None
    stream.write(
        strip(packed),
        filter=pikepdf.Name(filters[0]),
        decode_parms=parameters if isinstance(parameters, pikepdf.Dictionary) else None,
    )


def _filters(stream: pikepdf.Object) -> list[str]:
    named = stream.get("/Filter")
    if named is None:
        return []
    if isinstance(named, pikepdf.Array):
        return [str(each) for each in named]
    return [str(named)]
