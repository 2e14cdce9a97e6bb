"""The lines a writer filled in or wrote: what they have of their own, with the lines of a form that look like no such.

"Privacy notice given: yes" reads like a disclaimer, and a form under a signature like more of it; a label of the
panel says otherwise. Tick boxes become what is ticked, those below one another too.
"""

from __future__ import annotations

from collections.abc import Sequence

from mail.understanding.booking.labels import OTHER, Labels
from mail.understanding.line_words import CONTACT
from mail.understanding.lines import OWN, Line, has_box, ticked

_NOT_OWN = frozenset("dwmfsgn")
_FORM = 3  # labelled lines that are no telephone numbers: below a signature, they are a form


def own_lines(lines: Sequence[Line], labels: Labels) -> list[Line]:
    """Return the writer's own lines, in order; empty are those in which no box is ticked."""
    kept = form_lines(lines, labels)
    own = [line for line in lines if line.letter in OWN or line.number in kept]
    return [line._replace(text=_chosen(line.text)) for line in _options_joined(own)]


def _chosen(text: str) -> str:
    """Return a line with what is ticked in it; "" when it has boxes and none is ticked, for that says nothing."""
    chosen = ticked(text).rstrip()
    return "" if has_box(text) and (not chosen or chosen[-1] in ":?-–—") else chosen


def form_lines(lines: Sequence[Line], labels: Labels) -> frozenset[int]:
    """Return the numbers of the lines that are no disclaimer, banner or signature, for all they look it."""
    labelled = [line for line in lines if line.letter in _NOT_OWN and _is_labelled(line, labels)]
    below = [line.number for line in labelled if line.letter == "n" and not _is_contact(line)]
    return frozenset([line.number for line in labelled if line.letter != "n"] + (below if len(below) >= _FORM else []))


def _is_labelled(line: Line, labels: Labels) -> bool:
    """Tell a line that begins with one of the panel's own labels, spelled exactly, and holds more."""
    label, colon, value = line.text.partition(":")
    if not colon or not value.strip() or len(label) > labels.longest:
        return False
    meaning = labels.exact(label)
    return meaning is not None and meaning != OTHER


def _is_contact(line: Line) -> bool:
    return CONTACT.search(line.text.lower()) is not None


def _options_joined(lines: Sequence[Line]) -> list[Line]:
    """Put boxes that stand below one another into one line: they are one question's."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and has_box(last.text) and has_box(line.text, first=True) and last.number < line.number:
            joined[-1] = last._replace(text=f"{last.text} {line.text}")
        else:
            joined.append(line)
    return joined
