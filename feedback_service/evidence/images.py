"""Pictures: decoded, turned upright, brought to sRGB, and written anew from pixels alone.

A plain save would carry EXIF, comments and colour profiles along; here the pixels move to a new
picture, which knows nothing else.
"""

import io
import warnings
from contextlib import suppress

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from feedback_service.evidence.errors import (
    FileDamaged,
    FileRefused,
    FileTooLarge,
    ImageMoves,
    ImageTooLarge,
)
from feedback_service.evidence.kinds import (
    MOST_BYTES,
    MOST_PIXELS,
    CleanFile,
    FileKind,
    megabytes,
)

_FORMATS = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG", FileKind.WEBP: "WEBP"}
_QUALITIES = (90, 80, 65)
_SIXTEEN_BIT = {"I;16", "I;16B", "I;16L", "I;16N", "I"}


def clean_image(content: bytes, kind: FileKind) -> CleanFile:
    """Return the picture rebuilt from its pixels, or raise the refusal that fits."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        # Between once and twice the limit Pillow only warns.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _rebuild(content, kind)
    except FileRefused:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ImageTooLarge from error
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError, EOFError) as error:
        raise FileDamaged from error


def _rebuild(content: bytes, kind: FileKind) -> CleanFile:
    lossless = kind is FileKind.PNG or b"VP8L" in content[:64]
    bare = _bare_pixels(content, kind)
    pixels = bare.width * bare.height
    return CleanFile(content=_write(bare, kind, lossless=lossless), kind=kind, pixels=pixels)


def _bare_pixels(content: bytes, kind: FileKind) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as source:
        # Phones append a second picture to a JPEG (MPO); the first is the photograph.
        if kind is not FileKind.JPEG and getattr(source, "is_animated", False):
            raise ImageMoves
        profile = source.info.get("icc_profile")
        source.load()
        ImageOps.exif_transpose(source, in_place=True)
        shown = _to_srgb(source, profile)
    bare = Image.new(shown.mode, shown.size)
    bare.paste(shown)
    return bare


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        # A profile that cannot be read is left out, as browsers do.
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, given, ImageCms.createProfile("sRGB"), outputMode=mode
            )
            if converted is not None:
                return converted
    return _to_plain_mode(image)


def _to_plain_mode(image: Image.Image) -> Image.Image:
    if image.mode in {"L", "RGB", "RGBA"}:
        # Transparency may stand beside the pixels, in a dictionary that is left behind.
        return image.convert("RGBA") if "transparency" in image.info else image
    if image.mode == "1":
        return image.convert("L")
    if image.mode in _SIXTEEN_BIT:
        return image.convert("I").point(lambda value: value / 256).convert("L")
    see_through = image.mode in {"LA", "PA", "La", "RGBa"} or "transparency" in image.info
    return image.convert("RGBA" if see_through else "RGB")


def _write(image: Image.Image, kind: FileKind, *, lossless: bool) -> bytes:
    if kind is FileKind.JPEG and image.mode == "RGBA":
        image = image.convert("RGB")
    for quality in _QUALITIES:
        out = io.BytesIO()
        if kind is FileKind.PNG:
            image.save(out, "PNG")
        elif kind is FileKind.WEBP:
            image.save(out, "WEBP", lossless=lossless, quality=50 if lossless else quality)
        else:
            image.save(out, "JPEG", quality=quality, progressive=True)
        if out.tell() <= MOST_BYTES or lossless:
            break
    # A picture may grow a little when it is written anew; not without bound.
    if out.tell() > 2 * MOST_BYTES:
        raise FileTooLarge(size=megabytes(out.tell()), most=megabytes(MOST_BYTES))
    return out.getvalue()


def opaque_pixels(content: bytes, kind: FileKind, *, most: int) -> Image.Image:
    """Return the pixels of a picture on white, made smaller where there are too many."""
    Image.MAX_IMAGE_PIXELS = 2 * MOST_PIXELS
    try:
        bare = _bare_pixels(content, kind)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise FileDamaged from error
    shown = Image.new("RGB", bare.size, "white")
    # What is see-through is shown as nothing, so nothing of it may stay in the pixels.
    shown.paste(bare, mask=bare.getchannel("A") if bare.mode == "RGBA" else None)
    if shown.width * shown.height > most:
        share = (most / (shown.width * shown.height)) ** 0.5
        shown = shown.resize((int(shown.width * share), int(shown.height * share)))
    return shown
