"""Files that people attach."""

from pathlib import Path

import pikepdf
from PIL import Image


def photograph(folder: Path) -> Path:
    """Return a small picture."""
    file = folder / "giay to.png"
    Image.new("RGB", (120, 80), "steelblue").save(file)
    return file


def letter(folder: Path) -> Path:
    """Return a document of one empty page."""
    file = folder / "công văn.pdf"
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.save(file)
    return file
