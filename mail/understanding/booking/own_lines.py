"""The lines a writer filled in or wrote: what they have of their own, with the lines of a form that look like no such.

"Privacy notice given: yes" reads like a disclaimer, and a form under a signature like more of it; a label of the
panel says otherwise. Tick boxes become what is ticked, those below one another too.
"""

from __future__ import annotations

from collections.abc import Sequence

from mail.understanding.booking.labels import OTHER, Labels
from mail.understanding.line_words import CONTACT
from mail.understanding.lines import OWN, Line, has_box, ticked

_ASIDE = frozenset("dwmfsg")
_FORM = 3  # labelled lines that are no telephone numbers: below a signature, they are a form


def own_lines(lines: Sequence[Line], labels: Labels) -> list[Line]:
    """Return the writer's own lines, in order; empty are those in which no box is ticked."""
    labelled = {line.number for line in lines if _is_labelled(line, labels)}
    below = [line for line in lines if line.letter == "n" and line.number in labelled and not _is_contact(line)]
    kept = {line.number for line in below} if len(below) >= _FORM else set()
    own = [line for line in lines if _is_own(line, labelled, kept)]
    return [line._replace(text=_chosen(line.text)) for line in _options_joined(own)]


def _chosen(text: str) -> str:
    """Return a line with what is ticked in it; "" when it has boxes and none is ticked, for that says nothing."""
    chosen = ticked(text).rstrip()
    return "" if has_box(text) and (not chosen or chosen[-1] in ":?-–—") else chosen


def _is_own(line: Line, labelled: set[int], kept: set[int]) -> bool:
    return line.letter in OWN or (line.letter in _ASIDE and line.number in labelled) or line.number in kept


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
