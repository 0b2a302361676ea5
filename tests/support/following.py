"""Does what the demo's page says, sentence by sentence, knowing nothing but the words."""

import re
from dataclasses import dataclass
from typing import Any

from tests.support.reader import HTML, Reader, local, plain

REFERENCE = re.compile(r"PAKN\.\d{4}\.[0-9A-Z]{8}")
KEY = re.compile(r"(?:[0-9A-Z]{4} ){6}[0-9A-Z]{4}")
CODE_NOW = re.compile(r"mã lúc này là (\d{6})")


@dataclass
class Follower:
    """A reader with the page of instructions in another tab, and a slip of paper."""

    reader: Reader
    start: str = "/"
    reference: str = ""
    key: str = ""
    doings: int = 0

    def follow_all(self) -> int:
        """Find the page by the banner, do everything on it, and return how many steps it had."""
        self.reader.open(self.start)
        self.reader.follow("Dùng thử thế nào")
        where, page = self.reader.reply.address, self.reader.page
        steps = [e for e in page.iter() if re.fullmatch(r"step-\d+", e.get("id") or "")]
        for step in steps:
            for item in step.iter(f"{HTML}li"):
                if item is not step:
                    self._do(plain(item), item, where)
                    self.doings += 1
        return len(steps)

    def _do(self, sentence: str, item: Any, instructions: str) -> None:
        for pattern, doing in self._known().items():
            match = re.fullmatch(pattern, sentence)
            if match:
                try:
                    doing(item, instructions, *match.groups())
                except AssertionError as error:
                    raise AssertionError(f"“{sentence}” cannot be done: {error}") from error
                return
        raise AssertionError(f"nobody could know what this means: {sentence}")

    def _known(self) -> dict[str, Any]:
        reader = self.reader
        return {
            "Bấm “([^”]+)” ở trên\\.": self._back_and_press,
            "Mở trang “([^”]+)”\\.": self._open,
            "Bấm mã hồ sơ đã chép\\.": lambda *_: reader.follow(self.reference),
            "Bấm “([^”]+)”\\.": lambda _i, _w, words: reader.press_or_follow(words),
            "Chọn “([^”]+)”\\.": lambda _i, _w, words: reader.choose(words),
            "Ở ô “Mã 6 chữ số”, ghi mã mà trang hiện sẵn\\.": self._write_code,
            "Ở ô “([^”]+)”, ghi “([^”]+)”\\.": lambda _i, _w, *said: reader.write(*said),
            "Ở ô “([^”]+)”, lấy “([^”]+)”\\.": lambda _i, _w, *said: reader.pick(*said),
            "Mở mục “([^”]+)”\\.": lambda _i, _w, words: reader.unfolds(words),
            "Trang ghi “([^”]+)”\\.": lambda _i, _w, words: reader.sees(words),
            "Chép lại mã hồ sơ và mã bí mật\\.": self._copy_codes,
            "Nhập mã hồ sơ và mã bí mật đã chép\\.": self._type_codes,
        }

    def _back_and_press(self, _item: Any, instructions: str, words: str) -> None:
        self.reader.open(instructions)
        self.reader.press(words)

    def _open(self, item: Any, _instructions: str, words: str) -> None:
        link = next(e for e in item.iter() if local(e) == "a" and plain(e) == words)
        self.reader.open(link.get("href"))

    def _write_code(self, *_: Any) -> None:
        shown = CODE_NOW.search(self.reader.said())
        assert shown, f"no code is shown: {self.reader.said()[:1000]}"
        self.reader.write("Mã 6 chữ số", shown[1])

    def _copy_codes(self, *_: Any) -> None:
        said = self.reader.said()
        reference, key = REFERENCE.search(said), KEY.search(said)
        assert reference, "no reference is shown"
        assert key, "no key is shown"
        self.reference, self.key = reference[0], key[0]

    def _type_codes(self, *_: Any) -> None:
        self.reader.write("Mã hồ sơ", self.reference)
        self.reader.write("Mã bí mật", self.key)


def sign_in(reader: Reader, email: str, password: str) -> None:
    """Sign in the way the pages lead, with the code the demo shows."""
    reader.follow("Cán bộ đăng nhập")
    reader.write("Địa chỉ thư điện tử", email)
    reader.write("Mật khẩu", password)
    reader.press("Tiếp tục")
    shown = CODE_NOW.search(reader.said())
    assert shown, f"no code is shown: {reader.said()[:1000]}"
    reader.write("Mã 6 chữ số", shown[1])
    reader.press("Đăng nhập")
