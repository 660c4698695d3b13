"""Senders: what a worker works out about a request once, and then remembers for those like it.

Two requests are alike if organisation, peer, forwarded address, agent and languages are the same. Then class,
device, key and most of the line that is spooled are the same too. All of it stays in memory, and only while
the salt of the day holds. What a header of the single request says (it is a prefetch, it carries a pass) is
not remembered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from printkit.store.model import DEFAULT_ORGANISATION
from tracker.privacy.keys import DeviceKeys
from tracker.privacy.salt import Salt
from tracker.proxies import LONGEST_HEADER, Proxies
from tracker.scans.agents import BUSY, LONGEST_LANGUAGES, Agents, tells_of_itself
from tracker.scans.burst import BURST, Asker, BurstWatch, Limits, limits_of, network_of
from tracker.scans.lines import form_of, key_text, line_of, to_line
from tracker.scans.memory import Memory
from tracker.scans.words import LONGEST_AGENT, MAYBE_PEOPLE, Entry, Hit, HitClass, Verdict

REMEMBERED = 8192
"""Senders, at least; at most twice as many, some 20 MB with the longest agents."""
ENTRIES = (Entry.SCANNED, Entry.TYPED, Entry.UNKNOWN)
NOT_CLASSIFIED = Verdict(HitClass.UNSURE, "not-classified")


@dataclass(frozen=True, slots=True)
class Sender:
    """What is known of who sends.

    Attributes:
        verdict: Who it is, and with what device.
        key: The device-day key.
        asker: What it asked for of late; ``None`` for those who are not watched for bursts.
        limits: What it may ask for before that is a burst.
        crowd: Whether a proxy that nobody named stands in between, so that many look like one.
        forms: What the lines of its hits have in common, for each of `ENTRIES`.
        key_text: The key as it stands in a line.
    """

    verdict: Verdict
    key: int | None
    asker: Asker | None
    limits: Limits
    crowd: bool
    forms: tuple[bytes, ...]
    key_text: bytes


@dataclass(frozen=True, slots=True)
class SendersState:
    """How telling senders apart is going.

    Attributes:
        unclassified: Hits of which class or key could not be told, by a fault.
        busy: Hits that are unsure because too many new agents came at once.
        bursts: Hits that are taken for a robot's because of a burst.
    """

    unclassified: int
    busy: int
    bursts: int


class Senders:
    """From a request to the line of its hit, for one worker; safe for its threads.

    Args:
        agents: Tells who a request is from.
        keys: Makes device-day keys.
        proxies: Whose word about the client counts.
        remembered: Senders remembered, at least.
    """

    def __init__(
        self, agents: Agents, keys: DeviceKeys, proxies: Proxies, remembered: int = REMEMBERED
    ) -> None:
        self._agents, self._keys, self._proxies, self._remembered = agents, keys, proxies, remembered
        self._bursts = BurstWatch()
        self._unclassified = 0
        self._known = _Known(keys.today(), Memory(remembered))

    def line(
        self,
        environ: Mapping[str, Any],
        written: str,
        code: str,
        at: float,
        *,
        staff: bool = False,
        organisation_id: int = DEFAULT_ORGANISATION,
    ) -> bytes:
        """Return the line of a hit.

        Args:
            environ: The request.
            written: The code, as it was written.
            code: The same in capitals.
            at: When, in seconds since 1970.
            staff: Whether it carries a staff pass.
            organisation_id: Whose code it is: each organisation has keys of its own for the same device.
        """
        sender = self._certainly(environ, organisation_id)
        asker, at_ms, entry = sender.asker, int(at * 1000), spelling_of(written)
        if staff:  # who tries a whole box of bookmarks is no machine
            return to_line(Hit(at_ms, code, ENTRIES[entry], sender.verdict, sender.key, True, sender.crowd))
        if asker is None or not self._bursts.is_in_burst(asker, code, at, sender.limits):
            return line_of(sender.forms[entry], at_ms, code, sender.key_text)
        verdict = replace(sender.verdict, cls=HitClass.ROBOT, reason=BURST)
        return to_line(Hit(at_ms, code, ENTRIES[entry], verdict, sender.key, False, sender.crowd))

    def class_of(self, environ: Mapping[str, Any], code: str, at: float) -> HitClass:
        """Return who asks for a code that does not exist.

        Such codes count for bursts as all others do: who guesses quickly is a robot, also when he hits.
        """
        sender = self._certainly(environ, DEFAULT_ORGANISATION)
        if sender.asker is not None and self._bursts.is_in_burst(sender.asker, code, at, sender.limits):
            return HitClass.ROBOT
        return sender.verdict.cls

    def refresh(self) -> None:
        """Forget what was made with the salt of a day that is over; call it several times a second."""
        self._keys.refresh()
        self._today()

    def state(self) -> SendersState:
        """Return how it is going."""
        return SendersState(self._unclassified, self._agents.state().busy, self._bursts.hits)

    def _certainly(self, environ: Mapping[str, Any], organisation_id: int) -> Sender:
        try:
            return self._sender(environ, organisation_id)
        except Exception:  # whatever it is, the patron is not to blame: it is counted, and said
            self._unclassified += 1
            return sender_of(NOT_CLASSIFIED, None, None, crowd=False)

    def _today(self) -> _Known:
        """Return what is known under the salt that holds now."""
        salt, known = self._keys.today(), self._known
        if known.salt is not salt:
            # A thread that still works with the old one puts what it finds where nobody looks any more.
            known = self._known = _Known(salt, Memory(self._remembered))
        return known

    def _sender(self, environ: Mapping[str, Any], organisation_id: int) -> Sender:
        salt, memory = self._today()
        if tells_of_itself(environ):
            return self._meet(environ, salt, organisation_id)[0]
        like = (
            organisation_id,
            environ.get("REMOTE_ADDR", ""),
            self._forwarded(environ),
            environ.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT],
            environ.get("HTTP_ACCEPT_LANGUAGE", "")[:LONGEST_LANGUAGES],
        )
        sender = memory.get(like)
        if sender is None:
            sender, is_certain = self._meet(environ, salt, organisation_id)
            if is_certain:
                memory.put(like, sender)
        return sender

    def _forwarded(self, environ: Mapping[str, Any]) -> str:
        """Return what of a forwarded address makes a difference: without our proxies, that there is one."""
        if self._proxies.networks:
            return str(environ.get(self._proxies.header.variable, ""))[: LONGEST_HEADER + 1]
        return "" if "HTTP_X_FORWARDED_FOR" not in environ and "HTTP_FORWARDED" not in environ else "one"

    def _meet(self, environ: Mapping[str, Any], salt: Salt, organisation_id: int) -> tuple[Sender, bool]:
        """Return who sent a request, and whether that will be the same the next time."""
        network = network_of(environ, self._proxies)
        verdict = self._agents.classify(environ, network)
        key = self._keys.key_of(environ, salt, organisation_id)
        asker = None
        if network and verdict.cls in MAYBE_PEOPLE:
            asker = self._bursts.asker(network, str(environ.get("HTTP_USER_AGENT", ""))[:LONGEST_AGENT])
        return sender_of(verdict, key, asker, crowd=not network and key is not None), verdict.reason != BUSY


class _Known(NamedTuple):
    salt: Salt
    memory: Memory[tuple[int, str, str, str, str], Sender]


def sender_of(verdict: Verdict, key: int | None, asker: Asker | None, *, crowd: bool) -> Sender:
    """Return a sender with what the lines of its hits have in common."""
    forms = tuple(form_of(entry, verdict, crowd=crowd) for entry in ENTRIES)
    return Sender(verdict, key, asker, limits_of(verdict), crowd, forms, key_text(key))


def spelling_of(written: str) -> int:
    """Tell from its letters how a code came in, as a number in `ENTRIES`.

    The QR carries capitals, the printed link small letters.
    """
    return 0 if written.isupper() else 1 if written.islower() else 2


def entry_of(written: str) -> Entry:
    """Tell from its letters how a code came in."""
    return ENTRIES[spelling_of(written)]
