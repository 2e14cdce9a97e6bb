"""Who is to be booked, as the writer's own sentences say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.panels import Subject
from mail.understanding.booking.ours import is_group, noun_pattern
from mail.understanding.booking.people import Found, Insiders, distinct, is_child, people
from mail.understanding.booking.request import Sort
from mail.understanding.booking.said import Said
from mail.understanding.capitals import natural_capitals
from mail.understanding.names import Named, find_names, name_at, names_at, share_surname, surname
from mail.understanding.prepared import prepared_once

_FILL = (
    r"(?:\s*(?:in|on|up|down|back|forward|also|please|pls|plz|for|a|an|the|my|our|another|one|new|following|below|"
    r"these|two|three|four|five|both|all|"
    r"young|child(?:ren)?|person|people|man|woman|lad|girls?|boys?|yps?|teen(?:ager)?s?|siblings?|brothers?|"
    r"sisters?|twins?|cases?|of|client|mine|"
    r"names?|kids?|victims?|offenders?|applicants?|couple|family|families|carers?|individuals?|adults?|"
    r"x|\d|discussion|about|around|re|regarding|called|named|is|are|(?:his|her|their) (?:younger |"
    r"older |elder |little |big |twin |half[- ]?)?(?:sister|brother|siblings?|cousin|twin)s?)\b|\s*[:,–-](?=\s)|"
    r"\s*\()*\s*"
)
_VERB = re.compile(
    r"\b(?:book(?:ing)?|add(?:ing)?|put(?:ting)?|list(?:ing)?|include|refer(?:ring)?|bring(?:ing)?|take|"
    r"present(?:ing)?|discuss(?:ing)?|get(?:ting)?|pop|stick|chuck|whack|squeeze|"
    r"pencil|register|schedule|slot|nominate|submit|have|send|fit|raise|consider|reserve|look at|hear)\b" + _FILL,
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:for|could|can|would|like|want|need|should|may|must|have|it's|it is|this is|that is|namely|called|named|"
    r"about|re|regarding|of|please|panel)\b[:,]?" + _FILL,
    re.IGNORECASE,
)
_AFTER_MARK = re.compile(r"(?::|\s[-–—]|[?!.]|\))\s+" + _FILL)
_POINTS = re.compile(
    r"\b(?:him|her|them|he|she|they|this (?:child|young (?:person|man|woman|lady|lad)|yp|case|one|boy|girl|lad|kid|"
    r"matter|client|referral|victim|family|offender|applicants?|couple|carers?|household|individual|adult)|"
    r"(?:the|see) (?:below|above|following|"
    r"attached|subject)|below|above|following|both|one of (?:mine|my|ours)|someone|somebody|a (?:new |further "
    r")?(?:young person|child|case|yp|girl|boy)|these|those|it|us|(?:the|my|our) "
    r"(?:child|young person|yp|case|siblings|children))\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:both|them|they|all|two|these|those|following|siblings|brothers|sisters|twins|three|children)\b",
    re.IGNORECASE,
)
_LEADS = re.compile(r"\b(?:following|below|these|those|two|three|four|five|six|as follows|list)\b|:\W*$", re.IGNORECASE)
_FAMILY = re.compile(
    r"\b(?:the\s+)?(?P<surname>(?-i:[A-Z])[\w'\-]+)\s+(?:siblings|brothers|sisters|twins|boys|girls|children|kids|"
    r"family|cousins)\b[\s,:(–-]*",
    re.IGNORECASE,
)
_ROLES_IN_ITEM = re.compile(
    r"\b(?:presenter|will present|attending|social worker|manager|iro|police|officer|cc)\b\W*$", re.IGNORECASE
)
_DOES_SOMETHING = re.compile(
    r"'s\b|\s*(?:\(|,?\s*(?:dob|\d)|(?:to|for|needs?|should|could|can|is|has|on|onto|into|and|&|next|please|pls)\b)",
    re.IGNORECASE,
)
_SURE_VERB = re.compile(
    r"(?:book|add|put|pop|stick|chuck|whack|list|includ|refer|squeez|pencil|regist|schedul|slot|nominat|submit|reserv)",
    re.IGNORECASE,
)
_ALSO = re.compile(r"^(?:and|also|plus)(?: also)?\s+", re.IGNORECASE)
_WITH_A_WISH = re.compile(
    r"\s*(?:\([^()]*\))?\s*(?:for|on|onto|into|in|to) (?:the )?(?:next|\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|"
    r"nov|dec|panel)",
    re.IGNORECASE,
)
_SURNAME = re.compile(r"[A-Z][\w'’]*(?:[ /-][A-Z][\w'’]*)?")
_REST_OF_ITEM = 90


@dataclass(frozen=True)
class Who:
    """The children found; `points`: the request points at somebody named elsewhere, `several` at more than one."""

    found: tuple[Found, ...] = ()
    points: bool = False
    several: bool = False


def points(text: str) -> bool:
    """Return whether a sentence points at somebody ("him", "this young person", "the below")."""
    return bool(_POINTS.search(text))


def who(
    sentences: Sequence[Said],
    sorts: Sequence[Sort],
    insiders: Insiders,
    subject: Subject,
    *,
    has_forms: bool = False,
    titled: bool = False,
) -> Who:
    """Return whom the requests among the sentences name, directly, in a list below, or in a sentence nearby.

    With `has_forms` forms or tables name children: then only what a request names directly is added.
    With `titled` the subject line names somebody in full: then nobody is looked for in other sentences.
    """
    asking = [at for at, sort in enumerate(sorts) if sort is Sort.REQUEST]
    if not asking and not has_forms:  # the title asks, the body names
        asking = [at for at, sort in enumerate(sorts) if sort is Sort.NONE]
    refused = {
        each.name
        for at, sort in enumerate(sorts)
        if sort is Sort.NOT
        for each in people(sentences[at : at + 1], insiders)
    }
    direct = tuple(each for at in asking for each in _direct(sentences, at, insiders, subject))
    leads = any(_LEADS.search(sentences[at].text) for at in asking)
    listed = _listed(sentences, insiders) if asking and (leads or not direct) else ()
    found = distinct(each for each in (*direct, *listed) if each.name not in refused)
    points = any(_POINTS.search(sentences[at].text) for at in asking)
    several = any(_SEVERAL.search(sentences[at].text) for at in asking)
    if not found and asking and not has_forms:
        found = _nearby(sentences, sorts, asking, insiders, subject, several=several, titled=titled)
    return Who(found, points, several)


def _direct(sentences: Sequence[Said], at: int, insiders: Insiders, subject: Subject) -> tuple[Found, ...]:
    """Return the names where a child's name stands in a request; the surest place that has any decides."""
    text = sentences[at].text
    if groups := _groups(text, at, subject):
        return groups
    if family := _family(text):
        return tuple(Found(each.name, at, each.start, each.end, each.nickname) for each in family)
    dictated = sentences[at].dictated and not any(each.is_full for each in find_names(text))
    for pattern in (_VERB, _ALSO, None, _PLACE, _AFTER_MARK):
        starts = _starts(pattern, text)
        found: list[Found] = []
        for start in starts:
            certain = pattern is _VERB
            if found and start < found[-1].end:
                continue
            names = _kept(text, names_at(text, start, dictated=dictated), insiders, certain=certain, dictated=dictated)
            names = names or _relative(text, start)
            found += [Found(each.name, at, each.start, each.end, each.nickname) for each in names]
        if found:
            return (*found, *_further(text, found[-1], at, insiders))
    return ()


