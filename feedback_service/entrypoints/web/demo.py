"""What to try in a demo and as whom: to its own machine alone, and in a demo only."""

from flask import Blueprint, Flask, abort, render_template

from feedback_service.entrypoints.web import demo_walk
from feedback_service.entrypoints.web.demo_sign_in import accounts_of_demo, is_demo_at_home

blueprint = Blueprint("demo", __name__)


def init_demo(app: Flask) -> None:
    """Let every page know whether to bear the demo's banner."""
    app.context_processor(lambda: {"is_demo": is_demo_at_home()})


@blueprint.get("/demo")
def show() -> str:
    """Show the accounts by role, and one case from beginning to end."""
    if not is_demo_at_home():
        abort(404)
    accounts = accounts_of_demo()
    return render_template(
        "demo/index.html",
        accounts=accounts,
        people={account["email"].partition("@")[0]: account for account in accounts},
        steps=list(demo_walk.steps()),
    )
