"""A case that waits to be published, and what its marking page shows."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.support.page_client import PageClient, parse
from tests.support.publishing import People

Browser = Callable[[str], PageClient]
TITLE = "Đèn đường trước cổng trường hỏng đã lâu"


@dataclass(frozen=True)
class Waiting:
    """A case that waits to be published, and the people of the desk."""

    people: People
    case_id: int
    reference: str

    @property
    def address(self) -> str:
        """Where it is published."""
        return f"/workspace/publication/{self.reference}"


def places_on(page: str, *, ticked: bool = False) -> list[str]:
    """Return the places of a marking page, or those that are hidden."""
    boxes = re.findall(r'<input class="marking-place__tick"[^>]*name="hide"[^>]*>', page)
    wanted = [box for box in boxes if not ticked or " checked" in box]
    return [re.search(r'value="([^"]+)"', box)[1] for box in wanted]  # type: ignore[index]


def shown(page: str) -> str:
    """Return what stands on a page, without its markup."""
    return "".join(parse(page).itertext())


def version_of(page: str) -> str:
    """Return the version that a form of the page would send."""
    return re.search(r'name="version" value="(\d+)"', page)[1]  # type: ignore[index]
