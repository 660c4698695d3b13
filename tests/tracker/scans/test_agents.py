from collections import Counter
from pathlib import Path

import pytest

from tracker.scans.agents import Agents, first_language, read_agent
from tracker.scans.words import Device, HitClass

DATA = Path(__file__).parents[2] / "data" / "user_agents.tsv"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/124.0.0.0 Safari/537.36"
)


def classify(agent, headers=()):
    """Return the verdict about a request of this agent with these other headers."""
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in dict(headers).items()}
    return Agents().classify({"HTTP_USER_AGENT": agent, **named})


def share(rows, classes):
    """Return of the labelled strings the share that falls into the classes, in percent."""
    counted = Counter(read_agent(agent[:512]).cls for agent in rows)
    return 100 * sum(counted[cls] for cls in classes) / counted.total()


@pytest.fixture(scope="module")
def labelled():
    """The strings by (kind, whether they are a sample of real traffic)."""
    rows = {}
    for line in DATA.read_text(encoding="utf-8").splitlines()[1:]:
        _label, kind, source, _licence, agent = line.split("\t", 4)
        rows.setdefault((kind, "real traffic" in source), []).append(agent)
    return rows


NOT_PEOPLE = [cls for cls in HitClass if cls is not HitClass.PERSON]


@pytest.mark.parametrize(("kind", "least"), [("crawler", 94), ("preview", 98), ("hand_preview_tool", 98)])
def test_machines_are_not_counted_as_people(labelled, kind, least):
    assert share(labelled[kind, False], NOT_PEOPLE) >= least


@pytest.mark.parametrize("kind", ["phone", "tablet", "inapp", "desktop_other"])
def test_people_of_real_traffic_are_people(labelled, kind):
    assert share(labelled[kind, True], NOT_PEOPLE) <= 0.2


def test_phones_of_collections_are_people(labelled):
    assert share(labelled["phone", False], NOT_PEOPLE) <= 1.0


def test_scanner_apps_are_people(labelled):
    assert share(labelled["hand_scanner", False], NOT_PEOPLE) == 0


@pytest.mark.parametrize(
    ("agent", "cls"),
    [
        ("", HitClass.UNSURE),
        ("   ", HitClass.UNSURE),
        ("curl/8.5.0", HitClass.ROBOT),
        ("python-requests/2.31.0", HitClass.ROBOT),
        ("Wget/1.21", HitClass.ROBOT),
        ("WhatsApp/2.23.20.0 A", HitClass.PREVIEW),
        (f"{IPHONE} Version/17.4 Mobile/15E148 Safari/604.1", HitClass.PERSON),
        (f"{IPHONE} Mobile/15E148 Instagram 300.0.0.0 (iPhone15,2; iOS 17_4; de_DE)", HitClass.PERSON),
        (f"{ANDROID} Safari/537.36", HitClass.PERSON),
        ("Mozilla/5.0 (Linux; Android 11; CUBOT P40) AppleWebKit/537.36 Chrome/99.0 Mobile", HitClass.PERSON),
        ("TelegramBot (like TwitterBot)", HitClass.PREVIEW),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", HitClass.ROBOT),
        ("\x00\xff\x1b[31m", HitClass.UNSURE),
    ],
)
def test_class_of_known_agents(agent, cls):
    assert read_agent(agent).cls is cls


@pytest.mark.parametrize(
    ("headers", "cls"),
    [
        ({"Sec-Purpose": "prefetch"}, HitClass.PREFETCH),
        ({"Sec-Purpose": "prefetch;prerender"}, HitClass.PREFETCH),
        ({"X-Moz": "prefetch"}, HitClass.PREFETCH),
        ({"Purpose": "preview"}, HitClass.PREVIEW),
        ({"X-Purpose": "Preview"}, HitClass.PREVIEW),
        ({"Sec-Purpose": "anything"}, HitClass.PERSON),
    ],
)
def test_headers_tell_what_nobody_has_seen_yet(headers, cls):
    assert classify(CHROME, headers).cls is cls


def test_device_system_and_browser_are_coarse():
    phone = classify(f"{ANDROID} Safari/537.36", {"Accept-Language": "de-DE,de;q=0.9"})
    assert (phone.device, phone.system, phone.browser, phone.language) == (
        Device.PHONE,
        "android",
        "chrome",
        "de",
    )
    computer = classify(CHROME)
    assert (computer.device, computer.system, computer.language) == (Device.COMPUTER, "windows", "")


@pytest.mark.parametrize(
    ("header", "language"),
    [("de-DE,de;q=0.9", "de"), ("EN", "en"), (" fr;q=1", "fr"), ("*", ""), ("<script>", ""), ("german", "")],
)
def test_first_language(header, language):
    assert first_language(header) == language


def test_nothing_of_the_agent_gets_into_the_verdict():
    agent = "Mozilla/5.0 (X11; Linux) AppleWebKit/537 secret-token-4711 Chrome/1 Safari/1"
    verdict = classify(agent, {"Accept-Language": "xx-secret"})
    assert "4711" not in repr(verdict)
    assert "secret" not in repr(verdict)


def test_megabyte_of_agent_is_cut():
    agents = Agents(cached=4)
    assert agents.classify({"HTTP_USER_AGENT": "A" * 1_000_000}).cls is HitClass.UNSURE