def _further(text: str, last: Found, at: int, insiders: Insiders) -> tuple[Found, ...]:
    """Return the children named further on in "book Sam Example for 8 Dec and Alex Other for 12 Jan"."""
    found: list[Found] = []
    for match in re.compile(r"(?:\band\b|&|;|,|\bplus\b|\balso\b)\s+(?:also\s+)?").finditer(text, last.end):
        names = names_at(text, match.end())
        if (
            names
            and all(
                each.is_full and not insiders.holds(each.name) and not insiders.is_another(text, each) for each in names
            )
            and _WITH_A_WISH.match(text, names[-1].end)
        ):
            found += [Found(each.name, at, each.start, each.end, each.nickname) for each in names]
    return tuple(found)


def _relative(text: str, start: int) -> tuple[Named, ...]:
    """Return the name in "Anton's sister, Irina Valéry": the one named last is meant."""
    owner = name_at(text, start)
    match = (
        re.compile(r"'s (?:\w+ )?(?:sister|brother|sibling|twin|cousin|son|daughter|friend)s?[\s,:(–-]+").match(
            text, owner.end
        )
        if owner
        else None
    )
    return names_at(text, match.end()) if match else ()


def _starts(pattern: re.Pattern[str] | None, text: str) -> list[int]:
    """Return where names may stand; behind "book" and its like no weaker verb counts ("book Sam as I have ...")."""
    if pattern is None:
        return [0]
    matches = list(pattern.finditer(text))
    if pattern is _VERB and any(_SURE_VERB.match(match[0]) for match in matches):
        matches = [match for match in matches if _SURE_VERB.match(match[0])]
    return [match.end() for match in matches]


