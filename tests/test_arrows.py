"""The arrows of docs/architecture.md, first paragraphs: who may import whom, also by way of others."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRINTED = ("printkit.design", "printkit.press", "printkit.proof")
DATABASES = ("printkit.store", "sqlite3", "sqlite_utils")
JOINERS = (
    "printkit.ordering",
    "printkit.cli",
    "tracker.cli",
    "tracker.demo",
    "tracker.jobs",
    "tracker.staff",
    "tracker.studio",
)
PAGES = ("flask", "flask_babel", "flask_login", "flask_wtf", "werkzeug", "jinja2")
PRINTING = ("reportlab", "numpy", "pikepdf", "PIL", "pypdfium2")
LEAN_WITHOUT = {*PAGES, *PRINTING, "sqlite3", "sqlite_utils", "babel", "click"}

Graph = Mapping[str, frozenset[str]]


def within(module: str, packages: Collection[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def import_graph(root: Path, packages: Iterable[str]) -> Graph:
    """Return module → everything it imports, wherever in the file the import stands."""
    files = {_name(root, path): path for package in packages for path in (root / package).rglob("*.py")}
    return {module: frozenset(_imports(path, module, files)) for module, path in files.items()}


def _name(root: Path, path: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path, module: str, modules: Collection[str]) -> Iterator[str]:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom():
                base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                source = ".".join([*base, *([node.module] if node.module else [])])
                for alias in node.names:
                    whole = f"{source}.{alias.name}"
                    yield whole if whole in modules else source
            case ast.Call(func=ast.Name(id="__import__") | ast.Attribute(attr="import_module")):
                yield from (arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant))


def reached(graph: Graph, start: str, stop: Collection[str] = ()) -> frozenset[str]:
    """Return all that a module imports, also by way of others; what lies behind ``stop`` is left out."""
    found: set[str] = set()
    todo = [start]
    while todo:
        for module in graph.get(todo.pop(), ()):
            if module not in found and not within(module, stop):
                found.add(module)
                todo.append(module)
    return frozenset(found)


def offences(graph: Graph, importers: Collection[str], forbidden: Collection[str]) -> list[str]:
    """Return "a reaches b" for each of ``importers`` that imports, by whatever way, a forbidden one."""
    return [
        f"{module} reaches {target}"
        for module in sorted(graph)
        if within(module, importers)
        for target in sorted(reached(graph, module))
        if within(target, forbidden)
    ]


def outside(graph: Graph, package: str, but: Collection[str] = ()) -> list[str]:
    """Return "a reaches b" for the modules of a package and what is ours, neither in it nor in ``but``."""
    return [
        offence
        for offence in offences(graph, [package], ["printkit", "tracker", *DATABASES, *PAGES, "babel"])
        if not within(offence.rpartition(" ")[2], [package, *but])
    ]


@pytest.fixture(scope="module")
def graph() -> Graph:
    found = import_graph(ROOT, ("printkit", "tracker"))
    assert {"printkit.store.model", "printkit.proof.prove", "tracker.scans.redirect"} <= set(found)
    assert "printkit.errors" in found["printkit.manifest"]
    return found


def test_printkit_never_imports_tracker(graph: Graph) -> None:
    assert offences(graph, ["printkit"], ["tracker"]) == []


def test_store_imports_nothing_of_printkit_but_errors(graph: Graph) -> None:
    assert [
        f"{module} reaches {target}"
        for module in graph
        if within(module, ["printkit.store"])
        for target in reached(graph, module)
        if within(target, ["printkit"]) and not within(target, ["printkit.store", "printkit.errors"])
    ] == []


def test_what_is_printed_never_sees_a_database(graph: Graph) -> None:
    assert offences(graph, PRINTED, DATABASES) == []


def test_only_joiners_bring_store_and_printing_together(graph: Graph) -> None:
    assert [
        module
        for module in graph
        if not within(module, JOINERS)
        and (seen := reached(graph, module, stop=JOINERS))
        and any(within(target, ["printkit.store"]) for target in seen)
        and any(within(target, PRINTED) for target in seen)
    ] == []


def test_proof_imports_neither_design_nor_press(graph: Graph) -> None:
    assert offences(graph, ["printkit.proof"], ["printkit.design", "printkit.press", "qrcode"]) == []


def test_package_files_hold_a_docstring_only() -> None:
    """Otherwise importing a module would import what its package's file imports, past the graph above."""
    for package in ("printkit", "tracker"):
        for path in (ROOT / package).rglob("__init__.py"):
            body = ast.parse(path.read_text(encoding="utf-8")).body
            assert [type(node) for node in body] == [ast.Expr], path


