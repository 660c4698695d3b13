"""The parts that all pages are made of: what they say to a screen reader, and that no text is markup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask, render_template_string
from wtforms import BooleanField, DateField, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from tracker.staff.version import Meanwhile, differences, version_of

NASTY = '"><script>alert(1)</script>'
FROM = (
    '{% from "staff/parts/page.html" import chart, empty, head, notice, stat, tabs, word %}'
    '{% from "staff/parts/form.html" import button, conflict, danger, field, post, refused, steps, submit,'
    " token, version %}"
)


class Sample(Form):
    """A field of each kind."""

    name = StringField("Name", [InputRequired("Bitte ausfüllen.")])
    text = TextAreaField(NASTY)
    day = DateField("Tag")
    kind = SelectField("Art", choices=[("a", "Eins"), ("b", NASTY)])
    size = RadioField("Größe", choices=[("s", "klein"), ("l", "groß")])
    agree = BooleanField("Einverstanden")


@pytest.fixture(autouse=True)
def page(app: Flask) -> Iterator[None]:
    with app.test_request_context("/staff/"):
        yield


def render(source: str, **values: object) -> str:
    return render_template_string(FROM + source, nasty=NASTY, **values)


@pytest.mark.parametrize(
    "source",
    [
        "{{ head(nasty, nasty, [(nasty, nasty)]) }}",
        "{{ tabs(nasty, [(nasty, nasty, true)]) }}",
        "{{ notice('warn', nasty) }}",
        "{% call empty(nasty) %}{{ nasty }}{% endcall %}",
        "{{ stat(nasty, nasty, nasty, 'scan') }}",
        "{% call chart('', nasty, 'days') %}{{ nasty }}{% endcall %}",
        "{{ button(nasty, nasty) }}",
        "{{ post(nasty, nasty, {nasty: nasty}) }}",
        "{{ steps(nasty, [(nasty, nasty, 'done'), (nasty, '', 'later')]) }}",
        "{% call danger(nasty) %}{{ nasty }}{% endcall %}",
        "{{ field(form.text, nasty) }}{{ field(form.kind) }}",
    ],
)
def test_no_text_is_markup(source: str) -> None:
    made = render(source, form=Sample())
    assert "<script>" not in made
    assert "&lt;script&gt;" in made


def test_a_field_says_what_is_wrong_with_it() -> None:
    form = Sample(data={})
    form.validate()
    made = render('{{ field(form.name, "Hilfe", maxlength=80) }}{{ refused(form) }}', form=form)
    assert '<label for="name">Name</label>' in made
    assert 'aria-describedby="name-help name-errors"' in made
    assert 'aria-invalid="true"' in made
    assert 'maxlength="80"' in made
    assert "Bitte ausfüllen." in made
    assert '<a href="#name">Name</a>' in made


def test_a_field_that_is_right_says_nothing() -> None:
    made = render("{{ field(form.name, optional=true) }}{{ refused(form) }}", form=Sample(name="Berg"))
    assert "aria-" not in made
    assert "freiwillig" in made
    assert 'role="alert"' not in made


def test_choices_are_a_group_with_a_name() -> None:
    made = render("{{ field(form.size, 'Wie groß?') }}{{ field(form.agree) }}", form=Sample())
    assert '<fieldset class="field choices" aria-describedby="size-help">' in made
    assert "<legend>Größe</legend>" in made
    assert made.count('type="radio"') == 2
    assert '<label for="agree"><input' in made


def test_days_are_typed_as_browsers_do() -> None:
    made = render("{{ field(form.day) }}", form=Sample(day=date(2026, 11, 3)))
    assert 'type="date" value="2026-11-03"' in made


def test_tabs_and_steps_say_where_one_is() -> None:
    made = render("{{ tabs('Teile', [('Zahlen', '/a', true), ('Orte', '/b', false)]) }}")
    assert '<a href="/a" aria-current="page">Zahlen</a>' in made
    assert '<a href="/b">Orte</a>' in made
    made = render(
        "{{ steps('Schritte', [('Ziel', '/a', 'done'), ('Druck', '/b', 'now'), ('Ende', '', 'later')]) }}"
    )
    assert "(erledigt)" in made
    assert '<a href="/b" aria-current="step"><span class="step">Druck</span></a>' in made
    assert '<span><span class="step">Ende</span></span>' in made


def test_a_problem_is_said_at_once_and_in_words() -> None:
    assert 'role="alert"' in render("{{ notice('problem', 'Voll') }}")
    assert "Problem:" in render("{{ notice('problem', 'Voll') }}")
    assert 'role="status"' in render("{{ notice('good', 'Da') }}")


def test_every_form_has_a_token() -> None:
    assert 'name="csrf_token"' in render("{{ post('/a', 'Los') }}")
    assert 'name="csrf_token"' in render("{{ token() }}")


def test_a_conflict_shows_both_values() -> None:
    found = Meanwhile("Frau Berg", differences(("Name", "Herbst", NASTY), ("Ziel", "gleich", "gleich")))
    made = render("{{ conflict(found) }}", found=found)
    assert "Frau Berg hat das geändert" in made
    assert "Herbst" in made
    assert "<script>" not in made
    assert "Ziel" not in made


def test_versions_differ_with_what_was_shown() -> None:
    assert version_of("a", date(2026, 1, 1)) == version_of("a", date(2026, 1, 1))
    assert version_of("a", None) != version_of("a", "None")
    assert version_of("a\ud800")  # whatever a browser may send
