"""Fields that name people: "Jo Bright <jo@anytown.example>", one or several with "; " between them."""

from __future__ import annotations

import re

from mail.understanding.plain_words import is_not_known

EMAIL = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")
_MARKS = re.compile(r"<\s*>|[<>\[\]\"“”;]|(?:e-?mail|at|on)\b:?", re.IGNORECASE)
_EMPTY = re.compile(r"\(\W*\)|,")
_NOBODY = re.compile(
    r"(?:none|nobody|no[- ]?one|no people|nil|not any(?:body|one)?)(?: (?:known|named|identified))?\W*", re.IGNORECASE
)
_LINES = re.compile(r"\s*[;\n|•]\s*")
_AND = re.compile(r"\s+(?:and|&|\+|plus|as well as)\s+", re.IGNORECASE)
_CLOSES = re.compile(r"\s*[>)\]]*")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")


def read_person(written: str) -> str | None:
    """Return one person: a name, an address in small letters, or "Name <address>"."""
    match = EMAIL.search(written)
    if not match:
        return written.strip(" .,;:") or None
    around = re.sub(r"(?i)\bmailto:", "", written[: match.start()] + " " + written[match.end() :])
    name = re.sub(r"\s+", " ", _EMPTY.sub(" ", _MARKS.sub(" ", around))).strip(" -–:.")
    name = name[1:-1].strip() if re.fullmatch(r"\([^()]*\)", name) else name  # "jo@x.example (Jo Bright)"
    address = match[0].lower()
    return f"{name} <{address}>" if re.search(r"[^\W\d_]", name) else address


def read_people(written: str) -> str | None:
    """Return several people, each once, in the order written; "none" when somebody says that there is nobody."""
    if is_not_known(written):
        return None
    if _NOBODY.fullmatch(written.strip(" .,;:")):
        return "none"
    people = [read_person(each) for part in _LINES.split(written) for each in _one_by_one(part, written)]
    return "; ".join(dict.fromkeys(each for each in people if each and not is_not_known(each))) or None


def _one_by_one(part: str, whole: str) -> list[str]:
    """Cut a part of a list that holds no semicolon: at "and", behind addresses, and at the commas between people."""
    return [
        person
        for each in _AND.split(part)
        for several in _behind_addresses(each)
        for person in _at_commas(several, semicolons=";" in whole)
    ]


def _behind_addresses(text: str) -> list[str]:
    """Cut behind each address that has a name before it and more behind it: "Jo jo@x.example Ade ade@y.example"."""
    found: list[str] = []
    start = 0
    for match in EMAIL.finditer(text):
        closing = _CLOSES.match(text, match.end())
        end = closing.end() if closing else match.end()
        if re.search(r"[^\W\d_]", text[start : match.start()]) and re.match(r"\s*[,–-]?\s*\w", text[end:]):
            found.append(text[start:end])
            start = end
    return [*found, text[start:].lstrip(" ,–-")]


def _at_commas(text: str, *, semicolons: bool) -> list[str]:
    """Cut at the commas, but for "Bright, Jo <jo@...>" and for what only says more of the one before: a role."""
    pieces = [each.strip() for each in re.split(r",(?![^(]*\))", text) if each.strip()]
    found: list[str] = []
    for piece in pieces:
        before = found[-1] if found else ""
        if before and _is_surname_first(before, piece, semicolons=semicolons):
            found[-1] = _turned(before, piece)
        elif before and not EMAIL.search(before) and _address_alone(piece):
            found[-1] = f"{before} {piece}"
        elif before and _is_role(before, piece):
            found[-1] = f"{before} ({piece})"
        else:
            found.append(piece)
    return found


def _is_surname_first(before: str, piece: str, *, semicolons: bool) -> bool:
    """Tell "Bright" and "Jo <jo@...>" as one person: by semicolons in the list, capitals, or the address itself."""
    email = EMAIL.search(piece)
    if not _WORD.fullmatch(before) or not email or len(_WORD.findall(piece[: email.start()])) != 1:
        return False
    return semicolons or (before.isupper() and len(before) > 1) or before.lower() in email[0].partition("@")[0].lower()


def _turned(surname: str, rest: str) -> str:
    first, space, address = rest.partition(" ")
    return f"{first} {surname.capitalize() if surname.isupper() else surname}{space}{address}"


def _address_alone(piece: str) -> bool:
    return EMAIL.fullmatch(piece.strip("<>()[] ")) is not None


def _is_role(before: str, piece: str) -> bool:
    """Tell "health visitor" behind "Jo Bright": words without a capital behind a name with one."""
    return piece.islower() and not EMAIL.search(piece) and not before.islower() and "(" not in before
