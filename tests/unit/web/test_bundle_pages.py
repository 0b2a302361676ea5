"""How a page becomes a file: links, forms, places."""

import pytest

from feedback_service.entrypoints.bundle_pages import (
    Site,
    Words,
    links_in,
    natural_place,
    rewrite,
)

WORDS = Words(banner="Bản sao", about="Là gì?", form="Cần máy chủ.", live="Mở <trang>")


@pytest.fixture
def site() -> Site:
    """A site below a path of its machine."""
    return Site(
        base_url="https://tinh.example/pakn",
        places={
            "/": "index.html",
            "/archive": "archive/index.html",
            "/archive?after=x": "archive/trang-2.html",
            "/static/css/site.css": "static/css/site.css",
            "/archive/PAKN.2026.1": "archive/PAKN.2026.1.html",
        },
    )


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/", "index.html"),
        ("/archive", "archive/index.html"),
        ("/agencies/33.sxd", "agencies/33.sxd.html"),
        ("/archive/feed.atom", "archive/feed.atom"),
        ("/open-data/2026-11-23/SHA256SUMS", "open-data/2026-11-23/SHA256SUMS"),
        ("/statistics/2026-11", "statistics/2026-11.html"),
        ("/static/../khoa", None),
        ("/archive/%2e%2e/x", None),
        ("/archive//x", None),
    ],
)
def test_every_address_has_one_place_and_none_lies_outside(address: str, place: str | None) -> None:
    assert natural_place(address) == place


@pytest.mark.parametrize(
    ("page", "link", "there"),
    [
        ("/", "/pakn/archive#tai-ve", "archive/index.html#tai-ve"),
        ("/archive", "/pakn/", "../index.html"),
        ("/archive", "/pakn/static/css/site.css?v=1", "../static/css/site.css"),
        ("/archive", "?after=x", "trang-2.html"),
        (
            "/archive",
            "/pakn/archive?q=a&kind=b#c",
            "https://tinh.example/pakn/archive?q=a&kind=b#c",
        ),
        ("/", "https://tinh.example/pakn/archive/PAKN.2026.1", "archive/PAKN.2026.1.html"),
        ("/", "/pakn/submit/", "https://tinh.example/pakn/submit/"),
        ("/", "https://tinh.example/paknx", "https://tinh.example/paknx"),
        ("/", "#main", "#main"),
        ("/", "tel:1022", "tel:1022"),
        ("/", "https://creativecommons.org/", "https://creativecommons.org/"),
    ],
)
def test_a_link_leads_to_a_file_or_to_the_live_site(
    site: Site, page: str, link: str, there: str
) -> None:
    assert site.link_from(page, link) == there


def test_a_page_stays_as_it_was_but_for_links_and_forms(site: Site) -> None:
    page = (
        '<!DOCTYPE html>\n<html lang="vi"><head><title>A &amp; B</title></head><body>'
        '<section class="site-preferences"><form><button>A</button></form></section>'
        "<header>đầu &nbsp;&#39;</header>"
        '<a title="x &lt; y" href="/pakn/archive" hidden>xem</a>'
        '<form action="/pakn/archive"><form></form><input name="q"></form><p>sau</p>'
        '<svg><path d="M0"/></svg></body></html>'
    )
    made = rewrite(page, site, "/", WORDS)

    assert made == (
        '<!DOCTYPE html>\n<html lang="vi"><head><title>A &amp; B</title>'
        '<link rel="canonical" href="https://tinh.example/pakn/"></head><body>'
        '<aside class="site-demo"><p class="site-demo__text site-container">Bản sao '
        '<a class="govuk-link" href="ban-sao.html">Là gì?</a></p></aside>'
        "<header>đầu &nbsp;&#39;</header>"
        '<a title="x &lt; y" href="archive/index.html" hidden>xem</a>'
        '<p class="govuk-inset-text">Cần máy chủ. <a class="govuk-link" '
        'href="https://tinh.example/pakn/">Mở &lt;trang&gt;</a></p><p>sau</p>'
        '<svg><path d="M0"/></svg></body></html>'
    )


def test_styles_and_scripts_lead_to_what_they_need() -> None:
    assert list(links_in('a{src:url("../fonts/b.woff2")}', "text/css")) == ["../fonts/b.woff2"]
    script = 'import {\n a\n} from "./c.js"; import"./d.js"'
    assert list(links_in(script, "text/javascript")) == ["./c.js", "./d.js"]
