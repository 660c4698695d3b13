from pathlib import Path

import pytest
import user_agents

from tracker.scans.evidence.device import _Parsed, equipment_of
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


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125"
            " Mobile DuckDuckGo/5 Safari/537.36",
            Device.PHONE,
        ),
        (
            "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; de) Presto/2.12.423 Version/12.16",
            Device.PHONE,
        ),
        (
            "UCWEB/2.0 (MIDP-2.0; U; Adr 4.4.4; en-US; XT1022) U2/1.0.0 UCBrowser/10.6.0.706 U2/1.0.0 Mobile",
            Device.PHONE,
        ),
        ("Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5", Device.PHONE),
        (
            "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0"
            " Safari/537.36 ArkWeb/4.1.6.1 Mobile",
            Device.PHONE,
        ),
        ("LGE-VM510 NetFront/3.5.1 (GUI) MMP/2.0", Device.PHONE),
        (
            "Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0"
            " Safari/537.36",
            Device.TABLET,
        ),
        ("Mozilla/5.0 (Android 14; Tablet; rv:127.0) Gecko/127.0 Firefox/127.0", Device.TABLET),
        ("Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0", Device.PHONE),
        (
            "Mozilla/5.0 (Linux; Android 11; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/118.1.1"
            " like Chrome/118.0.5993.111 Safari/537.36",
            Device.TABLET,
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " GSA/317.0.634488990 Mobile/15E148 Safari/605.1.15",
            Device.TABLET,
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/17.4 Safari/605.1.15",
            Device.COMPUTER,
        ),
        ("Dalvik/2.1.0 (Linux; U; Android 13; SM-A536B Build/TP1A.220624.014)", Device.OTHER),
        (
            "Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko)",
            Device.OTHER,
        ),
    ],
)
def test_what_the_agent_itself_says_counts_more_than_the_package(agent, device):
    assert equipment_of(agent).device is device


def test_fast_parser_says_the_same_as_the_package():
    agents = [line.split("\t")[-1] for line in DATA.read_text(encoding="utf-8").splitlines()[1::17]]
    for agent in agents:
        theirs, ours = user_agents.parse(agent), _Parsed(agent)
        assert (ours.is_tablet, ours.is_mobile, ours.is_pc) == (
            theirs.is_tablet,
            theirs.is_mobile,
            theirs.is_pc,
        )
