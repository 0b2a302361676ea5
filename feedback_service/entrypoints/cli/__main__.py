"""`python -m feedback_service.entrypoints.cli`: the same as `feedback`."""

from feedback_service.entrypoints.cli import main

main()
