"""What the proof of an order found, in sentences."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from tracker.jobs.ordered import Proof
from tracker.staff.orders.report import summary


@pytest.mark.parametrize(
    ("codes", "spoken", "words"),
    [
        (1, "de", "Der Code wurde gelesen und steht an seinem Platz."),
        (1, "en", "The code was read, and is in its place."),
        (1200, "de", "1.200 von 1.200 Codes gelesen, jeder an seinem Platz."),
    ],
)
def test_one_code_for_all_is_no_plural(app: Flask, codes: int, spoken: str, words: str) -> None:
    proof = Proof(codes, codes, 0, (), 2, 2, 0.85, 4.0)
    with app.test_request_context(), force_locale(spoken):
        assert summary(proof) == words
