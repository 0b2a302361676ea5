"""Opening the site: what stands in the way is said in a sentence, before anything is opened."""

import shutil
import socket
from pathlib import Path

import pytest
from click import ClickException
from click.testing import CliRunner, Result

from feedback_service.entrypoints.cli import main
from feedback_service.entrypoints.cli.serve import check_port
from feedback_service.identity.keys import create_key_files

SECRET = "chi dung de thu, khong dung that " * 2


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with keys and nothing else."""
    create_key_files(tmp_path / "keys", "mot cau mat khau chi dung de thu")
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(tmp_path))
    monkeypatch.setenv("FEEDBACK_SECRET_KEY", SECRET)
    return tmp_path


def serve(*arguments: str) -> Result:
    """Run the command; it must not come as far as opening anything."""
    return CliRunner().invoke(main, ["serve", *arguments])


@pytest.mark.parametrize("name", ["content.key", "tracking.key", "lookup.key", "custodian.pub"])
def test_a_missing_key_file_is_named_and_nothing_opens(instance: Path, name: str) -> None:
    (instance / "keys" / name).unlink()

    said = serve()

    assert said.exit_code == 1
    assert f"Thiếu tệp khóa {name}" in said.output


def test_the_worker_beside_the_site_needs_its_own_key(instance: Path) -> None:
    (instance / "keys" / "delivery.key").unlink()

    assert "Thiếu tệp khóa delivery.key" in serve("--with-worker").output


def test_a_key_that_others_can_read_is_refused(instance: Path) -> None:
    (instance / "keys" / "content.key").chmod(0o644)

    assert "đang cho người khác đọc" in serve().output


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(ClickException, match=f"Không mở được cổng {port}"):
            check_port("127.0.0.1", port)


def test_a_folder_that_cannot_be_written_is_named(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(instance / "keys")
    (instance / "tep").write_text("", encoding="utf-8")
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(instance / "tep" / "con"))

    said = CliRunner().invoke(main, ["doctor"])

    assert said.exit_code == 1
    assert "Không ghi được vào thư mục" in said.output
