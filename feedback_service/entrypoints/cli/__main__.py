"""`python -m feedback_service.entrypoints.cli`: the same as `feedback`."""

from feedback_service.entrypoints.cli import main

# A process beside this one reads the module again and must not run the command again.
if __name__ == "__main__":
    main()