def _family(text: str) -> tuple[Named, ...]:
    """Return the names of "the Example siblings, Sam and Alex"."""
    match = _FAMILY.search(text)
    names = names_at(text, match.end()) if match else ()
    if not match or not names:
        return ()
    return tuple(
        each if each.is_full else Named(each.start, each.end, f"{each.name} {match['surname']}", each.nickname)
        for each in names
    )


def _groups(text: str, at: int, subject: Subject) -> tuple[Found, ...]:
    """Return the families of "the Example family", "the Example and Other families", where families are discussed."""
    if not is_group(subject) or not (pattern := _group_pattern(subject)).search(text):
        return ()
    verb = _VERB.search(text)
    matches = [*pattern.finditer(text, verb.end() if verb else 0)] or [*pattern.finditer(text)]
    found: list[Found] = []
    for match in matches:
        for each in _SURNAME.finditer(match["names"]):
            if all((named := name_at(part, 0)) and named.end == len(part) for part in each[0].split("/")):
                start = match.start("names") + each.start()
                found.append(Found(natural_capitals(each[0]), at, start, start + len(each[0]), whole=True))
    return tuple(found)


@prepared_once
def _group_pattern(subject: Subject) -> re.Pattern[str]:
    one = _SURNAME.pattern
    return re.compile(rf"(?P<names>{one}(?:\s*(?:,|and|&)\s*(?:the\s+)?{one})*)\s+(?i:{noun_pattern(subject)})\b")


def _kept(text: str, names: Sequence[Named], insiders: Insiders, *, certain: bool, dictated: bool) -> tuple[Named, ...]:
    if not names or not is_child(text, names[0], certain=certain):
        return ()
    if names[0].start == 0 and not names[0].is_full and any(each.is_full for each in find_names(text)):
        return ()  # the first word of a sentence, before the name
    if not certain and names[0].start == 0 and not names[0].is_full and not _DOES_SOMETHING.match(text, names[0].end):
        return ()
    if dictated and not names[0].is_full and not certain:
        return ()
    return tuple(
        each
        for each in names
        if not insiders.holds(each.name, certain=certain)
        and not insiders.is_another(text, each)
        and (each is names[0] or is_child_in_list(text, each))
    )


def is_child_in_list(text: str, named: Named) -> bool:
    """A name further on in a list needs only not to be somebody who does something: "and Priya will present"."""
    return not re.match(r"\s*,?\s*(?:will|to|is|can) (?:present|attend|cover|be there|come)", text[named.end :])


def _listed(sentences: Sequence[Said], insiders: Insiders) -> tuple[Found, ...]:
    """Return the names that begin list items and lines that hold little else."""
    found: list[Found] = []
    for at, each in enumerate(sentences):
        names = names_at(each.text, 0)
        if not names:
            continue
        rest = each.text[names[-1].end :]
        short = len(rest) <= _REST_OF_ITEM and not re.match(
            r"\s+(?:is|was|has|will|can|did|went|works?|says?|said)\b", rest
        )
        if (
            (each.listed or (short and _is_bare(rest)))
            and is_child(each.text, names[0])
            and not _ROLES_IN_ITEM.search(sentences[at - 1].text if at else "")
        ):
            found += [
                Found(n.name, at, n.start, n.end, n.nickname)
                for n in names
                if not insiders.holds(n.name) and not insiders.is_another(each.text, n)
            ]
    return tuple(found)


def _is_bare(rest: str) -> bool:
    """Tell a line with nothing but a name and what belongs to it: a bracket, a dash, a number, a date, or nothing."""
    return not rest.strip(" .,;!") or bool(
        re.match(r"\s*(?:[(,;:–—-]|\d|dob\b|d\.o\.b|born\b|aged?\b)", rest, re.IGNORECASE)
    )


def _nearby(
    sentences: Sequence[Said],
    sorts: Sequence[Sort],
    asking: Sequence[int],
    insiders: Insiders,
    subject: Subject,
    *,
    several: bool,
    titled: bool,
) -> tuple[Found, ...]:
    """Return whom the request points at: the one child of the sentences before it, else of all of them."""
    able = [at for at in range(len(sentences)) if sorts[at] is not Sort.NOT]
    first = asking[0]
    for near in ([first],) if titled else ([first], [first - 1], [first + 1], range(first), able):
        close = isinstance(near, list)
        here = [at for at in near if at in able]
        family = tuple(each for at in here for each in _groups(sentences[at].text, at, subject)) or tuple(
            Found(n.name, at, n.start, n.end) for at in here for n in _family(sentences[at].text)
        )
        named = family or distinct(
            each
            for each in people(sentences, insiders)
            if each.at in near and each.at in able and (close or each.is_full)
        )
        if len(named) == 1 or (named and several):
            return named
        if named:
            return ()  # several, and nothing says which
    return ()


__all__ = ["Who", "name_at", "share_surname", "surname", "who"]
