"""What the subject line names: "Booking - Zachary Holroyd", "Zoë", "Sam and Alex"."""

from __future__ import annotations

import re
from dataclasses import replace

from core.panels import PanelType
from mail.understanding.booking.ours import in_our_words
from mail.understanding.booking.people import Found, Insiders, is_child
from mail.understanding.booking.request import PANEL, spelt
from mail.understanding.lines import clean
from mail.understanding.names import find_names, names_at

_TAGS = re.compile(
    r"^\W*(?:\[[^\]]*\]|\(?(?:official(?:[- ]sensitive)?|secure|external|cjsm|restricted|confidential|"
    r"encrypt(?:ed)?|urgent|high importance)\)?\s*[:|–-]?)\s*",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"^\W*(?:re|fwd?|aw|wg|tr|sv|vs)\s*(?:\[\d+\])?\s*:\s*", re.IGNORECASE)
_REQUEST = re.compile(
    rf"\b(?:book(?:ing)?s?|slot|referral|refer|request|for|to|add|place|{PANEL}|next|asap)\b", re.IGNORECASE
)
_BOOKS = re.compile(
    r"\b(?:book(?!ed\b|s\b)(?:ings?)?|slot|referrals?|refer|request)\b(?! (?:a place|now|your))", re.IGNORECASE
)
_SUBJECT_LINE = -1


class SubjectLine:
    """A subject line without its tags; `is_answer` with Re: or Fwd:, whose words are an older mail's."""

    def __init__(self, written: str, panel: PanelType) -> None:
        """Take off tags and answers' marks, in whatever order they stand."""
        text = " ".join(clean(written).split())
        self.is_answer = False
        while True:
            shorter = _TAGS.sub("", text)
            if answer := _ANSWER.match(shorter):
                self.is_answer = True
                shorter = shorter[answer.end() :]
            if shorter == text:
                break
            text = shorter
        self.text = in_our_words(spelt(text), panel).strip()

    @property
    def asks(self) -> bool:
        """Return whether it has words of a booking."""
        return bool(_REQUEST.search(self.text))

    @property
    def books(self) -> bool:
        """Return whether it says "booking", "referral" or the like, not only which panel it is about."""
        return bool(_BOOKS.search(self.text))

    def people(self, insiders: Insiders) -> tuple[Found, ...]:
        """Return whom it names, each chunk between dashes by itself."""
        found: list[Found] = []
        place = 0
        for chunk in re.split(r"(\s[-–—|/]+\s?|[-–—]\s|[:;,]\s|\s\()", self.text):
            names = names_at(chunk, 0) or tuple(each for each in find_names(chunk) if is_child(chunk, each))
            here = [replace(each, start=place + each.start, end=place + each.end) for each in names]
            found += [
                Found(each.name, _SUBJECT_LINE, each.start, each.end, each.nickname)
                for each in here
                if is_child(chunk, names[0])
                and not insiders.holds(each.name)
                and not insiders.is_another(self.text, each)
            ]
            place += len(chunk)
        if not found and (self.text.islower() or (self.text.isupper() and len(self.text.split()) > 1)):
            found = [
                Found(each.name, _SUBJECT_LINE, 0, 0)
                for chunk in re.split(r"\s[-–—|/]+\s|[:;,]\s", self.text)
                for each in _dictated(chunk)
                if each.is_full and not insiders.holds(each.name)
            ]
        return tuple(found)


def _dictated(chunk: str) -> tuple[Found, ...]:
    match = re.search(r"\b(?:book|for|add|re)\s+", chunk, re.IGNORECASE)
    names = names_at(chunk, match.end() if match else 0, dictated=True)
    return tuple(Found(each.name, _SUBJECT_LINE, each.start, each.end) for each in names)
