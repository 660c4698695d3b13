import json

import pytest

from tracker.health.check import Check, together
from tracker.health.report import report


def test_numbers_of_all_workers_are_summed_and_facts_stand_beside_each_other():
    says = "%(busy)s busy, revision %(revision)s"
    one = Check("classes", True, says, (("busy", 2),), (("revision", "7"),))
    other = Check("classes", True, says, (("busy", 40),), (("revision", "8"),))
    (line,) = together([one, other, one])
    assert line.text() == "44 busy, revision 7 / 8"
    assert line.ok


def test_where_one_fails_its_words_count_since_it_began():
    good = Check("redirects", True, "3 codes")
    first = Check("redirects", False, "no codes", since=50.0)
    later = Check("redirects", False, "no codes", since=70.0)
    assert together([good, later, first]) == (first,)


def test_different_faults_of_one_name_are_all_said():
    faults = (Check("redirects", False, "no codes"), Check("redirects", False, "torn"))
    assert together([faults[0], Check("redirects", True, "fine"), faults[1]]) == faults


def test_gaps_are_filled_in_the_readers_language():
    check = Check(
        "spool", False, "%(n)s wait: %(why)s, %(more)s", (("n", 1200),), (("why", "full"), ("more", ""))
    )
    german = {"%(n)s wait: %(why)s, %(more)s": "%(n)s warten: %(why)s.%(more)s", "full": "voll"}
    assert (
        check.text(german.__getitem__, lambda count: f"{count:,}".replace(",", ".")) == "1.200 warten: voll."
    )


def test_words_without_gaps_may_hold_a_percent_sign():
    assert Check("space", True, "5 % are free").text() == "5 % are free"


def test_report_is_503_if_anything_fails_and_says_since_when_and_what_to_do():
    good, bad = Check("a", True, "fine"), Check("b", False, "broken", do="Mend it.", since=1_700_000_000.0)
    assert report((good,))[0] == 200
    status, body = report((good, bad))
    assert status == 503
    assert json.loads(body) == {
        "status": "failing",
        "checks": {
            "a": {"ok": True, "says": "fine"},
            "b": {"ok": False, "says": "broken", "since": "2023-11-14T22:13:20Z", "do": "Mend it."},
        },
    }


def test_report_says_until_when_only_of_what_is_over():
    lost = Check("spool", False, "lost", since=1_700_000_000.0, until=1_700_000_060.0)
    assert b'"until": "2023-11-14T22:14:20Z"' in report([lost])[1]
    waiting = Check("spool", False, "waits", since=1_700_000_030.0)
    body = report([lost, waiting])[1]
    assert b"until" not in body
    assert b'"says": "lost waits", "since": "2023-11-14T22:13:20Z"' in body


@pytest.mark.parametrize("plain", [{}, {"counts": 3, "facts": []}, {"counts": [], "facts": [], "what": 1}])
def test_a_line_of_another_version_is_refused(plain):
    with pytest.raises((TypeError, ValueError, KeyError)):
        Check.from_plain(plain)
