from pathlib import Path

import pytest
import user_agents

from tracker.scans.evidence.device import equipment_of
from tracker.scans.words import Device

DATA = Path(__file__).parents[3] / "data" / "user_agents.tsv"
ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-S918B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "


@pytest.mark.parametrize(
    ("agent", "device", "system", "browser"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/17.4 Mobile/15E148 Safari/604.1",
            Device.PHONE,
            "ios",
            "safari",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/16.6 Mobile/15E148 Safari/604.1",
            Device.TABLET,
            "ios",
            "safari",
        ),
        (
            f"{ANDROID}Chrome/126.0.0.0 Mobile Safari/537.36 Instagram 340.0.0.22.109 Android",
            Device.PHONE,
            "android",
            "instagram",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
            Device.COMPUTER,
            "windows",
            "firefox",
        ),
        ("curl/8.5.0", Device.OTHER, "other", "other"),
        ("", Device.OTHER, "other", "other"),
    ],
)
def test_device_system_and_browser(agent, device, system, browser):
    found = equipment_of(agent)
    assert (found.device, found.system, found.browser) == (device, system, browser)


def test_fast_parser_says_the_same_as_the_package():
    agents = [line.split("\t")[-1] for line in DATA.read_text(encoding="utf-8").splitlines()[1::17]]
    for agent in agents:
        parsed = user_agents.parse(agent)
        tablet, phone = parsed.is_tablet, parsed.is_mobile
        kind = Device.TABLET if tablet else Device.PHONE if phone else None
        expected = kind or (Device.COMPUTER if parsed.is_pc else Device.OTHER)
        assert equipment_of(agent).device is expected, agent
