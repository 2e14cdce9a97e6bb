"""The lines that nothing was made of: said back to the writer, so that no question of theirs is lost in silence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mail.understanding.booking.labels import LAST
from mail.understanding.booking.people import is_same
from mail.understanding.booking.request import Sort
from mail.understanding.choices import not_chosen
from mail.understanding.names import name_at
from mail.understanding.plain_words import is_not_known
from mail.understanding.values import read_value

if TYPE_CHECKING:
    from mail.understanding.booking.children import Children
    from mail.understanding.booking.letter import Letter

_AND_SOMEBODY = re.compile(
    r"(?:\band|&|\bplus|,)\s+(?:(?:his|her|their|also|then|the)\s+(?:[\w-]+\s+){0,2}?)?(?=(?-i:[A-Z]))", re.IGNORECASE
)
_POLITE = re.compile(
    r"^(?:\W|many|thanks|thank you|please|see|below|above|attached|details?|form|as|follows|info|information|is|are|"
    r"the|here|hope|you|are|well|have|had|a|good|"
    r"lovely|nice|weekend|week|let me know|if|need|anything|else|any(?:thing)? (?:more|further)|more|further|from "
    r"me|me|this|finds|i|look|forward|to|hearing|"
    r"sorry|for|late|notice|hi|hello|ok|all|best|and|your|help|in advance|so much|much|appreciated|kind|regards|"
    r"morning|afternoon|again|questions|just|"
    r"shout|give|call|happy|discuss|not|related|both|everyone|folks|confirm|receipt|would|be|great|grateful|very|"
    r"require|required|filled|booking|with|"
    r"some|one)+$",
    re.IGNORECASE,
)


def is_polite(text: str) -> bool:
    """Return whether a sentence is but politeness, or the words around a form."""
    return bool(_POLITE.match(text.strip()))


def unused_lines(letter: Letter, children: Children) -> tuple[str, ...]:
    """Return, in order and as written, every sentence and every form line of the writer's own that was of no use."""
    named = {child.at for child in children.found}
    lost: list[tuple[int, str]] = []
    for at, sentence in enumerate(letter.sentences):
        used = (
            at in named
            or at in children.used
            or letter.sorts[at] is Sort.REQUEST
            or any(not each.refused for each in letter.mentions[at])
        )
        used = used and not _leaves_out(sentence.text, children)
        if not used and not is_polite(sentence.text):
            lost.append((sentence.numbers[0], sentence.written))
    lost += _lost_in_forms(letter)
    return tuple(dict.fromkeys(text for _, text in sorted(lost, key=lambda each: each[0]))) + letter.unread


def _leaves_out(text: str, children: Children) -> bool:
    """Tell a request that goes on with somebody who is not booked: "Sam Example and his girlfriend Alex Other"."""
    for match in _AND_SOMEBODY.finditer(text):
        named = name_at(text, match.end())
        if named and named.is_full and not any(is_same(named.name, child.name) for child in children.found):
            return any(child.name.split()[-1] in text[: match.start()] for child in children.found)
    return False


def _lost_in_forms(letter: Letter) -> list[tuple[int, str]]:
    lost: list[tuple[int, str]] = []
    for record in letter.records:
        lost += [(number, text) for number, text in record.others if not is_not_known(text.partition(":")[2])]
        for key, written in record.values.items():
            declared = letter.panel.field(key)
            if declared is None or key in {letter.panel.subject.name, LAST} or is_not_known(written):
                continue
            number = record.lines[0] if record.lines else 0
            if read_value(declared, written, letter.today) is None:
                lost.append((number, f"{declared.label}: {written}"))
            elif parts := not_chosen(declared, written):
                lost.append((number, f"{declared.label}: {'; '.join(parts)}"))
    return lost
