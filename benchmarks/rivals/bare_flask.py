"""A redirect by Flask alone: no look-up, nothing counted."""

from __future__ import annotations

from flask import Flask, redirect
from werkzeug.wrappers import Response

app = Flask(__name__)


@app.get("/<code>")
def answer(code: str) -> Response:
    return redirect("https://www.example.org/")
