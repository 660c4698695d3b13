from pathlib import Path

import pytest

from printkit.errors import SignetError
from tracker.config import Config, make_config
from tracker.scans.durable import Durability


def test_run_folder_lies_beside_the_database(tmp_path):
    config = make_config(tmp_path / "spring.db")
    assert config.run_folder == tmp_path / "spring.run"
    assert config.spool_folder.parent == config.snapshot_file.parent == config.run_folder


def test_settings_survive_the_way_to_another_process(tmp_path):
    config = make_config(
        tmp_path / "ä b.db",
        port=0,
        workers=3,
        base_url="https://qr.example.de",
        proxies="loopback",
        durability=Durability.POWER,
    )
    assert Config.from_json(config.to_json()) == config


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"port": 1}', make_config(Path("a.db")).to_json().replace("process", "hope")]
)
def test_other_text_is_no_settings(text):
    with pytest.raises(ValueError, match=r"."):
        Config.from_json(text)


@pytest.mark.parametrize("setting", [{"port": 65536}, {"port": -1}, {"workers": 0}, {"segment_days": -1}])
def test_number_out_of_range_is_named(setting):
    with pytest.raises(SignetError, match=next(iter(setting))):
        make_config(Path("campaigns.db"), **setting)


def test_proxies_are_checked_when_they_are_set():
    with pytest.raises(SignetError, match="neither an address"):
        make_config(Path("campaigns.db"), proxies="my proxy")
    assert make_config(Path("campaigns.db"), proxies="10.0.0.0/8").believed_proxies().networks
