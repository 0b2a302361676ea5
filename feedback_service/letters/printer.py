"""The press itself, a process of its own: a letter's page comes in, a PDF/UA file goes out.

It is started without the service's settings, reaches no network and no file but its own fonts, and
may not grow past a bound. A frame is four bytes of length and so many bytes.
"""

import json
import resource
import sys
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

MOST_MEMORY = 2**30
MOST_FRAME = 2**24
FONTS = {
    "regular": ("BeVietnamPro-Regular.ttf", 400, "normal"),
    "bold": ("BeVietnamPro-Bold.ttf", 700, "normal"),
    "italic": ("BeVietnamPro-Italic.ttf", 400, "italic"),
}
FAMILY = "Be Vietnam Pro"
SCHEME = "letter:"
DONE, BROKEN = b"\x00", b"\x01"


def main() -> None:
    """Print one page after another until there are no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    coming, going = sys.stdin.buffer, sys.stdout.buffer
    # Whatever a library prints must not stand among the files.
    sys.stdout = sys.stderr
    while (frame := read_frame(coming)) is not None:
        page = json.loads(frame)
        try:
            answer = DONE + print_page(page["html"], css=page["css"], qr=page["qr"])
        except Exception as error:
            # The kind of trouble alone: its words may be the letter's.
            answer = BROKEN + type(error).__name__.encode()
        write_frame(going, answer)


def print_page(html: str, *, css: str, qr: str) -> bytes:
    """Return a page as PDF/UA, tagged, with its title and language."""
    # Imported here: no other process of the service needs it, nor the libraries below it.
    from weasyprint import CSS, HTML  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class OwnThingsOnly(URLFetcher):  # type: ignore[misc]
        """Hands out the fonts and the code of this letter; asks nobody for anything."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Return one of our own things, or refuse."""
            name = url.removeprefix(SCHEME)
            if url == f"{SCHEME}qr":
                return URLFetcherResponse(url, qr.encode(), {"Content-Type": "image/svg+xml"})
            if url.startswith(SCHEME) and name in FONTS:
                return URLFetcherResponse(url, _font(name), {"Content-Type": "font/ttf"})
            raise ValueError("a letter fetches nothing")

    fetcher, fonts = OwnThingsOnly(allowed_protocols=()), FontConfiguration()
    sheet = CSS(string=_faces() + css, font_config=fonts, url_fetcher=fetcher)
    made = HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1"
    )
    return bytes(made)


def read_frame(stream: IO[bytes]) -> bytes | None:
    """Return the next frame; None where the other side has ended."""
    length = stream.read(4)
    if len(length) < 4 or int.from_bytes(length, "big") > MOST_FRAME:
        return None
    body = stream.read(int.from_bytes(length, "big"))
    return body if len(body) == int.from_bytes(length, "big") else None


def write_frame(stream: IO[bytes], body: bytes) -> None:
    """Send a frame."""
    stream.write(len(body).to_bytes(4, "big") + body)
    stream.flush()


def _faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; font-style: {style}; '
        f"src: url({SCHEME}{name}) }}\n"
        for name, (_file, weight, style) in FONTS.items()
    )


def _font(name: str) -> bytes:
    folder = files("feedback_service.letters") / "data" / "fonts"
    return Path(str(folder / FONTS[name][0])).read_bytes()


if __name__ == "__main__":
    main()
