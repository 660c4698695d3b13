"""What was read how, and what was measured: counted while pages go by."""

from __future__ import annotations

from printkit.proof.findings import Facts, Tiers
from printkit.proof.merge import Page
from printkit.proof.sample import Sample


class Tally:
    """Counts pages and their symbols."""

    def __init__(self, sample: Sample) -> None:
        self._sample = sample
        self._pages = self._pages_drawn = 0
        self._paths = self._drawn = self._both = 0
        self._black = self._other_ink = 0
        self._module: float | None = None
        self._quiet: float | None = None

    def add(self, page: Page, *, drawn: bool) -> None:
        """Count a page."""
        self._pages += 1
        self._pages_drawn += drawn
        self._paths += page.paths
        self._drawn += page.drawn
        self._both += page.both
        for symbol in page.symbols:
            if symbol.black is not None:
                self._black += symbol.black
                self._other_ink += not symbol.black
            if symbol.module_mm and (self._module is None or symbol.module_mm < self._module):
                self._module = symbol.module_mm
            if symbol.quiet:
                narrowest = min(symbol.quiet)
                self._quiet = narrowest if self._quiet is None else min(self._quiet, narrowest)

    @property
    def tiers(self) -> Tiers:
        """How the codes were read."""
        return Tiers(
            paths=self._paths,
            drawn=self._drawn,
            both=self._both,
            pages=self._pages,
            pages_drawn=self._pages_drawn,
            sampled=not self._sample.whole,
            seed=self._sample.seed,
        )

    @property
    def facts(self) -> Facts:
        """What was measured."""
        module = None if self._module is None else round(self._module, 3)
        return Facts(module, self._quiet, self._black, self._other_ink)
