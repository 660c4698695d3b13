"""What a worker says of itself, as checks; what it cannot store is told apart (`state.Loss`)."""

from __future__ import annotations

from tracker.health.check import Check
from tracker.health.words import N_

SEE_SNAPSHOT = N_("The background process writes it again; see what is said about it and the database.")


def redirects(codes: int | None, revision: int, fault: str) -> Check:
    """Say which codes are known.

    Args:
        codes: How many, ``None`` without any snapshot.
        revision: Of the snapshot.
        fault: Why the newest snapshot cannot be read, or ``""``.
    """
    if codes is None:
        says = N_("No codes are known yet: there is no list of them to read.")
        return Check("redirects", False, says, do=SEE_SNAPSHOT)
    facts = (("codes", str(codes)), ("revision", str(revision)))
    if fault:
        says = N_("The list of codes cannot be read (%(fault)s); %(codes)s are known from before.")
        return Check("redirects", False, says, facts=(*facts, ("fault", fault)), do=SEE_SNAPSHOT)
    return Check("redirects", True, "%(codes)s codes, revision %(revision)s", facts=facts)


def destinations(broken: int) -> Check:
    """Say how many destinations are no web address."""
    if not broken:
        return Check("destinations", True, "all are http or https addresses")
    says = N_("%(broken)s destinations are no http or https address; their visitors see a kind page.")
    # Every worker knows the same destinations: a fact, not a count to be summed.
    return Check(
        "destinations",
        False,
        says,
        facts=(("broken", str(broken)),),
        do=N_("Give them another destination: printkit retarget"),
    )


def classes(unclassified: int, busy: int, bursts: int) -> Check:
    """Say how many hits were classified in another way than usual."""
    counts = (("unclassified", unclassified), ("busy", busy), ("bursts", bursts))
    says = N_(
        "%(unclassified)s hits could not be classified; %(busy)s are unsure as too many new agents came at "
        "once, %(bursts)s came in bursts"
    )
    do = N_("They are counted as unsure. This is a fault of Signet: please report it.")
    return Check("classes", not unclassified, says, counts, do=do if unclassified else "")


def power(unsafe: int, fault: str) -> Check:
    """Say whether hits are brought to the disk before they are answered; only where that is asked for.

    Args:
        unsafe: How many were not, since the start.
        fault: Why the last ones were not, or ``""``.
    """
    counts, facts = (("unsafe", unsafe),), (("why", fault),)
    if not fault:
        says = "hits are on the disk before they are answered; %(unsafe)s were not since the start"
        return Check("power", True, says, counts)
    says = N_("Hits are not safe from a power cut (%(why)s): %(unsafe)s since the start.")
    do = N_("Look what is wrong with the disk (dmesg). Redirects go on, and hits are counted.")
    return Check("power", False, says, counts, facts, do=do)


def guesses(asked: int, refused: int) -> Check:
    """Say how many codes that do not exist were asked for since the start; for information."""
    says = "%(asked)s codes that do not exist were asked for since the start, %(refused)s refused as guesses"
    return Check("guesses", True, says, (("asked", asked), ("refused", refused)))


def demo() -> Check:
    """Say that this is the service of a demo; every other believes its own clock."""
    return Check("demo", True, "the demo's client says what time it is")


def pages(*, made: bool) -> Check:
    """Say whether the pages of patrons and staff can be shown."""
    if made:
        return Check("pages", True, "can be shown")
    says = N_("The pages of patrons and staff cannot be shown; codes are redirected.")
    do = N_("Look whether the run folder can be written, and into the messages: journalctl -u signet")
    return Check("pages", False, says, do=do)
