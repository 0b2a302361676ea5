"""Headers on every answer: nothing from elsewhere, nothing inline, nothing kept."""

from flask import Flask, Response, g, request, session
from flask_security import current_user

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
        "encrypted-media", "fullscreen", "geolocation", "gyroscope", "microphone", "midi",
        "payment", "usb",
    )
)  # fmt: skip
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": PERMISSIONS,
}
HSTS = "max-age=63072000; includeSubDomains"


def init_headers(app: Flask, *, https: bool) -> None:
    """Set the headers after every request."""

    @app.after_request
    def _set(response: Response) -> Response:
        # A file stands under a policy of its own, stricter than that of a page.
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.update(FIXED)
        if https:
            response.headers["Strict-Transport-Security"] = HSTS
        if not _may_be_kept(response):
            response.headers["Cache-Control"] = "no-store"
            # A page that is never kept needs no tag to ask again with.
            response.headers.pop("ETag", None)
        # A form is answered by a page to be fetched, whoever wrote the answer.
        if request.method == "POST" and response.status_code == 302:
            response.status_code = 303
        return response


def _may_be_kept(response: Response) -> bool:
    """Tell whether a view asked for its page to be kept, and nothing personal is in it."""
    if request.endpoint == "static":
        return response.status_code in {200, 206, 304}
    if "max-age" not in response.headers.get("Cache-Control", ""):
        return False
    # A page with a form bears a token of one reader's session.
    personal = "csrf_token" in g or session.modified or "Set-Cookie" in response.headers
    return not personal and not current_user.is_authenticated
