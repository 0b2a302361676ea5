"""Key files: made once, readable by their owner alone, each process with its own."""

import shutil
from pathlib import Path

import pytest

from feedback_service.foundation import crypto
from feedback_service.foundation.crypto import CannotOpen
from feedback_service.identity.errors import KeyCopyDiffers, KeyFileMissing, KeyFileUnsafe
from feedback_service.identity.keys import KeyRing, copy_key_files, create_key_files

PASSPHRASE = "một câu mật khẩu"
NAMES = {
    "content.key",
    "tracking.key",
    "lookup.key",
    "delivery.key",
    "delivery.pub",
    "custodian.key",
    "custodian.pub",
}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Stretching a passphrase is slow on purpose; the tests that change files work on a copy.
    folder = tmp_path_factory.mktemp("made") / "keys"
    create_key_files(folder, PASSPHRASE)
    return folder


@pytest.fixture
def folder(made_once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made_once, tmp_path / "keys")


def test_all_key_files_are_made_for_their_owner_alone(made_once: Path) -> None:
    files = {file.name: file for file in made_once.iterdir()}

    assert set(files) == NAMES
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files.values())
    assert made_once.stat().st_mode & 0o777 == 0o700


def test_a_key_file_is_never_replaced(folder: Path) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    assert create_key_files(folder, "một câu khác") == []
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


@pytest.mark.parametrize("lost", sorted(NAMES))
def test_half_a_pair_is_never_made_anew(folder: Path, lost: str) -> None:
    (folder / lost).unlink()
    made = {path.name for path in create_key_files(folder, PASSPHRASE)}

    symmetric = {"content.key", "tracking.key", "lookup.key"}
    assert made == ({lost} & symmetric)


def test_the_keys_are_all_different(folder: Path) -> None:
    ring = KeyRing(folder)
    keys = {ring.content, ring.tracking, ring.lookup, ring.delivery_public, ring.custodian_public}

    assert len(keys) == 5
    assert all(len(key) == crypto.KEY_BYTES for key in keys)


def test_a_process_holds_only_the_keys_it_asked_for(folder: Path) -> None:
    ring = KeyRing(folder)
    assert ring.held() == frozenset()

    assert ring.content == ring.content
    ring.delivery_private()
    ring.custodian_private(PASSPHRASE)

    assert ring.held() == {"content.key"}


@pytest.mark.parametrize("name", ["content", "tracking", "lookup"])
def test_a_missing_key_file_is_named_with_the_mend(folder: Path, name: str) -> None:
    (folder / f"{name}.key").unlink()

    with pytest.raises(KeyFileMissing, match=rf"{name}\.key.*feedback keys create"):
        getattr(KeyRing(folder), name)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_file_that_others_can_read_is_refused(folder: Path, mode: int) -> None:
    (folder / "content.key").chmod(mode)

    with pytest.raises(KeyFileUnsafe, match="chmod 600"):
        _ = KeyRing(folder).content


def test_the_custodians_key_opens_with_its_passphrase_alone(folder: Path) -> None:
    ring = KeyRing(folder)
    box = crypto.seal(ring.custodian_public, b"mark")

    assert crypto.unseal(ring.custodian_private(PASSPHRASE), box) == b"mark"
    with pytest.raises(CannotOpen):
        ring.custodian_private("một câu sai")
    with pytest.raises(CannotOpen):
        crypto.unseal(ring.delivery_private(), box)


def test_the_custodians_key_may_lie_elsewhere(folder: Path, tmp_path: Path) -> None:
    moved = tmp_path / "custodian.key"
    (folder / "custodian.key").rename(moved)

    assert len(KeyRing(folder).custodian_private(PASSPHRASE, moved)) == crypto.KEY_BYTES
    with pytest.raises(KeyFileMissing):
        KeyRing(folder).custodian_private(PASSPHRASE)


def test_a_copy_of_the_keys_is_whole_and_its_owners_alone(folder: Path, tmp_path: Path) -> None:
    made = copy_key_files(folder, tmp_path / "usb", "mot khoa bi mat")

    assert {path.name for path in made} == NAMES | {"secret-key.env"}
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in made)
    assert (tmp_path / "usb" / "content.key").read_bytes() == (folder / "content.key").read_bytes()
    assert (tmp_path / "usb" / "secret-key.env").read_text() == (
        "FEEDBACK_SECRET_KEY=mot khoa bi mat\n"
    )
    assert copy_key_files(folder, tmp_path / "usb", "mot khoa bi mat") == []


def test_the_copy_of_another_key_is_never_replaced(folder: Path, tmp_path: Path) -> None:
    create_key_files(tmp_path / "usb", PASSPHRASE)
    before = (tmp_path / "usb" / "content.key").read_bytes()

    with pytest.raises(KeyCopyDiffers, match="không ghi đè"):
        copy_key_files(folder, tmp_path / "usb", "mot khoa bi mat")

    assert (tmp_path / "usb" / "content.key").read_bytes() == before
