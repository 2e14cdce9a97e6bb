"""Corrections: what lines that come make of a block of minutes that is held. Pure: JSON values in, JSON values out.

Nobody sends a whole block again to mend one line, so a line stands for the line it corrects and everything else stays:

1. As many outcome lines of one kind as are held (or more) take their places, in order.
2. Fewer: each takes the place of the same line, of a wrong one of its kind, or of the one it shares most with.
3. A line of another kind mends the outstanding wrong line that reads most like it (what then stands for something
   else is noted as left out, for the chair to see); with none outstanding it is one more.
4. Wrong lines stay outstanding, across mails, until they are mended or taken out: no decision is lost on the way.

A block is {"present", "apologies", "prompts": {key: text}, "outcomes": [{key, values}], "actions": [{owner, what,
due}], "wrong": [{sort, number, written, sentences, given}], "left_out": [lines]}. Lines are matched sort by sort.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OUTCOME, ACTION, LINE = "outcome", "action", "line"
_PLACES = {OUTCOME: "outcomes", ACTION: "actions"}
_SAME_TASK = 85  # rapidfuzz ratio of two descriptions of one action
_SAME_LINE = 75  # of a line to take out and the line as it is held

Entry = dict[str, Any]


@dataclass(frozen=True)
class Judged:
    """One line that came. `entry` is what is stored when it stands; `sentences` say why it cannot.

    `given` is what a wrong line needs to be judged again later; `kind` is the outcome's key ("" when unknown).
    """

    sort: str
    number: int
    written: str
    entry: Entry = field(default_factory=dict)
    sentences: tuple[str, ...] = ()
    given: Entry = field(default_factory=dict)
    kind: str = ""

    @property
    def wrong(self) -> Entry:
        """The line as a wrong one is stored."""
        return {
            "sort": self.sort,
            "number": self.number,
            "written": self.written,
            "sentences": list(self.sentences),
            "given": self.given,
        }


@dataclass
class _Place:
    """One line that is held or comes to be: good or wrong. `fresh`: it came with this mail."""

    sort: str
    kind: str
    entry: Entry
    wrong: Entry | None = None
    fresh: bool = False

    def take(self, line: Judged) -> None:
        self.kind, self.entry, self.fresh = line.kind, line.entry, True
        self.wrong = line.wrong if line.sentences else None

    @property
    def written(self) -> str:
        return str(self.wrong["written"]) if self.wrong else ""


def correct(block: Mapping[str, Any], came: Sequence[Judged], *, headings: bool = False) -> dict[str, Any]:
    """Return the block with the lines that came in it; `headings`: text came under headings as well."""
    found: dict[str, Any] = {key: value for key, value in block.items() if key not in {*_PLACES.values(), "wrong"}}
    wrong = []
    left_out = list(block.get("left_out", []))
    for sort, name in _PLACES.items():
        places = _held(block, sort)
        left_out += _put(places, [line for line in came if line.sort == sort])
        found[name] = [place.entry for place in places if not place.wrong]
        wrong += [place.wrong for place in places if place.wrong]
    unread = [line.wrong for line in came if line.sort == LINE]
    # A heading we could not read is mended by whatever comes under headings we can.
    held = [] if unread or headings else [each for each in block.get("wrong", []) if each["sort"] == LINE]
    found["wrong"] = wrong + unread + held
    return {**found, "left_out": left_out} if left_out else found


def judged_again(block: Mapping[str, Any], lines: Sequence[Judged]) -> dict[str, Any]:
    """Return the block with these lines for its wrong ones: those that stand now are in their places."""
    found = {**block, "wrong": [line.wrong for line in lines if line.sentences]}
    for sort, name in _PLACES.items():
        found[name] = [*block.get(name, []), *(x.entry for x in lines if x.sort == sort and not x.sentences)]
    return found


def take_out(block: Mapping[str, Any], written: str, names: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the block without the one line meant; None when none reads like it, or two do equally.

    `names` are the outcomes' keys and the words people know them by.
    """
    label, colon, rest = written.partition(":")
    sort = label.strip().lower() if colon and label.strip().lower() in _PLACES else ""
    written = rest if sort else written
    lines = [
        *(_Line(place.sort, _words(place.entry, names), place.entry) for each in _PLACES for place in _held(block, each)
          if not place.wrong),
        *(_Line(each["sort"], str(each["written"]), each) for each in block.get("wrong", [])),
    ]  # fmt: skip
    scores = [_alike(written, line) if sort in {"", line.sort} else (0.0, 0.0) for line in lines]
    best = max(scores, default=(0.0, 0.0))
    if best[0] < _SAME_LINE or scores.count(best) > 1:
        return None
    gone = lines[scores.index(best)].held
    return {
        key: [each for each in value if each is not gone] if key in {*_PLACES.values(), "wrong"} else value
        for key, value in block.items()
    }


