"""What the code on a bundle's slip says: which pieces it lies on. No secret: it stands beside it in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from printkit.store.model import Batch, BatchKind

_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([1-9][0-9]{0,6})(?:-([1-9][0-9]{0,6}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Slip:
    """The pieces under a slip.

    Attributes:
        first: First position; with one code the number of copies, and ``last`` is ``None``.
    """

    batch_id: int
    first: int
    last: int | None

    @classmethod
    def read(cls, text: str) -> Slip | None:
        """Read what stands in the address; ``None`` for anything else."""
        match = _TOKEN.fullmatch(text)
        if not match:
            return None
        found = cls(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
        return None if found.last is not None and found.last < found.first else found

    def __str__(self) -> str:
        """Write it for an address."""
        return f"{self.batch_id}-{self.first}" + (f"-{self.last}" if self.last is not None else "")

    def fits(self, batch: Batch) -> bool:
        """Whether a batch has such pieces."""
        if batch.kind is BatchKind.ONE_CODE:
            return self.last is None and self.first <= batch.copies
        return self.last is not None and self.last <= batch.copies

    @property
    def pieces(self) -> int:
        """How many there are."""
        return self.first if self.last is None else self.last - self.first + 1
