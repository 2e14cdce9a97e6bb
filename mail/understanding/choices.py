"""Fields with choices: what was written as the label of one choice, or as the labels of several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rapidfuzz import fuzz

from core.panels import Field, FieldKind
from mail.understanding.lines import ticked
from mail.understanding.plain_words import is_not_known, plain
from mail.understanding.prepared import prepared_once

_NEAR = 86  # rapidfuzz ratio: "interim care oder" is near, "care order" is not near "interim care order"
_MARGIN = 8  # and clearly nearer than the second
_SHORTEST = 4  # letters that may have a slip in them
_NEGATED = re.compile(
    r"\b(?:not|no|isnt|never|was|previously|formerly|no longer)(?: (?:a|an|on|at|currently|subject to))*$"
)
_DENIES = re.compile(r"^(?:not|no|never)(?: (?:a|an|on))? ")
_BETWEEN = re.compile(
    r"\s*[;,|\n•]\s*|\s+/\s+|(?<=\w\w)/(?=\w\w)|\s+(?:and|&|\+|plus|as well as)\s+",
    re.IGNORECASE,
)


@prepared_once
def spellings(field: Field) -> Mapping[str, str]:
    """Return each way of writing a choice of `field`, in `plain` form, with its label; what two share is left out.

    Besides label and aliases, a label's section of an Act counts by itself, and the label without it.
    """
    exact = {plain(each): choice.label for choice in field.choices for each in (choice.label, *choice.aliases)}
    derived: dict[str, set[str]] = {}
    for choice in field.choices:
        words = plain(choice.label).split()
        sections = [word for word in words if re.fullmatch(r"s\d+[a-z]?", word)]
        rest = " ".join(word for word in words if word not in sections)
        for each in (*sections, rest) if sections else ():
            derived.setdefault(each, set()).add(choice.label)
    single = {each: labels.pop() for each, labels in derived.items() if each and len(labels) == 1}
    return MappingProxyType({each: label for each, label in (single | exact).items() if each})


def read_choice(field: Field, written: str) -> str | None:
    """Return the label of the one choice that `written` means, or None; a near spelling counts when clearly nearest."""
    known = spellings(field)
    chosen = ticked(written)
    words = plain(chosen)
    if words in known:
        return known[words]
    if is_not_known(chosen):
        return _not_known(field, written)
    named = choices_named(field, chosen)
    return _one_of(named, known) if named else _near(field, words)


def read_choices(field: Field, written: str) -> str | None:
    """Return the labels of all choices that `written` names, in the order declared and joined with "; ", or None."""
    known = spellings(field)
    chosen = ticked(written)
    if (whole := known.get(plain(chosen))) is not None:
        return whole
    if is_not_known(chosen):
        return _not_known(field, written)
    named = {label for _, label in _parts(field, chosen) if label}
    return "; ".join(choice.label for choice in field.choices if choice.label in named) or None


def _not_known(field: Field, written: str) -> str | None:
    """Return the label for "n/k", if the field has one; boxes of which none is ticked say nothing."""
    known = spellings(field)
    return (known.get("not known") or known.get("unknown")) if is_not_known(written) else None


def not_chosen(field: Field, written: str) -> tuple[str, ...]:
    """Return the parts of a list of choices that nothing was made of, as written; none of another kind of field."""
    if field.kind is not FieldKind.CHOICES or plain(written) in spellings(field):
        return ()
    return tuple(part for part, label in _parts(field, ticked(written)) if not label and not is_not_known(part))


def choices_named(field: Field, written: str) -> tuple[str, ...]:
    """Return the labels of the choices that are named inside `written`, longest spelling first; none when negated."""
    found: list[str] = []
    known = spellings(field)
    for each, negated in _named(field, plain(written)):
        if negated:
            return ()
        found.append(known[each])
    return tuple(dict.fromkeys(found))


def _named(field: Field, words: str) -> Iterator[tuple[str, bool]]:
    """Yield the spellings that stand in words in `plain` form, the longest first, and whether each is denied."""
    rest = f" {words} "
    for each in _longest_first(field):
        if len(each) < 2 or f" {each} " not in rest:  # noqa: PLR2004 - a count of words, letters or parts
            continue
        yield each, _NEGATED.search(rest[: rest.index(f" {each} ")]) is not None
        rest = rest.replace(f" {each} ", "  ")


def _parts(field: Field, written: str) -> list[tuple[str, str]]:
    """Return the parts of a list with the label each means ("" for none; a part denied is left out).

    What is named comes first, over the marks between the parts: a label may hold a comma or an "and" itself. Only of
    what is left over each part is looked at for a slip.
    """
    known = spellings(field)
    named = [*_named(field, plain(written))]
    found = [(each, known[each]) for each, negated in named if not negated]
    for part in _BETWEEN.split(written):
        words = _DENIES.sub("", plain(part))
        if not words or any(f" {words} " in f" {each} " or f" {each} " in f" {words} " for each, _ in named):
            continue
        found.append((part.strip(" ."), known.get(words) or _near(field, words) or ""))
    return found


def _near(field: Field, words: str) -> str | None:
    if len(words) < _SHORTEST:
        return None
    known = spellings(field)
    scored = sorted(((fuzz.ratio(words, each), known[each]) for each in known), reverse=True)
    best = scored[0]
    second = next((score for score, label in scored if label != best[1]), 0.0)
    return best[1] if best[0] >= _NEAR and best[0] - second >= _MARGIN else None


@prepared_once
def _longest_first(field: Field) -> tuple[str, ...]:
    return tuple(sorted(spellings(field), key=len, reverse=True))


def _one_of(named: tuple[str, ...], known: Mapping[str, str]) -> str | None:
    if len(named) == 1:
        return named[0]
    both = known.get("both")
    rest = [label for label in named if label != both]
    if both and (both in named or len(rest) == 2):  # noqa: PLR2004 - a count of words, letters or parts
        return both
    return None
