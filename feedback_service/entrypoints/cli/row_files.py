"""Files of rows at the command line: read whole, and what is wrong with which line."""

from pathlib import Path

from feedback_service.deadlines.schemas import BadRow
from feedback_service.entrypoints.cli import Refusal


def read_text(file: Path) -> str:
    """Return what a file says, or refuse it in a sentence."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refusal(f"Không mở được tệp {file}. Hãy kiểm tra lại đường dẫn.") from error
    except UnicodeDecodeError as error:
        raise Refusal(f"Tệp {file} không phải UTF-8. Hãy lưu lại dạng CSV UTF-8.") from error


def complaint(bad: BadRow) -> str:
    """Return a bad row in a sentence that names its line."""
    parts = []
    for column, sentences in bad.errors.items():
        named = "" if column == "_schema" else f"cột {column}: "
        parts.append(named + " ".join(sentences))
    return f"Dòng {bad.line}: {' '.join(parts)}"
