import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.scans.evidence.weigh import Weigher
from tracker.scans.words import LONGEST_AGENT, HitClass

DOCUMENTED = (Path(__file__).parents[4] / "docs" / "classes.md").read_text(encoding="utf-8")
PIECES = (
    *(
        "Mozilla/5.0",
        "(compatible;",
        "(Linux; Android 10; bot)",
        "(iPhone; CPU iPhone OS 17_0 like Mac OS X)",
        "(X11)",
    ),
    *(
        "AppleWebKit/537.36",
        "(KHTML, like Gecko)",
        "Chrome/126.0.0.0",
        "Mobile",
        "Safari/537.36",
        "Foo/1.0",
        "bot",
        ")",
    ),
    *(
        "+http://x.example",
        "CFNetwork/1",
        "Dalvik/2.1.0",
        "curl/8",
        "ms-office",
        "[FBAN/x]",
        "WhatsApp",
        "Windows NT 10.0",
    ),
)
DATA = Path(__file__).parents[3] / "data"
MACHINES = (HitClass.ROBOT, HitClass.PREVIEW)
NOT_PEOPLE = (*MACHINES, HitClass.PREFETCH, HitClass.UNSURE, HitClass.REPEAT)
SOURCES = {
    "monperrus": "crawlers",
    "isbot": "isbot",
    "uap-core": "uap",
    "intoli": "intoli",
    "hand list": "hand",
}


@pytest.fixture(scope="module")
def weigher():
    return Weigher()


@pytest.fixture(scope="module")
def labelled():
    """The strings by (source, kind)."""
    rows = {}
    for line in (DATA / "user_agents.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        _label, kind, source, _licence, agent = line.split("\t", 4)
        short = next(name for words, name in SOURCES.items() if words in source)
        rows.setdefault((short, kind), []).append(agent)
    return rows


def share(weigher, agents, classes):
    """Return of the strings the share that falls into the classes, in percent."""
    counted = Counter(weigher.weigh(agent[:LONGEST_AGENT]).cls for agent in agents)
    return 100 * sum(counted[cls] for cls in classes) / counted.total()


@pytest.mark.parametrize(
    ("source", "kind", "least"),
    [
        ("crawlers", "crawler", 99),
        ("crawlers", "preview", 100),
        ("isbot", "crawler", 95),
        ("isbot", "preview", 100),
        ("uap", "crawler", 100),
        ("hand", "hand_preview_tool", 88),  # an empty agent is unsure; an app of a telephone is a person
    ],
)
def test_machines_are_taken_for_machines(weigher, labelled, source, kind, least):
    assert share(weigher, labelled[source, kind], MACHINES) >= least


def test_of_all_robots_and_previews_98_percent_are_flagged(weigher, labelled):
    kinds = ("crawler", "preview", "hand_preview_tool")
    machines = [agent for (_, kind), agents in labelled.items() if kind in kinds for agent in agents]
    assert share(weigher, machines, MACHINES) >= 98


def test_previews_are_told_from_robots(weigher, labelled):
    previews = [agent for (_, kind), agents in labelled.items() if kind == "preview" for agent in agents]
    assert share(weigher, previews, [HitClass.PREVIEW]) >= 90


@pytest.mark.parametrize(
    ("source", "kind", "most"),
    [
        ("intoli", "phone", 0.0),
        ("intoli", "tablet", 0.0),
        ("intoli", "inapp", 0.0),
        ("intoli", "desktop_other", 0.0),
        ("uap", "phone", 0.0),
        ("uap", "inapp", 0.0),
        ("isbot", "phone", 3.0),
        ("isbot", "inapp", 5.2),
        ("hand", "hand_scanner", 0.0),
    ],
)
def test_people_are_not_flagged(weigher, labelled, source, kind, most):
    assert share(weigher, labelled[source, kind], NOT_PEOPLE) <= most


@pytest.mark.parametrize(("kind", "most"), [("phone", 1.0), ("inapp", 2.0)])
def test_of_all_telephones_and_browsers_in_apps_few_are_flagged(weigher, labelled, kind, most):
    people = [agent for (_, named), agents in labelled.items() if named == kind for agent in agents]
    assert share(weigher, people, NOT_PEOPLE) <= most


def hard_cases():
    rows = (DATA / "user_agents_hard.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [tuple(row.split("\t", 1)) for row in rows]


@pytest.mark.parametrize(("cls", "agent"), hard_cases())
def test_hard_cases(weigher, cls, agent):
    assert weigher.weigh(agent[:LONGEST_AGENT]).cls == cls


@pytest.mark.parametrize(("source", "least"), [("crawlers", 98), ("isbot", 94), ("uap", 100)])
def test_robots_on_no_list_are_known_by_what_they_say(labelled, source, least):
    unlisted = Weigher(is_listed=lambda text: False)
    assert share(unlisted, labelled[source, "crawler"], MACHINES) >= least


@given(st.text(max_size=LONGEST_AGENT) | st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))
def test_any_text_gets_a_class_and_a_documented_reason(weigher, agent):
    found = weigher.weigh(agent)
    assert found.cls in HitClass
    assert f"`{found.reason}`" in DOCUMENTED


def test_every_reason_is_documented(weigher, labelled):
    agents = [agent for group in labelled.values() for agent in group] + [agent for _, agent in hard_cases()]
    reasons = {weigher.weigh(agent).reason for agent in agents}
    others = {"prefetch-header", "preview-header", "headless", "from-header", "burst", "busy"}
    others.add("not-classified")
    assert len(reasons) >= 15
    assert [reason for reason in reasons | others if f"`{reason}`" not in DOCUMENTED] == []


HOSTILE = [
    "a" * 512,
    "(" * 512,
    "mozilla/5.0 " + "(" * 250 + ")" * 250,
    "mozilla/5.0 (linux; android 10" + "; a" * 160,
    "android 1" * 57,
    "compatible;" * 46,
    "compatible; " + "a" * 500,
    "a." * 256,
    "a@" * 256,
    "a.b@" + "c-" * 254,
    "www" * 170,
    "mozilla/5.0 (x11; linux x86_64) " + "a/1 " * 120,
    "mozilla/5.0 (windows nt 10.0)" + " applewebkit/1" * 36,
    " at " * 128,
    "a at b-" * 73,
    "scan " * 102,
    "\u0130" * 512,
    "\ud800" * 512,
    "Mozilla/5.0 applewebkit " + "bot" * 150,
    "0" * 512,
    "/" * 512,
    "http" * 128,
]


@pytest.mark.parametrize("agent", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_strings_take_no_long_time(agent):
    assert min(_seconds(agent) for _ in range(3)) < 0.02


def _seconds(agent):
    weigher = Weigher()  # the package remembers what it saw
    weigher.weigh("x")
    begun = time.process_time()
    assert weigher.weigh(agent).cls in HitClass
    return time.process_time() - begun
