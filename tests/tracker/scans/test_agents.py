import time
from collections import Counter

import pytest

from tracker.scans.agents import Agents, AgentsState, first_language
from tracker.scans.evidence.likeness import Likeness
from tracker.scans.words import Device, HitClass

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
    assert classify(agent).cls is cls


@pytest.mark.parametrize(
    ("headers", "cls"),
    [
        ({"Sec-Purpose": "prefetch"}, HitClass.PREFETCH),
        ({"Sec-Purpose": "prefetch;prerender"}, HitClass.PREFETCH),
        ({"X-Moz": "prefetch"}, HitClass.PREFETCH),
        ({"Purpose": "preview"}, HitClass.PREVIEW),
        ({"X-Purpose": "Preview"}, HitClass.PREVIEW),
        ({"Sec-Purpose": "anything"}, HitClass.PERSON),
        ({"X-Moz": "prefetch", "Accept-Language": "de"}, HitClass.PREFETCH),
        ({"Sec-CH-UA": '"Chromium";v="131", "Google Chrome";v="131"'}, HitClass.PERSON),
        ({"Sec-CH-UA": '"Not_A Brand";v="8", "HeadlessChrome";v="131"'}, HitClass.ROBOT),
        ({"Sec-CH-UA": "x" * 100_000}, HitClass.PERSON),
        ({"From": "robots@example.org"}, HitClass.ROBOT),
        ({"Accept": "*/*"}, HitClass.PERSON),
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


def test_from_does_not_hide_what_is_known_already():
    assert classify("WhatsApp/2.23.20.0 A", {"From": "a@example.org"}).cls is HitClass.PREVIEW


def test_language_is_kept_with_every_class():
    assert classify("curl/8", {"Accept-Language": "de"}).language == "de"
    assert classify(CHROME, {"Sec-Purpose": "prefetch", "Accept-Language": "de"}).language == "de"
    assert classify(CHROME, {"From": "a@example.org", "Accept-Language": "de"}).language == "de"


def test_a_flood_of_new_agents_is_unsure_until_the_second_is_over():
    agents = Agents(work_a_second=0.01)
    verdicts = [agents.classify({"HTTP_USER_AGENT": f"curl/{number}"}) for number in range(2000)]
    reasons = Counter(verdict.reason for verdict in verdicts)
    assert reasons["tool"] >= 2
    assert reasons["busy"] >= 500, "0.01 s are not enough for so many"
    assert reasons.total() == reasons["tool"] + reasons["busy"]
    assert {verdict.cls for verdict in verdicts if verdict.reason == "busy"} == {HitClass.UNSURE}
    assert agents.state() == AgentsState(busy=reasons["busy"])
    assert agents.classify({"HTTP_USER_AGENT": "curl/0"}).reason == "tool", "known ones are no burden"
    time.sleep(1.05)
    assert agents.classify({"HTTP_USER_AGENT": "curl/1999"}).reason == "tool", "busy is not remembered"


def test_memory_for_agents_is_bounded_and_keeps_those_in_use():
    agents = Agents(cached=10, work_a_second=10.0)
    for number in range(500):
        agents.classify({"HTTP_USER_AGENT": f"curl/{number}"})
        agents.classify({"HTTP_USER_AGENT": CHROME})
        agents.classify({"HTTP_USER_AGENT": CHROME, "HTTP_ACCEPT_LANGUAGE": f"de;q=0.{number}"})
    assert [len(purse.read) <= 20 for purse in agents._purses] == [True] * 3
    assert len(agents._spoken) <= 20
    assert agents._purses[Likeness.BROWSER].read.get(CHROME)


@pytest.mark.parametrize(
    "made_up",
    [
        "curl/{}",
        "Mozilla/5.0 (X11; Linux) Foo/{}",
        "{}",
        "Mozilla/5.0 (iPhone; {}) AppleWebKit/1 Mobile/{} Foo/{}",
    ],
)
def test_flood_of_made_up_agents_leaves_time_for_telephones(made_up):
    agents = Agents(work_a_second=0.01)
    for number in range(3000):
        agents.classify({"HTTP_USER_AGENT": made_up.replace("{}", f"x{number}")})
    assert agents.state().busy > 1000, "the flood is none"
    for number in range(10):
        phone = {"HTTP_USER_AGENT": f"{IPHONE} Version/18.{number} Mobile/15E148 Safari/604.1"}
        assert agents.classify(phone).reason == "handheld"


def test_flood_from_one_network_leaves_time_for_others_whatever_it_looks_like():
    agents = Agents()
    for number in range(3000):
        made_up = {"HTTP_USER_AGENT": f"{IPHONE} Version/{number} Mobile/15E148 Safari/604.1"}
        agents.classify(made_up, "192.0.2.66")
    assert agents.state().busy == 2900
    for number in range(90):
        phone = {"HTTP_USER_AGENT": f"{IPHONE} Version/18.{number} Mobile/15E148 Safari/604.1"}
        assert agents.classify(phone, "192.0.2.7").reason == "handheld"
    known = {"HTTP_USER_AGENT": f"{IPHONE} Version/18.1 Mobile/15E148 Safari/604.1"}
    assert agents.classify(known, "192.0.2.66").reason == "handheld", "what is known costs nobody's share"


def test_flood_of_what_looks_like_telephones_leaves_time_for_computers():
    agents = Agents(work_a_second=0.01)
    for number in range(3000):
        agents.classify({"HTTP_USER_AGENT": f"{IPHONE} Version/{number} Mobile/15E148 Safari/604.1"})
    assert agents.state().busy > 1000, "the flood is none"
    assert agents.classify({"HTTP_USER_AGENT": f"{CHROME} OPR/117.0.0.0 (Edition std-1)"}).reason == "browser"
    assert agents.classify({"HTTP_USER_AGENT": "curl/8.5.0"}).reason == "tool"


@pytest.mark.parametrize(
    "agent", ["\x00", "\udcff\udcfe", "\xff" * 600, "\n\r\t", "é" * 70_000, "\U0001f600", "%s%n"]
)
def test_no_bytes_of_an_agent_are_an_error(agent):
    assert classify(agent).cls in HitClass
