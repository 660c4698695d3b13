"""The third stage of an order: every code of the finished PDFs is read again, from the PDFs alone."""

from __future__ import annotations

from collections.abc import Sequence

from printkit.errors import Problem, SignetError
from printkit.proof.expected import from_manifests
from printkit.proof.findings import Report
from printkit.proof.prove import prove
from tracker.jobs.model import Stage
from tracker.jobs.ordered import MOST_FINDINGS, Fault, Order, Proof, codes_in, note_proof
from tracker.jobs.task import Task
from tracker.jobs.work.printing import Made


def prove_order(task: Task, order: Order, made: Sequence[Made]) -> tuple[Proof, ...]:
    """Prove all lines of an order.

    Raises:
        SignetError: A proof found a fault; what it found is noted with the order.
    """
    proofs, before = list[Proof](), 0
    task.tell(Stage.PROVE, 0, order.copies)
    with task.timed(Stage.PROVE, codes_in(task.db, order.id)):
        for one in made:
            proofs.append(_prove_line(task, order, one, before))
            before += one.line.copies
    problems = [
        _problem(one, proof) for one, proof in zip(made, proofs, strict=True) if _is_wrong(one, proof)
    ]
    if problems:
        for one, proof in zip(made, proofs, strict=True):
            note_proof(task.db, order.id, one.line.ordinal, proof)
        raise SignetError(problems)
    return tuple(proofs)


def _prove_line(task: Task, order: Order, made: Made, before: int) -> Proof:
    copies = made.line.copies

    def read(codes: int, of: int) -> None:
        task.tell(Stage.PROVE, before + (copies * codes // of if of else 0), order.copies)

    return _proof(prove(made.files, from_manifests(made.files), read, processes=task.processes))


def _proof(report: Report) -> Proof:
    faults = tuple(
        Fault(one.rule, one.file.rpartition("/")[2], one.page, one.slot, one.message)
        for one in report.findings[:MOST_FINDINGS]
    )
    return Proof(
        codes=report.codes,
        decoded=report.decoded,
        found=len(report.findings),
        faults=faults,
        pages=report.tiers.pages,
        drawn=report.tiers.pages_drawn,
        module_mm=report.facts.smallest_module_mm,
        quiet=report.facts.narrowest_quiet,
    )


def _is_wrong(made: Made, proof: Proof) -> bool:
    """Whether a line must not be given out: a fault, or not a code for each piece."""
    return bool(proof.found) or proof.decoded < _least(made)


def _least(made: Made) -> int:
    """Return how many codes there must be: of a batch with one code, those of its one sheet."""
    return 1 if made.printed.repeat > 1 else min(made.line.copies, made.printed.pieces)


def _problem(made: Made, proof: Proof) -> Problem:
    return Problem(
        "proof",
        f"The proof found {proof.found:,} faults; {proof.decoded:,} of {proof.codes:,} codes were read.",
        "Do not print this. Let it be made again, and tell whoever runs Signet if that does not help.",
        key=made.line.name,
        value=str(proof.found),
    )
