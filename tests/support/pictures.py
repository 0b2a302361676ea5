"""Where tests leave pictures for people to look at."""

import os
from pathlib import Path

PICTURES = Path(os.environ.get("SCREENSHOTS") or Path(__file__).parents[2] / "screenshots")
