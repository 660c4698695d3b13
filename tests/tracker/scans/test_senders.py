import time

import pytest

from tracker.privacy.keys import DeviceKeys
from tracker.privacy.salt import DaySalt
from tracker.proxies import Proxies
from tracker.scans.agents import Agents
from tracker.scans.lines import from_line
from tracker.scans.senders import Senders, entry_of
from tracker.scans.words import Device, Entry, HitClass

ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124 Mobile"
PHONE = f"{ANDROID} Safari/537.36"
COMPUTER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0"
    " Safari/537.36"
)
NOON = 1_795_345_200.0


class World:
    """Senders of one worker, and the time of their salt."""

    def __init__(self, folder, proxies="", **options):
        self.now = NOON
        known = Proxies.parse(proxies)
        keys = DeviceKeys(DaySalt(folder / "salt", lambda: self.now), known)
        self.senders = Senders(options.pop("agents", None) or Agents(), keys, known, **options)

    def hit(self, written="BCD2FG", at=1000.0, *, staff=False, agent=PHONE, peer="192.0.2.7", **headers):
        """Return the hit that a request is recorded as; headers are WSGI variables."""
        environ = {"HTTP_USER_AGENT": agent, "REMOTE_ADDR": peer, **headers}
        line = self.senders.line(environ, written, written.upper(), at, staff=staff)
        assert line.endswith(b"\n")
        return from_line(line[:-1])


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def test_line_tells_all_of_a_hit(world):
    first = world.hit("bcd2fg", 1000.5, HTTP_ACCEPT_LANGUAGE="pl;q=1")
    assert (first.code, first.at_ms, first.entry) == ("BCD2FG", 1_000_500, Entry.TYPED)
    assert (first.verdict.cls, first.verdict.device) == (HitClass.PERSON, Device.PHONE)
    assert (first.verdict.language, first.staff, first.crowd) == ("pl", False, False)
    assert world.hit("bcd2fg", 1000.5, HTTP_ACCEPT_LANGUAGE="pl;q=1") == first, "remembered"


@pytest.mark.parametrize(
    ("written", "entry"),
    [
        ("BCD2FG", Entry.SCANNED),
        ("bcd2fg", Entry.TYPED),
        ("Bcd2fg", Entry.UNKNOWN),
        ("234567", Entry.UNKNOWN),
    ],
)
def test_letters_tell_how_it_came_in(world, written, entry):
    assert entry_of(written) is entry
    assert world.hit(written).entry is entry


def test_each_that_differs_is_another_sender(world):
    same = world.hit()
    assert world.hit(peer="192.0.2.8").key != same.key
    assert world.hit(agent=f"{PHONE} x").key != same.key
    assert world.hit(agent="curl/8").verdict.cls is HitClass.ROBOT
    assert world.hit(HTTP_ACCEPT_LANGUAGE="de").verdict.language == "de"
    assert world.hit(HTTP_ACCEPT_LANGUAGE="en").verdict.language == "en"
    assert world.hit() == same


def test_what_a_request_says_of_itself_is_not_remembered(world):
    assert world.hit(HTTP_SEC_PURPOSE="prefetch;prerender").verdict.cls is HitClass.PREFETCH
    assert world.hit().verdict.cls is HitClass.PERSON
    assert world.hit(HTTP_X_PURPOSE="preview").verdict.cls is HitClass.PREVIEW
    assert world.hit(HTTP_FROM="a@example.org").verdict.reason == "from-header"
    assert world.hit(staff=True).staff
    last = world.hit()
    assert (last.verdict.cls, last.staff) == (HitClass.PERSON, False)


def test_chrome_without_a_window_makes_no_machines_of_those_who_share_its_address(world):
    hints = '"Chromium";v="124", "HeadlessChrome";v="124"'
    assert world.hit(HTTP_SEC_CH_UA=hints).verdict.reason == "headless"
    assert world.hit().verdict.cls is HitClass.PERSON
    assert world.hit(HTTP_SEC_CH_UA=hints).verdict.cls is HitClass.ROBOT
    assert world.hit(HTTP_SEC_CH_UA='"Chromium";v="124"').verdict.cls is HitClass.PERSON


def test_keys_change_at_midnight_and_nothing_is_remembered(world):
    before = world.hit()
    assert len(world.senders._known.memory) == 1
    world.now += 86_400
    assert world.hit().key != before.key, "at once, not only when it is tended"
    world.now += 86_400
    world.senders.refresh()
    assert len(world.senders._known.memory) == 0


def test_known_senders_are_bounded(tmp_path):
    world = World(tmp_path, remembered=10)
    for number in range(100):
        world.hit(peer=f"192.0.2.{number}")
    assert len(world.senders._known.memory) <= 20


def test_forwarded_addresses_tell_senders_apart_behind_our_proxy_only(tmp_path):
    ours, nobodys = World(tmp_path, "10.0.0.1"), World(tmp_path)

    def keys(world, peer):
        return {world.hit(peer=peer, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}").key for number in range(3)}

    assert len(keys(ours, "10.0.0.1")) == 3
    assert len(keys(ours, "198.51.100.1")) == 1
    assert len(keys(nobodys, "10.0.0.1")) == 1


def test_many_behind_a_proxy_nobody_named_are_a_crowd_and_no_burst(tmp_path):
    world = World(tmp_path)
    hits = [
        world.hit(f"BCD2{number + 22}", peer="127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.1")
        for number in range(60)
    ]
    assert {(hit.crowd, hit.verdict.cls) for hit in hits} == {(True, HitClass.PERSON)}
    assert not world.hit(peer="127.0.0.1").crowd


def test_mail_scanner_that_says_it_is_chrome_becomes_a_robot(world):
    hits = [world.hit(f"BCD2F{number + 2}", 1000.0 + number, agent=COMPUTER) for number in range(8)]
    assert [hit.verdict.cls for hit in hits] == [HitClass.PERSON] * 3 + [HitClass.ROBOT] * 5
    assert (hits[-1].verdict.reason, hits[-1].code, hits[-1].key) == ("burst", "BCD2F9", hits[0].key)
    assert world.senders.state().bursts == 5
    assert world.hit(at=2000.0, agent=COMPUTER).verdict.cls is HitClass.PERSON


def test_previews_are_no_burst(world):
    agent = "TelegramBot (like TwitterBot)"
    hits = [world.hit(f"BCD2{number + 22}", agent=agent) for number in range(30)]
    assert {hit.verdict.cls for hit in hits} == {HitClass.PREVIEW}


def test_busy_is_not_remembered(tmp_path):
    class Busy(Agents):
        """A classifier without any time for new strings."""

        def __init__(self):
            super().__init__(work_a_second=0.0)

    world = World(tmp_path, agents=Busy())
    assert world.hit().verdict.reason == "busy"
    world.senders._agents = Agents()
    assert world.hit().verdict.cls is HitClass.PERSON


@pytest.mark.parametrize("agent", ["\x00", "\xff" * 600, "\n\r\t", "é" * 70_000, "%s%n%d", "A" * 1_000_000])
def test_no_bytes_of_an_agent_spoil_a_line(world, agent):
    assert world.hit(agent=agent, HTTP_ACCEPT_LANGUAGE=agent).verdict.cls in HitClass


def test_known_sender_costs_next_to_nothing(world):
    world.hit()
    environ = {"HTTP_USER_AGENT": PHONE, "REMOTE_ADDR": "192.0.2.7"}
    begun = time.process_time()
    for number in range(2000):
        world.senders.line(environ, "BCD2FG", "BCD2FG", float(number))
    assert (time.process_time() - begun) / 2000 < 30e-6
