"""The words of a proof."""

from __future__ import annotations

from printkit.proof.findings import Finding, Report
from printkit.proof.report import NOT_PROVED, lines, place_of, summary


def finding(slot: int, rule: str = "missing") -> Finding:
    return Finding(rule, "out/job.pdf", 2, 1, slot, "HTTPS://QR.EXAMPLE.DE/BCD2FG is nowhere.")


def test_all_well_is_short() -> None:
    assert list(lines(Report(500, 500, ()))) == [
        "500 of 500 codes decoded, each in its place.",
        NOT_PROVED,
    ]


def test_without_manifest_places_are_not_claimed() -> None:
    report = Report(1, 1, (), places=False)
    assert summary(report) == "1 of 1 code decoded."
    assert "each code stands in its place" in list(lines(report))[-1]


def test_faults_are_grouped_with_their_places() -> None:
    report = Report(3, 1, (finding(1), finding(2, "foreign"), finding(3)))
    assert list(lines(report)) == [
        "Missing (2)",
        "  out/job.pdf, page 2, sheet 1, slot 1: HTTPS://QR.EXAMPLE.DE/BCD2FG is nowhere.",
        "  out/job.pdf, page 2, sheet 1, slot 3: HTTPS://QR.EXAMPLE.DE/BCD2FG is nowhere.",
        "Foreign (1)",
        "  out/job.pdf, page 2, sheet 1, slot 2: HTTPS://QR.EXAMPLE.DE/BCD2FG is nowhere.",
        "1 of 3 codes decoded; 3 faults.",
        NOT_PROVED,
    ]


def test_long_lists_are_cut() -> None:
    report = Report(30, 0, tuple(finding(slot) for slot in range(1, 31)))
    told = list(lines(report, most=2))
    assert told[0] == "Missing (30)"
    assert told[3] == "  … and 28 more; --json lists all."
    assert len(told) == 6


def test_place_without_a_file() -> None:
    assert place_of(Finding("missing", "", None, None, None, "")) == ""
