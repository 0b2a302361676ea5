"""The service with a bug sown into it: `python -m tests.torture.seeded serve PORT` or `worker`."""

import os
import sys
from functools import partial

from flask import Flask

from feedback_service.app import create_app
from feedback_service.entrypoints.cli import serve as serving
from feedback_service.entrypoints.cli.__main__ import main
from tests.torture.seeds import SEEDS

NAME = "FEEDBACK_SEEDED_BUG"


def create() -> Flask:
    """Return the application, bug included."""
    SEEDS[os.environ[NAME]]()
    return create_app()


if __name__ == "__main__":
    SEEDS[os.environ[NAME]]()
    serving.web_command = partial(serving.web_command, app="tests.torture.seeded:create()")
    what, *rest = sys.argv[1:]
    main(["serve", "--port", *rest] if what == "serve" else [what])
