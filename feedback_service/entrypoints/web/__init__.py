"""Pages: the shell they stand in, and the list of what is open.

To open pages, add a line to BLUEPRINTS: the module and the name of its blueprint.
"""

from importlib import import_module

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from feedback_service.entrypoints.web import (
    assets,
    demo,
    errors,
    headers,
    intake,
    labels,
    preferences,
    request_log,
    security,
    sharing,
    shell,
)
from feedback_service.foundation.config import Settings

_WEB = "feedback_service.entrypoints.web"
BLUEPRINTS: tuple[tuple[str, str], ...] = (
    (f"{_WEB}.home", "blueprint"),
    (f"{_WEB}.submit", "blueprint"),
    (f"{_WEB}.track", "blueprint"),
    (f"{_WEB}.archive", "blueprint"),
    (f"{_WEB}.archive_opinion", "blueprint"),
    (f"{_WEB}.archive_files", "blueprint"),
    (f"{_WEB}.subscriptions", "blueprint"),
    (f"{_WEB}.gathered", "blueprint"),
    (f"{_WEB}.archive_removals", "blueprint"),
    (f"{_WEB}.adopted", "blueprint"),
    (f"{_WEB}.open_data", "blueprint"),
    (f"{_WEB}.directory", "blueprint"),
    (f"{_WEB}.procedures", "blueprint"),
    (f"{_WEB}.statistics", "blueprint"),
    (f"{_WEB}.guide", "blueprint"),
    (f"{_WEB}.deadlines", "blueprint"),
    (f"{_WEB}.workspace", "blueprint"),
    (f"{_WEB}.admin", "blueprint"),
    (f"{_WEB}.auth", "blueprint"),
    (f"{_WEB}.demo", "blueprint"),
    (f"{_WEB}.health", "blueprint"),
    (f"{_WEB}.metrics", "blueprint"),
    (f"{_WEB}.preferences", "blueprint"),
    (f"{_WEB}.sitemaps", "blueprint"),
)


def init_web(app: Flask, settings: Settings) -> None:
    """Put the shell around an application and open its pages."""
    request_log.init_request_log(app)
    intake.init_intake(app)
    _configure_cookies(app, settings)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    CSRFProtect(app)
    preferences.init_preferences(app)
    security.init_security(app, settings)
    headers.init_headers(app, https=settings.base_url.startswith("https://"))
    errors.init_errors(app)
    assets.init_assets(app)
    labels.init_labels(app)
    shell.init_shell(app)
    sharing.init_sharing(app)
    demo.init_demo(app)
    for module, attribute in BLUEPRINTS:
        app.register_blueprint(getattr(import_module(module), attribute))


def _configure_cookies(app: Flask, settings: Settings) -> None:
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if settings.secure_cookies else "session",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        # Our pages send no referrer, so the check of it could only refuse honest people.
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=12 * 3600,
    )
