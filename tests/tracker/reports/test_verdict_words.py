import pytest

from tracker.reports.statistics.comparing import compare
from tracker.reports.statistics.samples import Cohort, Measure, Sample
from tracker.reports.verdict_words import verdict_in_words

NAMES = {1: "Kanäle", 2: "Flyer", 3: "Wünsche"}


def sample(batch, copies, counted, days=20):
    so_far = [round(counted * day / max(days, 1)) for day in range(days + 1)]
    daily = tuple(so_far[day + 1] - so_far[day] for day in range(days))
    return Sample(batch, (Cohort(copies, daily),))


def words(language, *samples):
    return verdict_in_words(compare(samples, Measure.PIECES), NAMES, language)


@pytest.mark.parametrize(
    ("language", "samples", "said"),
    [
        (
            "en",
            [(1, 1000, 20), (2, 1000, 80)],
            ("“Flyer” is better.", "“Flyer” has 4.0 times the rate of “Kanäle”;"),
        ),
        (
            "de",
            [(1, 1000, 20), (2, 1000, 80)],
            ("„Flyer“ ist besser.", "Die Quote von „Flyer“ ist 4,0-mal so hoch"),
        ),
        ("en", [(1, 500, 0), (2, 500, 25)], ("“Flyer” is better.", "“Flyer” has at least")),
        (
            "en",
            [(1, 20_000, 4000), (2, 20_000, 4080)],
            ("There is no difference worth mentioning: one of 25% or more",),
        ),
        (
            "de",
            [(1, 20_000, 4000), (2, 20_000, 4080)],
            ("Es gibt keinen nennenswerten Unterschied: Einer von 25\xa0%",),
        ),
        (
            "en",
            [(1, 500, 10), (2, 500, 16)],
            ("It is too early to say.", "If all goes on as it did, it takes about"),
        ),
        ("de", [(1, 500, 10), (2, 500, 16)], ("Es ist noch zu früh für ein Urteil.", "Geht es so weiter,")),
        (
            "de",
            [(1, 500, 0), (2, 500, 0)],
            ("Es ist noch zu früh", "In den verglichenen Tagen wurde nichts gescannt"),
        ),
        ("de", [(1, 500, 0, 0), (2, 500, 5)], ("Es ist noch zu früh", "Noch nicht alle liegen")),
        (
            "en",
            [(1, 1000, 10), (2, 1000, 90), (3, 1000, 100)],
            ("It is too early to say.", "The best is one of these: “Flyer” and “Wünsche”.", "It takes"),
        ),
        (
            "de",
            [(1, 50_000, 1000), (2, 50_000, 9000), (3, 50_000, 9100)],
            ("„Flyer“ und „Wünsche“ sind besser als die anderen", "Die Quote von „", "Die Quote von „"),
        ),
    ],
)
def test_every_verdict_has_its_words(language, samples, said):
    found = words(language, *(sample(*one) for one in samples))
    assert len(found) == len(said)
    for sentence, begins in zip(found, said, strict=True):
        assert sentence.startswith(begins)
        assert "%(" not in sentence
        assert sentence.endswith(".")


def test_what_is_missing_is_rounded_and_written_as_the_language_does():
    english = words("en", sample(1, 5000, 100), sample(2, 5000, 120))[1]
    german = words("de", sample(1, 5000, 100), sample(2, 5000, 120))[1]
    copies = english.partition(" or ")[2].split()[0]
    assert copies.count(",") == 1
    assert copies.endswith("00")
    assert copies.replace(",", ".") in german


def test_when_nothing_comes_any_more_waiting_will_not_do():
    one, other = (Cohort(500, (counted, *[0] * 20)) for counted in (9, 12))
    (_, sentence) = words("en", Sample(1, (one,)), Sample(2, (other,)))
    assert sentence.endswith("waiting alone will not do.")


def test_no_ratio_is_told_with_more_figures_than_can_be_meant():
    (_, unbounded) = words("en", sample(1, 100_000, 12), sample(2, 1000, 900))
    assert unbounded == "“Flyer” has at least 1,100 times the rate of “Kanäle”."
    (_, bounded) = words("de", sample(1, 20_000, 60), sample(2, 1000, 900))
    assert bounded.startswith("Die Quote von „Flyer“ ist 300-mal so hoch")
    assert bounded.endswith("möglich ist das 170- bis 7.900-Fache.")


def test_where_hardly_a_piece_is_left_waiting_will_not_do():
    (_, sentence) = words("en", sample(1, 100, 99), sample(2, 100, 98))
    assert sentence.endswith("more copies of each; waiting alone will not do.")
    assert "more days" in words("en", sample(1, 1000, 250), sample(2, 1000, 200))[1]
