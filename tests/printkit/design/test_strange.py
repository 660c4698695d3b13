"""Whatever stands in a design.toml, the answer is a design or a list of problems, never a traceback."""

import json
import random
import re
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from printkit.design.checks.check import check
from printkit.design.fields import resolve_texts
from printkit.design.layout import lay_out
from printkit.design.reading import load_design
from printkit.design.source import FolderSource
from printkit.errors import Problem, SignetError
from printkit.shipped import shipped_folder

STRANGE: list[Any] = [
    *("", " ", "0", "\n", "{", "}}{", "{library}", "\u202e", "🙂", "\u00ad", "l\u0301", "x" * 3000),
    *("5mm", "-5mm", "0mm", "999mm", "1e9mm", "9" * 40 + "mm", "pt", "mm5", "100%", "nan%", "1e400%", "0%"),
    *("M0 0", "M1e999 0L1 1", "MM", "A", "#fff", "#00607a 10%", "../x", "qr", "text", "library", "Lato Thin"),
    *(0, 1, -1, 1.5, 10**30, float("nan"), float("inf"), True, [], {}, [1], ["a"], {"a": 1}, [{}], [[]]),
]
MORE = """
[[back]]
type = "path"
d = "M0 0L5 5Q3 4 5 6A3 4 5 0 1 9 9z"
x = "9mm"
y = "9mm"
fill = "petrol 20%"
rotate = 5
[[back]]
type = "image"
file = "medium.png"
x = "9mm"
y = "30mm"
width = "12mm"
height = "9mm"
[[back]]
type = "text"
text = "{library} {{}} a\u00adb"
x = "9mm"
y = "70mm"
width = "30mm"
font = "text"
size = "9pt"
hyphenate = true
lines = 3
tracking = 10
when = "library"
"""


def example() -> dict[str, Any]:
    readme = (shipped_folder() / "README.md").read_text("utf-8")
    return tomllib.loads(re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)[0] + MORE)


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [above] * bool(above) + [place for key, inner in entries for place in places(inner, (*above, key))]


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("seed", range(4))
def test_strange_values_anywhere_are_problems(seed: int, tmp_path: Path) -> None:
    dice, whole = random.Random(seed), example()
    picture = Path(__file__).parents[2] / "designs" / "invalid" / "files" / "medium.png"
    (tmp_path / "medium.png").write_bytes(picture.read_bytes())
    found: list[Problem] = []
    for _ in range(150):
        design = deepcopy(whole)
        *path, last = dice.choice(places(design))
        table: Any = design
        for key in path:
            table = table[key]
        if dice.random() < 0.15:
            del table[last]
        else:
            table[last] = deepcopy(dice.choice(STRANGE))
        lines = (f"{json.dumps(key)} = {toml(value)}" for key, value in design.items())
        (tmp_path / "design.toml").write_text("\n".join(lines), "utf-8")
        try:
            loaded = load_design(FolderSource("designs/strange", tmp_path))
            texts = resolve_texts(loaded, {}, samples=True)
            check(loaded, texts, "qr.example.de/bcd2fg", "BCD2FG", lambda level: 29)
            lay_out(loaded, texts)
        except SignetError as error:
            found += error.problems
    assert len({problem.rule for problem in found}) > 5
    assert all(problem.message and problem.file and problem.rule for problem in found)