def test_statistics_are_arithmetic(graph: Graph) -> None:
    assert outside(graph, "tracker.reports.statistics") == []


def test_charts_are_drawn_from_plain_values(graph: Graph) -> None:
    assert offences(graph, ["tracker.reports.charts"], ["printkit", *DATABASES, *PAGES]) == []


def test_a_worker_writes_no_paper_and_no_workbook(graph: Graph) -> None:
    heavy = ["tracker.reports.charts.paper", "tracker.reports.workbook", "tracker.staff.exports.child"]
    assert offences(graph, ["tracker.app"], [*heavy, "xlsxwriter", "pypdfium2", "reportlab"]) == []


def test_evidence_of_agents_knows_nothing_but_the_words(graph: Graph) -> None:
    assert outside(graph, "tracker.scans.evidence", but=["tracker.scans.words"]) == []


def test_figures_need_no_pages(graph: Graph) -> None:
    assert offences(graph, ["tracker.reports"], [*PAGES, "tracker.web", "tracker.staff"]) == []


def test_no_page_draws(graph: Graph) -> None:
    """What holds a processor for long, or opens what somebody handed in, happens in other processes."""
    assert [target for target in reached(graph, "tracker.app") if within(target, PRINTING)] == []
    assert "tracker.studio.client" in reached(graph, "tracker.app")


def test_health_is_told_and_looks_at_no_hits(graph: Graph) -> None:
    assert offences(graph, ["tracker.health"], ["tracker.scans", "tracker.reports", *PAGES]) == []


def test_no_module_imports_itself_by_way_of_others(graph: Graph) -> None:
    assert [module for module in graph if module in reached(graph, module)] == []


@pytest.mark.parametrize("module", ["tracker.scans.redirect", "tracker.worker"])
def test_redirect_is_lean(module: str) -> None:
    """A fresh process that imports the redirect has loaded none of the heavy packages, and no database."""
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}
    assert loaded & LEAN_WITHOUT == set()
    assert "tracker" in loaded


def test_graph_sees_every_way_to_import(tmp_path: Path) -> None:
    """What proves the arrows is proved itself, on a small tree with every kind of offence."""
    sources = {
        "a/__init__.py": '"""A."""',
        "a/lazy.py": "def f():\n    from a import deep\n",
        "a/deep.py": "from . import relative",
        "a/relative.py": "from .sub.leaf import x",
        "a/sub/__init__.py": '"""Sub."""',
        "a/sub/leaf.py": "from ..dynamic import y",
        "a/dynamic.py": "import importlib\nimportlib.import_module('b.target')",
        "b/__init__.py": '"""B."""',
        "b/target.py": "import c.package",
    }
    for name, text in sources.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    graph = import_graph(tmp_path, ("a", "b"))
    way = {"a.deep", "a.relative", "a.sub.leaf", "a.dynamic", "importlib", "b.target", "c.package"}
    assert reached(graph, "a.lazy") == way
    assert reached(graph, "a.lazy", stop=["b"]) == way - {"b.target", "c.package"}
    assert offences(graph, ["a.lazy"], ["c"]) == ["a.lazy reaches c.package"]
