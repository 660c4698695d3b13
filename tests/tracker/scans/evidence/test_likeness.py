from pathlib import Path

import pytest

from tracker.scans.evidence.likeness import Likeness, likeness_of

DATA = Path(__file__).parents[3] / "data" / "user_agents.tsv"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


def real_traffic(kind):
    rows = (line.split("\t", 4) for line in DATA.read_text(encoding="utf-8").splitlines()[1:])
    return [agent for _, named, source, _, agent in rows if named == kind and "intoli" in source]


@pytest.mark.parametrize(
    ("agent", "likeness"),
    [
        (f"{ANDROID} Mobile Safari/537.36", Likeness.BROWSER),
        (ANDROID.replace("; K", "; moto g power (2022)") + " Mobile Safari/537.36", Likeness.BROWSER),
        (f"{IPHONE} Version/26.6 Mobile/15E148 Safari/604.1", Likeness.BROWSER),
        (f"{IPHONE} Mobile/15E148 Instagram 338.0.0.29.90 (iPhone14,5; iOS 18_7; de_DE)", Likeness.HANDHELD),
        (f"{ANDROID} Mobile Safari/537.36 (compatible; Googlebot/2.1)", Likeness.HANDHELD),
        ("Dalvik/2.1.0 (Linux; U; Android 13; SM-A536B)", Likeness.HANDHELD),
        ("curl/8.5.0", Likeness.OTHER),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", Likeness.OTHER),
        ("", Likeness.OTHER),
    ],
)
def test_first_sight(agent, likeness):
    assert likeness_of(agent) is likeness


def test_nearly_all_telephones_of_real_traffic_look_like_browsers_of_today():
    phones = real_traffic("phone")
    assert sum(likeness_of(agent) is Likeness.BROWSER for agent in phones) >= 0.95 * len(phones)
    assert all(likeness_of(agent) is not Likeness.OTHER for agent in phones)
