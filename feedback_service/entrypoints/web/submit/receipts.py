"""The receipt: kept by the browser for half an hour, derived anew each time it is shown."""

from dataclasses import dataclass
from datetime import timedelta

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from feedback_service.cases.commands import Receipt
from feedback_service.cases.intake import find_by_idempotency, receipt_of
from feedback_service.cases.tracking import grouped
from feedback_service.entrypoints.web.sealed_cookie import SealedCookie
from feedback_service.entrypoints.web.submit.form import PATH, blueprint, keys
from feedback_service.foundation import clock

RECEIPT = SealedCookie(name="receipt", path=PATH, lives=timedelta(minutes=30))

FILE_NAME = "ghi-chu.txt"


@dataclass(frozen=True)
class ShownReceipt:
    """A receipt as a person reads it."""

    receipt: Receipt
    tracking_key: str


def lead_to_receipt(idempotency_key: str) -> Response:
    """Send the browser to the receipt, with what it is derived from in a sealed cookie."""
    response = redirect(url_for("submit.receipt"), 303)
    RECEIPT.write(response, {"key": idempotency_key}, now=clock.now())
    return response


def held_receipt() -> ShownReceipt | None:
    """Derive the receipt that this browser may see; None once it was kept or ran out."""
    held = RECEIPT.read(now=clock.now())
    case = find_by_idempotency(keys(), held["key"]) if held else None
    if held is None or case is None:
        return None
    receipt = receipt_of(keys(), case, held["key"])
    return ShownReceipt(receipt, grouped(receipt.tracking_key).replace("-", " "))


@blueprint.get("/receipt")
def receipt() -> str:
    """Show reference, key and dates, as often as asked, until they are kept."""
    found = held_receipt()
    if found is None:
        return render_template("submit/receipt_closed.html")
    return render_template(
        "submit/receipt.html",
        receipt=found.receipt,
        tracking_key=found.tracking_key,
        minutes=int(RECEIPT.lives.total_seconds() // 60),
    )


@blueprint.get("/receipt/file")
def receipt_file() -> Response:
    """Return the receipt as a small text under a name that tells nothing."""
    found = held_receipt()
    if found is None:
        return redirect(url_for("submit.receipt"), 303)
    text = render_template(
        "submit/receipt.txt", receipt=found.receipt, tracking_key=found.tracking_key
    )
    response = Response(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


@blueprint.post("/receipt/kept")
def keep() -> Response:
    """Forget the receipt: its author has written the key down."""
    response = redirect(url_for("submit.receipt"), 303)
    RECEIPT.delete(response)
    return response
