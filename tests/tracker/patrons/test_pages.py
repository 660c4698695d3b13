"""What a patron meets who types a code, or follows a link that leads nowhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from printkit.store.codes import ALPHABET
from printkit.store.mint import Minted
from tracker.patrons.pages import strangers

NASTY = '"><script>alert(1)</script>'


def test_the_front_page_offers_the_box(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert '<label for="code">' in answer.text
    assert 'name="code"' in answer.text
    assert "http" not in answer.text.replace("http-equiv", "")


@pytest.mark.parametrize(
    "written", ["{0}", "{1}", " {0} ", "{2}", "{3}", "qr.example.de/{1}", "https://QR.EXAMPLE.DE/{0}"]
)
def test_a_typed_code_leads_on_however_it_is_written(
    client: FlaskClient, mint_batch: Callable[..., Minted], written: str
) -> None:
    code = mint_batch(copies=1).codes[0]
    forms = (code, code.lower(), f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}".lower())
    answer = client.get("/", query_string={"code": written.format(*forms)})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/{code.lower()}"
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_unknown_code_stays_in_the_box(client: FlaskClient) -> None:
    answer = client.get("/?code=bcd+2FG", headers={"Accept-Language": "de"}, follow_redirects=True)
    assert answer.status_code == 404
    assert "Diesen Code kennen wir nicht." in answer.text
    assert 'value="bcd2fg"' in answer.text
    assert "aria-invalid" in answer.text


def test_the_box_does_not_tell_whether_there_is_such_a_code(
    client: FlaskClient, mint_batch: Callable[..., Minted]
) -> None:
    """Else it would be a way around the brake on guessing."""
    code = mint_batch(copies=1).codes[0]
    other = code[:-1] + ("B" if code[-1] != "B" else "C")
    known, unknown = (client.get("/", query_string={"code": one}) for one in (code, other))
    assert known.status_code == unknown.status_code == 303
    assert unknown.headers["Location"] == f"/{other.lower()}"
    assert {name: value for name, value in known.headers if name != "Location"} == {
        name: value for name, value in unknown.headers if name != "Location"
    }


@pytest.mark.parametrize(
    "query",
    [
        "url=https://evil.example/",
        "code=//evil.example",
        "code=https://evil.example/BCDFGH",
        "code=https://evil.example//BCDFGH",
        "code=%2F%2Fevil.example%2FBCDFGH%0D%0ASet-Cookie:x",
        "code=javascript:alert(1)//BCDFGH",
        "code=BCDFGH%E2%80%A8",
        "code=/%5Cevil.example",
        "next=//evil.example&code=BCDFGH",
    ],
)
def test_the_box_leads_to_a_code_of_this_site_and_nowhere_else(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/?{query}")
    assert answer.status_code in (200, 303, 404)
    assert answer.headers.get("Location", "/bcdfgh") == "/bcdfgh"
    assert "Set-Cookie" not in answer.headers


def test_letters_that_no_code_has_are_pointed_out(client: FlaskClient) -> None:
    german = {"Accept-Language": "de"}
    one = client.get("/?code=BCD2F0", headers=german).text
    assert "In keinem Code kommt „0“ vor." in one
    several = client.get("/?code=BCDO1G", headers=german).text
    assert "In keinem Code kommen diese Zeichen vor: O 1." in several


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("BCD2FG", ()),
        ("bcd-2fg", ()),
        ("LOL", ("L", "O")),
        ("qr.example.de/bcd2fg", ()),
        ("ß", ("S",)),
        ("", ()),
    ],
)
def test_strangers(typed: str, found: tuple[str, ...]) -> None:
    assert strangers(typed) == tuple(letter for letter in found if letter not in ALPHABET)


@pytest.mark.parametrize("path", ["/BCD2FG", "/bcd2fg", "/Bcd2fg/", "/0O1l"])
def test_an_unknown_link_gets_a_kind_page_with_its_code(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert f'value="{path.strip("/")}"' in answer.text
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/a/b", "/wp-login.php?x=1", "/%00", "/%ff%fe", "/abc%0d%0aSet-Cookie:x=y", "//evil.example/",
        "/../../etc/passwd", "/" + "a" * 20_000, "/?url=https://evil.example", "/%E2%80%A8", "/.well-known/x",
    ],
)  # fmt: skip
def test_whatever_is_asked_for_leads_nowhere_else(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (200, 404)
    assert "Location" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert "evil" not in answer.text
    assert len(answer.data) < 10_000


@pytest.mark.parametrize("path", [f"/{NASTY}", f"/?code={NASTY}"])
def test_what_was_typed_is_never_markup(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<script" not in answer.text


def test_a_strangers_words_are_not_put_on_our_page(client: FlaskClient) -> None:
    assert "Gewinn" not in client.get("/Sie-haben-gewonnen-Gewinn-abholen-bei-evil.example").text
    assert len(client.get("/?code=" + "x" * 1500).text) < 4_000


def test_a_retired_code_says_so_and_nothing_internal(client: FlaskClient) -> None:
    answer = client.get(
        "/BCD2FG", environ_overrides={"signet.answer": "retired"}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 410
    assert "What this code led to has ended." in answer.text
    assert "BCD2FG" not in answer.text


def test_robots_are_asked_to_stay_away(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert answer.text == "User-agent: *\nDisallow: /\n"
    assert '<meta name="robots" content="noindex, nofollow">' in client.get("/").text


def test_the_icon_is_our_own(client: FlaskClient) -> None:
    with client.get("/favicon.ico") as answer:
        assert answer.mimetype == "image/svg+xml"
        assert answer.data.startswith(b"<svg")