@dataclass(frozen=True)
class _Line:
    sort: str
    words: str
    held: Entry


def _alike(written: str, line: _Line) -> tuple[float, float]:
    """Return how like two lines are: by what comes before the first bar, then as wholes."""
    head = written if line.sort == ACTION else written.partition("|")[0]
    first, whole = (fuzz.token_set_ratio(words, line.words, processor=default_process) for words in (head, written))
    return first, whole


def _held(block: Mapping[str, Any], sort: str) -> list[_Place]:
    good = [_Place(sort, str(entry.get("key", "")), entry) for entry in block.get(_PLACES[sort], [])]
    bad = [
        _Place(sort, str(each["given"].get("key", "")), {}, each)
        for each in block.get("wrong", [])
        if each["sort"] == sort
    ]
    return good + bad


def _put(places: list[_Place], came: Sequence[Judged]) -> list[str]:
    """Put the lines that came into their places; return the wrong ones that something else now stands for."""
    free = []
    for kind in dict.fromkeys(line.kind for line in came):
        lines = [line for line in came if line.kind == kind]
        own = [place for place in places if place.kind == kind]
        if came[0].sort == OUTCOME and len(lines) >= len(own):
            for place, line in zip(own, lines, strict=False):
                place.take(line)
            free += lines[len(own) :]
            continue
        for line in lines:
            found = _place_of(line, [each for each in own if not each.fresh])
            if found is None:
                free.append(line)
            else:
                found.take(line)
    left_out = []
    for line in free:
        wrong = [place for place in places if place.wrong and not place.fresh and (line.kind or not place.kind)]
        if not wrong:
            places.append(_Place(line.sort, line.kind, line.entry, line.wrong if line.sentences else None, fresh=True))
            continue
        mended = _most_alike(line, wrong)
        left_out += [mended.written] if mended.kind else []
        mended.take(line)
    return left_out


def _place_of(line: Judged, own: Sequence[_Place]) -> _Place | None:
    """Return the place a line belongs to among those of its kind: the same one, a wrong one, the most alike one."""
    same = [place for place in own if not place.wrong and place.entry == line.entry]
    wrong = [place for place in own if place.wrong]
    if same or wrong:
        return same[0] if same else _most_alike(line, wrong)
    alike = [place for place in own if _shared(line.entry, place.entry)]
    return max(alike, key=lambda place: _shared(line.entry, place.entry), default=None)


def _most_alike(line: Judged, wrong: Sequence[_Place]) -> _Place:
    return max(wrong, key=lambda place: fuzz.WRatio(line.written, place.written))


def _shared(one: Entry, other: Entry) -> int:
    """Return how much two lines share: fields with the same value; for actions, the same task."""
    if "what" in one and "what" in other:
        return int(fuzz.ratio(one["what"].casefold(), other["what"].casefold()) >= _SAME_TASK)
    values, others = one.get("values", {}), other.get("values", {})
    return sum(1 for key, value in values.items() if others.get(key) == value)


def _words(entry: Entry, names: Mapping[str, str]) -> str:
    """Return a line that stands as somebody would name it."""
    if "what" in entry:
        return f"{entry['owner']} {entry['what']} {entry['due']}"
    return f"{names.get(entry['key'], entry['key'])} {' '.join(entry['values'].values())}"
