"""Pictures keep their pixels and lose everything else."""

import io

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from feedback_service.evidence.errors import FileDamaged, ImageMoves, ImageTooLarge
from feedback_service.evidence.images import clean_image
from feedback_service.evidence.kinds import FileKind

CANARY = b"CANARY"
SQUARES = Image.new("RGB", (80, 40), (200, 30, 30))
SQUARES.paste((20, 20, 220), (0, 0, 40, 40))


def written(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def shown(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        return image.copy()


def exif() -> Image.Exif:
    made = Image.Exif()
    made[0x010E] = "CANARY description"
    made[0x013B] = "CANARY artist"
    made.get_ifd(0x8825)[29] = "CANARY"
    return made


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


JPEG = written(SQUARES, "JPEG", exif=exif(), comment=CANARY, icc_profile=profile())


def test_a_jpeg_loses_exif_comment_and_profile_and_keeps_its_picture() -> None:
    assert CANARY in JPEG
    clean = clean_image(JPEG, FileKind.JPEG)
    picture = shown(clean.content)
    assert CANARY not in clean.content
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
        "progressive",
        "progression",
    }
    assert picture.size == (80, 40)
    red, _, blue = picture.getpixel((10, 20))
    assert blue > 180
    assert red < 60
    assert clean.pixels == 3200


def test_what_follows_the_picture_is_lost() -> None:
    clean = clean_image(JPEG + b"PK\x03\x04 CANARY.zip", FileKind.JPEG)
    assert CANARY not in clean.content


def test_a_picture_taken_sideways_is_turned_upright() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    clean = clean_image(written(SQUARES, "JPEG", exif=turned), FileKind.JPEG)
    picture = shown(clean.content)
    assert picture.size == (40, 80)
    assert not picture.getexif()
    red, _, blue = picture.getpixel((20, 10))
    assert blue > 180
    assert red < 60


def test_a_png_loses_its_texts() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "CANARY")
    texts.add_itxt("XML:com.adobe.xmp", "CANARY", zip=False)
    content = written(SQUARES, "PNG", pnginfo=texts, exif=exif())
    assert CANARY in content
    clean = clean_image(content, FileKind.PNG)
    assert CANARY not in clean.content
    assert shown(clean.content).getpixel((60, 20)) == (200, 30, 30)


def test_a_webp_loses_exif_and_xmp() -> None:
    content = written(SQUARES, "WEBP", exif=exif(), xmp=b"<x>CANARY</x>")
    assert CANARY in content
    clean = clean_image(content, FileKind.WEBP)
    assert CANARY not in clean.content
    assert clean.media_type == "image/webp"


def test_a_lossless_webp_stays_exact() -> None:
    clean = clean_image(written(SQUARES, "WEBP", lossless=True), FileKind.WEBP)
    assert shown(clean.content).convert("RGB").tobytes() == SQUARES.tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_png_comes_out_visible(mode: str) -> None:
    grey = Image.linear_gradient("L")
    image = Image.new("I;16", (256, 256)) if mode == "I;16" else grey.convert(mode)
    if mode == "I;16":
        image.putdata([value * 257 for value in grey.tobytes()])
    clean = clean_image(written(image, "PNG"), FileKind.PNG)
    result = shown(clean.content).convert("L")
    assert result.getpixel((128, 5)) < 60
    assert result.getpixel((128, 250)) > 200


def test_transparency_kept_beside_the_pixels_is_not_lost() -> None:
    image = Image.new("P", (10, 10), 0)
    image.putpalette([255, 255, 255, 0, 0, 0])
    clean = clean_image(written(image, "PNG", transparency=0), FileKind.PNG)
    assert shown(clean.content).getpixel((5, 5))[3] == 0


def test_a_jpeg_in_printers_colours_becomes_a_screen_picture() -> None:
    clean = clean_image(written(SQUARES.convert("CMYK"), "JPEG"), FileKind.JPEG)
    assert shown(clean.content).mode == "RGB"


def test_a_profile_that_cannot_be_read_is_left_out() -> None:
    clean = clean_image(written(SQUARES, "JPEG", icc_profile=b"CANARY" * 40), FileKind.JPEG)
    assert CANARY not in clean.content


@pytest.mark.parametrize("size", [(8000, 5001), (13000, 13000)])
def test_more_than_forty_million_pixels_are_refused(size: tuple[int, int]) -> None:
    content = written(Image.new("L", size), "PNG")
    with pytest.raises(ImageTooLarge, match="40 triệu"):
        clean_image(content, FileKind.PNG)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_is_refused(kind: str) -> None:
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    content = written(frames[0], kind, save_all=True, append_images=frames[1:])
    with pytest.raises(ImageMoves):
        clean_image(content, FileKind[kind])


@pytest.mark.parametrize("keep", [3, 20, 200, 500])
def test_a_torn_picture_is_refused(keep: int) -> None:
    assert keep < len(JPEG)
    with pytest.raises(FileDamaged):
        clean_image(JPEG[:keep], FileKind.JPEG)


def test_content_of_another_kind_never_reaches_another_decoder() -> None:
    with pytest.raises(FileDamaged):
        clean_image(written(SQUARES, "GIF"), FileKind.JPEG)
