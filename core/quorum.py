"""Quorum: what a meeting lacks, from the answers before it or from who came.

Pure. Numbers and seats are declared (core.panels.Quorum); a shortfall either warns, and the chair may go on and record
it, or it blocks all business. A case can need more than the meeting does, or lose somebody who declared an interest:
then only that case is not quorate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.intents import Reply
from core.panels import Quorum, Seat, Shortfall, all_hold

_WORDS = {
    Reply.ACCEPT.value: "is coming",
    Reply.DECLINE.value: "has declined",
    Reply.TENTATIVE.value: "is not sure yet",
    Reply.DELEGATE.value: "sends a representative who has not answered",
    "needs-action": "has not answered",
}
_NOBODY = "has nobody in it"


@dataclass(frozen=True)
class Lacking:
    """What quorum lacks: sentences for people (none: quorate), and whether business must stop for it."""

    sentences: tuple[str, ...] = ()
    blocks: bool = False

    def __bool__(self) -> bool:
        """Whether anything is lacking."""
        return bool(self.sentences)


def count(quorum: Quorum, seats: Sequence[Seat], answers: Mapping[str, str], people: int | None = None) -> Lacking:
    """Return what quorum will lack if everybody does what they answered.

    `answers` hold a seat's key and its answer (`accepted`, `declined`, `tentative`, `delegated`, `needs-action`); a
    representative's answer stands for the seat, which counts once. A seat that is not in it has nobody. Only `accepted`
    fills a seat; advisers (optional seats) never count. `people` is how many persons accepted for a seat that counts,
    where the panel counts persons.
    """
    filled = {key for key, answer in answers.items() if answer == Reply.ACCEPT}
    words = {seat.key: answer_words(answers.get(seat.key, "")) for seat in seats}
    return _lacking(quorum, seats, filled, words, ("will come", people))


def at_meeting(quorum: Quorum, seats: Sequence[Seat], present: Collection[str], people: int | None = None) -> Lacking:
    """Return what quorum lacked, `present` being the keys of the seats that were filled at the meeting."""
    words = {seat.key: "was not there" for seat in seats}
    return _lacking(quorum, seats, set(present), words, ("came", people))


def of_case(
    quorum: Quorum, seats: Sequence[Seat], present: Collection[str], values: Mapping[str, str]
) -> tuple[str, ...]:
    """Return what one case needs besides the meeting's quorum and has not, as sentences. `present` are seat keys."""
    labels = {seat.key: seat.label for seat in seats}
    return tuple(
        f"This case needs {_either(labels[key] for key in need.seats)}{need.because and f', because {need.because}'}."
        for need in quorum.cases
        if all_hold(need.when, values) and not set(need.seats) & set(present)
    )


def answer_words(answer: str) -> str:
    """Return an answer as people read it after the seat's name: `has declined`, `has not answered`."""
    return _WORDS.get(answer.lower(), _NOBODY)


def _either(labels: Iterable[str]) -> str:
    return " or ".join(label[:1].lower() + label[1:] if label[1:2].islower() else label for label in labels)


def _lacking(
    quorum: Quorum, seats: Sequence[Seat], filled: set[str], words: Mapping[str, str], counted: tuple[str, int | None]
) -> Lacking:
    verb, people = counted
    labels = {seat.key: seat.label for seat in seats}
    there = sum(seat.key in filled for seat in seats if not seat.optional)
    what = "seats must be filled"
    if quorum.people and people is not None:
        there, what = people, "members must be there, each counted once,"
    sentences = [
        f"{seat.label} must take part and {words[seat.key]}."
        for seat in seats
        if seat.key in quorum.must and seat.key not in filled
    ]
    sentences += [
        f"One of these must take part: {', '.join(labels[key] for key in group)}."
        for group in quorum.any_of
        if not set(group) & filled
    ]
    sentences += [
        f"Without the {labels[absent].lower()}, somebody must be there as {labels[needed].lower()}."
        for absent, needed in quorum.without
        if absent not in filled and needed not in filled
    ]
    if there < quorum.minimum:
        sentences.append(f"{quorum.minimum} {what} and {there or 'none'} {verb}.")
    return Lacking(tuple(sentences), bool(sentences) and quorum.shortfall is Shortfall.NO_BUSINESS)
