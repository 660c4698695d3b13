"""From the headers of a request to a verdict: person, preview, robot, prefetch or unsure, and why.

The agent string is looked at here and goes nowhere else. What it says is weighed in `tracker.scans.evidence`;
what other headers say is weighed here, and what the hits before this one say in `tracker.scans.senders`.
`docs/classes.md` lists the reasons.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from tracker.scans.budget import Budget, Share
from tracker.scans.evidence.device import equipment_of
from tracker.scans.evidence.likeness import Likeness, likeness_of
from tracker.scans.evidence.weigh import Weigher
from tracker.scans.memory import Memory
from tracker.scans.words import LONGEST_AGENT, MAYBE_PEOPLE, HitClass, Verdict

LONGEST_LANGUAGES = 64
LONGEST_HINT = 256
CACHED_AGENTS = 4096
WORK_A_SECOND = 0.1
"""Part of its time that a worker spends on new strings of each likeness: 0.06 ms for one that looks like a
browser of today, 0.1 to 0.5 ms for others, up to 2 ms for hostile ones.
"""
NEW_FROM_A_NETWORK, SECONDS = 100, 10.0
"""So many new strings in so many seconds from one network: a hall full of telephones brings fewer kinds."""

_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_;,\s]|$)")
_PURPOSES = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_TELLING = frozenset((*_PURPOSES, "HTTP_FROM"))
BUSY = "busy"
"""The reason of hits that are unsure because too many new strings came at once."""


@dataclass(frozen=True, slots=True)
class AgentsState:
    """How a classifier is doing.

    Attributes:
        busy: Hits that are unsure because too many new strings came at once.
    """

    busy: int


class Agents:
    """Classifier of one process, with a bounded memory for agents seen before; safe for its threads.

    Args:
        cached: Agents of each likeness remembered, at least; at most twice as many.
        work_a_second: Seconds spent on new strings of each likeness in a second; what comes on top is unsure.
    """

    def __init__(self, cached: int = CACHED_AGENTS, work_a_second: float = WORK_A_SECOND) -> None:
        self._weigher = Weigher()
        self._purses = tuple(_Purse(Memory(cached), Budget(work_a_second)) for _ in Likeness)
        self._share = Share(NEW_FROM_A_NETWORK, SECONDS)
        self._spoken: Memory[tuple[str, str], Verdict] = Memory(cached)
        self.read("Mozilla/5.0 (X11; Linux) AppleWebKit/1 Foo/1")  # makes the patterns ready now, not later

    def classify(self, environ: Mapping[str, Any], network: str = "") -> Verdict:
        """Return who a WSGI request is from, as far as it tells by itself.

        Args:
            environ: The request.
            network: Where it is from, for its share of the work; ``""`` if that is not known.
        """
        agent = str(environ.get("HTTP_USER_AGENT", ""))[:LONGEST_AGENT]
        languages = str(environ.get("HTTP_ACCEPT_LANGUAGE", ""))[:LONGEST_LANGUAGES]
        verdict = self._spoken.get((agent, languages)) or self._meet(agent, languages, network)
        return _with_headers(verdict, environ)

    def read(self, agent: str) -> Verdict:
        """Return who an agent string says it is, whether it was seen before or not."""
        return read_agent(agent[:LONGEST_AGENT], self._weigher)

    def state(self) -> AgentsState:
        """Return how the classifier is doing."""
        return AgentsState(self._share.refused + sum(purse.budget.refused for purse in self._purses))

    def _meet(self, agent: str, languages: str, network: str) -> Verdict:
        """Return the verdict about an agent that was not yet seen with these languages."""
        purse = self._purses[likeness_of(agent)]
        verdict = purse.read.get(agent)
        if verdict is None:
            if not (self._share.is_left(network) and purse.budget.is_left()):
                return Verdict(HitClass.UNSURE, BUSY, language=first_language(languages))
            begun = time.thread_time()
            verdict = self.read(agent)
            purse.budget.spend(time.thread_time() - begun)
            purse.read.put(agent, verdict)
        language = first_language(languages)
        if language:
            verdict = replace(verdict, language=language)
        self._spoken.put((agent, languages), verdict)
        return verdict


class _Purse(NamedTuple):
    """What one likeness has to itself, so that a flood of one neither uses up nor pushes out another's."""

    read: Memory[str, Verdict]
    budget: Budget


def first_language(accepted: str) -> str:
    """Return the first language of an ``Accept-Language`` header in small letters, or ``""``."""
    match = _LANGUAGE.match(accepted)
    return match[1].lower() if match else ""


def read_agent(agent: str, weigher: Weigher) -> Verdict:
    """Return who an agent string says it is."""
    agent = agent.encode("utf-8", "replace").decode()  # no half characters: the parsers take none
    cls, reason = weigher.weigh(agent)
    found = equipment_of(agent)
    return Verdict(cls, reason, found.device, found.system, found.browser)


def tells_of_itself(environ: Mapping[str, Any]) -> bool:
    """Return whether a request says more of itself than others of the same agent from the same address would.

    Whoever shares an address with many others must not make machines of them, so it is not remembered.
    """
    return not environ.keys().isdisjoint(_TELLING) or _is_headless(environ)


def _is_headless(environ: Mapping[str, Any]) -> bool:
    return "HeadlessChrome" in environ.get("HTTP_SEC_CH_UA", "")[:LONGEST_HINT]


def _with_headers(verdict: Verdict, environ: Mapping[str, Any]) -> Verdict:
    """Weigh the other headers.

    Loading ahead and previewing say so in a header: nobody has seen the page yet. ``From`` names whom to ask
    about a robot. ``Sec-CH-UA`` names a Chrome without a window even where its agent is made up.
    What is missing proves nothing: a camera app sends no referrer, a proxy drops ``Accept-Language``.
    """
    for name in _PURPOSES:
        if name in environ:
            purpose = str(environ[name])[:64].lower()
            if "prefetch" in purpose or "prerender" in purpose:
                return replace(verdict, cls=HitClass.PREFETCH, reason="prefetch-header")
            if "preview" in purpose:
                return replace(verdict, cls=HitClass.PREVIEW, reason="preview-header")
    if _is_headless(environ) and verdict.cls in MAYBE_PEOPLE:
        return replace(verdict, cls=HitClass.ROBOT, reason="headless")
    if "HTTP_FROM" in environ and verdict.cls in MAYBE_PEOPLE:
        return replace(verdict, cls=HitClass.ROBOT, reason="from-header")
    return verdict
