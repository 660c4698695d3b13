import json
import os
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from tracker.cli.main import cli

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/17.4 Mobile/15E148 Safari/604.1"
)


def run(*words, given=None):
    result = CliRunner().invoke(cli, ["classify", *words], input=given)
    assert result.exit_code == 0, result.output
    return result.output


def test_strings_are_told_class_reason_and_device():
    assert run(IPHONE, "curl/8.5.0", "") == (
        f"person\thandheld\tphone\t{IPHONE}\nrobot\ttool\tother\tcurl/8.5.0\nunsure\tno-agent\tother\t\n"
    )


def test_json_is_a_list_in_the_order_given():
    assert json.loads(run("--json", "WhatsApp/2.24.13.77 A", IPHONE)) == [
        {
            "user_agent": "WhatsApp/2.24.13.77 A",
            "class": "preview",
            "reason": "preview-by-name",
            "device": "other",
        },
        {"user_agent": IPHONE, "class": "person", "reason": "handheld", "device": "phone"},
    ]


def test_one_a_line_on_standard_input():
    rows = json.loads(run("--json", given=f"{IPHONE}\r\n\ncurl/8.5.0"))
    assert [(row["user_agent"], row["class"]) for row in rows] == [
        (IPHONE, "person"),
        ("", "unsure"),
        ("curl/8.5.0", "robot"),
    ]


def test_nothing_on_standard_input_is_nothing():
    assert run(given="") == ""
    assert json.loads(run("--json", given="")) == []


def test_a_string_that_looks_like_an_option_follows_two_dashes():
    assert run("--", "--json").endswith("\tother\t--json\n")


@pytest.mark.parametrize(
    "line", [b"\xff\xfe\x00\x80", b"\x00", b"curl/8\tperson", b"\x1b[31mred", b"A" * 2_000_000]
)
def test_any_bytes_on_standard_input_make_one_row(line):
    rows = run(given=line + b"\n").splitlines()
    assert len(rows) == 1
    assert len(rows[0].split("\t")) == 4
    assert "\x1b" not in rows[0]
    assert len(json.loads(run("--json", given=line + b"\n"))) == 1


def test_arguments_may_be_any_bytes():
    command = [sys.executable, "-m", "tracker.cli.main", "classify", "--json", b"curl/8 \xff\xfe"]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONUTF8": "1"})
    assert json.loads(done.stdout)[0]["class"] == "robot"


def test_a_hundred_thousand_lines_do_not_take_long():
    lines = "".join(f"{IPHONE} Mobile/{number % 500}\ncurl/8.{number % 97}\n" for number in range(50_000))
    begun = time.process_time()
    assert run(given=lines).count("\n") == 100_000
    assert time.process_time() - begun < 15
