"""Quorum: what a meeting lacks, from the answers before it or from who came.

Pure. Numbers and seats are declared (core.panels.Quorum); a shortfall either warns, and the chair may go on and record
it, or it blocks all business.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.intents import Reply
from core.panels import Quorum, Seat, Shortfall

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


def count(quorum: Quorum, seats: Sequence[Seat], answers: Mapping[str, str]) -> Lacking:
    """Return what quorum will lack if everybody does what they answered.

    `answers` hold a seat's key and its answer (`accepted`, `declined`, `tentative`, `delegated`, `needs-action`); a
    representative's answer stands for the seat, which counts once. A seat that is not in it has nobody. Only `accepted`
    fills a seat; advisers (optional seats) never count.
    """
    filled = {key for key, answer in answers.items() if answer == Reply.ACCEPT}
    words = {seat.key: answer_words(answers.get(seat.key, "")) for seat in seats}
    return _lacking(quorum, seats, filled, words, "will come")


def at_meeting(quorum: Quorum, seats: Sequence[Seat], present: Collection[str]) -> Lacking:
    """Return what quorum lacked, `present` being the keys of the seats that were filled at the meeting."""
    words = {seat.key: "was not there" for seat in seats}
    return _lacking(quorum, seats, set(present), words, "came")


def answer_words(answer: str) -> str:
    """Return an answer as people read it after the seat's name: `has declined`, `has not answered`."""
    return _WORDS.get(answer.lower(), _NOBODY)


def _lacking(quorum: Quorum, seats: Sequence[Seat], filled: set[str], words: Mapping[str, str], verb: str) -> Lacking:
    counted = [seat for seat in seats if not seat.optional]
    there = sum(seat.key in filled for seat in counted)
    sentences = [
        f"{seat.label} must take part and {words[seat.key]}."
        for seat in counted
        if seat.key in quorum.must and seat.key not in filled
    ]
    if there < quorum.minimum:
        sentences.append(f"{quorum.minimum} seats must be filled and {there or 'none'} {verb}.")
    return Lacking(tuple(sentences), bool(sentences) and quorum.shortfall is Shortfall.NO_BUSINESS)
