"""Where the files lie that stand beside the package in a checkout and inside it in a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).parent.parent


def shipped(name: str) -> Path:
    """Return the folder `templates` or `migrations`, wherever this copy has it."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name
