"""Sentences that say a field by its name: "Next hearing is on 12 January 2027", "The perpetrator is Alex Example"."""

from __future__ import annotations

import re
from datetime import date

from core.panels import Field, FieldKind, PanelType
from mail.understanding.booking.labels import labels_of
from mail.understanding.names import names_at
from mail.understanding.persons import EMAIL
from mail.understanding.values import read_value

_STATED = re.compile(
    r"\W*(?:(?:and|also|but|her|his|their|the|our|my|its)\s+)*(?P<label>[^\W\d_][\w'’/() -]{1,60}?)\s+"
    r"(?:(?P<verb>is|are|was|were|will be|includes?)\s+(?:(?:now|currently|due|set|listed|on|for|at|in)\s+)*|(?=\d))"
    r"(?P<value>\S.*)",
    re.IGNORECASE,
)
_COUNTED = {FieldKind.NUMBER, FieldKind.REFERENCE}
_PERSONS = {FieldKind.PERSON, FieldKind.PEOPLE}
# Texts are left out: "the child is very upset" is no value of a field called "child".
_PLAIN = {FieldKind.DATE, FieldKind.MOMENT, FieldKind.CHOICE, FieldKind.CHOICES} | _COUNTED
_PAST = {"was", "were"}
_DATED = {FieldKind.DATE, FieldKind.MOMENT, FieldKind.NUMBER}
_CLAUSE = re.compile(
    r"\s*(?:[;()]|\s[-–—]\s|,?\s+(?:but|because|although|so|which|who)\b).*", re.IGNORECASE | re.DOTALL
)


def read_stated(text: str, panel: PanelType, today: date) -> dict[str, str]:
    """Return the field that a sentence says by its name, with its value; nothing when it is said to be not so."""
    match = _STATED.match(text)
    labels = labels_of(panel) if match else None
    field = labels.fields.get(labels.exact(match["label"]) or "") if match and labels else None
    if match is None or field is None or field.key == panel.subject.name:
        return {}
    verb = (match["verb"] or "").lower()
    if (not verb and field.kind not in _COUNTED) or (verb in _PAST and field.kind not in _DATED):
        return {}
    written = _CLAUSE.sub("", match["value"])
    value = None if re.match(r"(?:not|no longer|never)\b", written) else _value(field, written, today)
    return {field.key: value} if value else {}


def _value(field: Field, written: str, today: date) -> str | None:
    if field.kind is FieldKind.REFERENCE:
        number = re.search(r"\S*\d[^\s,;]*", written)
        return read_value(field, number[0], today) if number else None
    if field.kind in _PLAIN:
        return read_value(field, written, today)
    names = names_at(written, 0) if field.kind in _PERSONS else ()
    if not names or not names[0].is_full:
        return None
    email = EMAIL.search(written, names[-1].end)
    return read_value(field, written[: email.end() if email else names[-1].end], today)
