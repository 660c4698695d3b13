"""Verdicts of `tracker.reports.statistics` in words, German and English, for pages, mails and commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, floor, log10

from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations

from tracker.languages import LOCALES, TRANSLATIONS
from tracker.reports.statistics.verdict import (
    Comparison,
    Missing,
    PairVerdict,
    Verdict,
    VerdictKind,
)

_WHOLE_FROM = 10
"""From so many times on, tenths of it say nothing."""


def verdict_in_words(
    comparison: Comparison, names: Mapping[int, str], language: str = "en"
) -> tuple[str, ...]:
    """Return what can be said about batches that are compared, a sentence each, the verdict first.

    Args:
        comparison: From `tracker.reports.statistics.comparing.compare`.
        names: What batches are called, by number.
        language: ``de`` or ``en``.
    """
    speaker = _Speaker(_texts(language), LOCALES[language], names)
    verdict = comparison.verdict
    if verdict.kind is VerdictKind.BETTER:
        return speaker.better(verdict)
    if verdict.kind is VerdictKind.NO_DIFFERENCE:
        return speaker.no_difference(comparison.worth)
    return speaker.too_early(comparison)


@cache
def _texts(language: str) -> NullTranslations:
    """Return all texts of a language, two at most; reading them takes as long as a small page."""
    return Translations.load(TRANSLATIONS, [language])


@dataclass(frozen=True, slots=True)
class _Speaker:
    texts: NullTranslations
    locale: str
    names: Mapping[int, str]

    def better(self, verdict: Verdict) -> tuple[str, ...]:
        gettext = self.texts.gettext
        best = self._list(verdict.best)
        if len(verdict.best) == 1:
            said = gettext("%(batch)s is better.") % {"batch": best}
        else:
            said = gettext(
                "%(batches)s are better than the others, with no difference worth mentioning between them."
            ) % {"batches": best}
        nearest = [
            pair for pair in verdict.pairs if pair.first in verdict.best and pair.second not in verdict.best
        ]
        return said, *(self._ratio(pair) for pair in nearest)

    def no_difference(self, worth: float) -> tuple[str, ...]:
        gettext = self.texts.gettext
        said = gettext("There is no difference worth mentioning: one of %(percent)s or more can be excluded.")
        return (said % {"percent": format_percent(worth - 1, locale=self.locale)},)

    def too_early(self, comparison: Comparison) -> tuple[str, ...]:
        gettext, best = self.texts.gettext, comparison.verdict.best
        said = [gettext("It is too early to say.")]
        if len(best) < len(comparison.batches):
            said.append(gettext("The best is one of these: %(batches)s.") % {"batches": self._list(best)})
        if not comparison.days:
            return *said, gettext("Not all have been out for a whole day yet.")
        return *said, *self._missing(comparison.verdict.missing)

    def _missing(self, missing: Missing | None) -> tuple[str, ...]:
        gettext, ngettext = self.texts.gettext, self.texts.ngettext
        if missing is None or missing.copies is None:
            return (gettext("Nothing was scanned in the days compared."),)
        copies = self._about(missing.copies)
        if missing.days is None:
            more = gettext("It takes about %(copies)s more copies of each; waiting alone will not do.")
            return (more % {"copies": copies},)
        more = ngettext(
            "If all goes on as it did, it takes about %(num)s more day or %(copies)s more copies of each.",
            "If all goes on as it did, it takes about %(num)s more days or %(copies)s more copies of each.",
            missing.days,
        )
        return (more % {"num": self._about(missing.days), "copies": copies},)

    def _ratio(self, pair: PairVerdict) -> str:
        gettext = self.texts.gettext
        first, second = self._list((pair.first,)), self._list((pair.second,))
        if pair.ratio is None or pair.left.high is None:
            said = gettext("%(first)s has at least %(low)s times the rate of %(second)s.")
            high = ""
        else:
            said = gettext(
                "%(first)s has %(ratio)s times the rate of %(second)s; it may be %(low)s to %(high)s times."
            )
            high = self._times(pair.left.high)
        ratio = "" if pair.ratio is None else self._times(pair.ratio)
        return said % {
            "first": first, "second": second, "ratio": ratio, "low": self._times(pair.left.low), "high": high,
        }  # fmt: skip

    def _list(self, batches: Sequence[int]) -> str:
        gettext = self.texts.gettext
        names = [gettext("“%(name)s”") % {"name": self.names[batch]} for batch in batches]
        if len(names) == 1:
            return names[0]
        return gettext("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}

    def _times(self, ratio: float) -> str:
        """Return a ratio with as many figures as can be meant: 1.25, 4.2, 32, 3,700."""
        if ratio < _WHOLE_FROM:
            written = format_decimal(ratio, format="#,##0.0#" if ratio < 2 else "#,##0.0", locale=self.locale)
        else:
            step = _step(ratio)
            written = format_decimal(round(ratio / step) * step, locale=self.locale)
        return str(written)

    def _about(self, number: int) -> str:
        """Return a number rounded up to two figures: it is an estimate."""
        step = _step(number)
        return str(format_decimal(ceil(number / step) * step, locale=self.locale))


def _step(number: float) -> int:
    """Return what a number is rounded to, so that two figures of it are left."""
    return int(10 ** max(0, floor(log10(max(1, number))) - 1))
