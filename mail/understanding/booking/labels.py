"""Which field a label means: the panel's own labels and aliases first, then what such things are commonly called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from mail.understanding.values import plain

if TYPE_CHECKING:
    from core.panels import PanelType

FIRST = "@first"
LAST = "@last"
WISH = "@wish"
OTHER = "@other"  # understood, but about somebody or something that is no field of the panel (presenter, team)

_NAME = (
    "name", "names", "full name", "child", "childs name", "child name", "name of child", "child young person", "young person", "yp", "yp name",
    "yps name", "young persons name", "name of young person", "child s name", "young person s name", "name of child young person", "childs full name",
    "subject", "case", "case name", "client", "client name", "service user", "who", "child yp", "name of yp", "child yp name", "full name of child",
    "name of child yp", "for discussion", "person", "name of person", "which young person would you like to book", "which child would you like to book",
    "who would you like to book", "their name", "his name", "her name", "the childs name", "young person to discuss", "name initials", "childs names",
    "children", "child to be discussed", "name of child to be discussed", "yp full name", "young person full name", "child full name",
)  # fmt: skip
_BORN = ("dob", "date of birth", "birth date", "birthdate", "born", "birthday", "d o b", "date birth", "dob dd mm yyyy", "d b", "b")
_NUMBER = (
    "case number", "case no", "case ref", "case reference", "case id", "case record number", "record number", "ref", "ref no", "reference", "id",
    "id number", "person id", "child id", "client id", "client number", "mosaic", "mosaic no", "mosaic number", "mosaic id", "mosaic ref",
    "lcs", "lcs no", "lcs number", "lcs id", "liquidlogic", "liquid logic id", "carefirst", "carefirst no", "framework i", "fwi", "system id",
    "record no", "file number", "social care number", "ics number", "ics no", "case rec no", "eclipse id", "systm no", "swift id", "unique id",
)  # fmt: skip
_WISH = (
    "panel", "panel date", "date of panel", "which panel", "preferred panel", "preferred date", "date wanted", "panel date wanted", "meeting",
    "meeting date", "date of meeting", "panel requested", "requested panel", "date requested", "panel required", "panel month", "date", "slot", "when",
    "which panel leave empty for the next one", "panel meeting", "preferred panel date", "date for panel", "requested date", "requested panel date",
    "book for", "for panel on", "panel date requested", "date required", "missing panel", "missing panel date", "for panel", "next panel",
)  # fmt: skip
_FIRST = ("first name", "forename", "forenames", "given name", "first names", "firstname", "childs first name", "christian name")
_LAST = ("surname", "last name", "family name", "lastname", "childs surname", "second name")
_OTHER = (
    "presenter", "presenting", "presented by", "presenting worker", "who will present", "social worker", "allocated social worker", "allocated sw", "sw",
    "worker", "allocated worker", "referrer", "referred by", "referring worker", "your name", "worker name", "name of social worker", "social workers name",
    "name of worker", "sw name", "completed by", "form completed by", "team", "service", "email", "tel", "telephone", "phone", "contact", "contact number",
    "key worker", "keyworker", "school", "college", "education", "gp", "mother", "father", "mum", "dad", "parents", "parent", "parents names", "carer",
    "carers", "foster carer", "foster carers", "siblings", "sibling", "address", "home address", "ethnicity", "gender", "sex", "age", "language", "religion",
    "police reference", "police ref", "crime ref", "officer", "oic", "mothers name", "fathers name", "duty worker", "duty worker today", "advocate",
    "supervisor", "practice supervisor", "nationality", "pronouns", "attending", "attendees", "cc", "youth worker", "solicitor", "job title", "role",
    "person of concern", "persons of concern", "associates", "known associates", "friends", "from", "to", "subject line", "agency", "borough", "next of kin",
)  # fmt: skip
_NEAR = 88
_LONGEST = 9  # words in a label


@dataclass(frozen=True)
class Labels:
    """Every spelling of every label of a panel, in `plain` form, with what it means."""

    meanings: dict[str, str]
    declared: frozenset[str]

    def meaning(self, written: str) -> str | None:
        """Return the field's key or one of the special meanings for a label as written; None when it is no label."""
        words = plain(_bare(written))
        if not words or len(words.split()) > _LONGEST:
            return None
        if words in self.meanings:
            return self.meanings[words]
        if len(words) < 4:  # noqa: PLR2004 - "team" and "term" are near, "dob" and "job" too
            return None
        near = sorted(((fuzz.ratio(words, each), meaning) for each, meaning in self.meanings.items() if len(each) > 4), reverse=True)  # noqa: PLR2004
        best = near[0]
        second = next((score for score, meaning in near if meaning != best[1]), 0.0)
        return best[1] if best[0] >= _NEAR and best[0] - second >= 3 else None  # noqa: PLR2004 - clearly the nearest

    def exact(self, written: str) -> str | None:
        """Return the meaning of a label spelled exactly, or None."""
        return self.meanings.get(plain(_bare(written)))


def _bare(written: str) -> str:
    written = re.sub(r"\([^)]*\)|\bif (?:known|any|applicable)\b|\*", " ", written)
    words = re.sub(r"^\W*(?:\d{1,2}[.)]\s*)?(?:the|his|her|their|child(?:'s)?|(?:is|are|was|has|have|does) (?:the |this )?(?:child|young person|yp|he|she|they)(?: currently)?|what is (?:the|their|his|her)|please (?:state|give|confirm))\s+(?=\w)", "", written.strip(), flags=re.I)
    return words if len(words.split()) > 0 else written


def labels_of(panel: PanelType) -> Labels:
    """Return all labels of a panel."""
    common = {
        **dict.fromkeys(_OTHER, OTHER),
        **dict.fromkeys(_NUMBER, panel.subject.number),
        **dict.fromkeys(_BORN, panel.subject.born),
        **dict.fromkeys(_NAME, panel.subject.name),
        **dict.fromkeys(_WISH, WISH),
        **dict.fromkeys(_FIRST, FIRST),
        **dict.fromkeys(_LAST, LAST),
        **{f"{plain(panel.subject.noun)}{end}": panel.subject.name for end in ("", " name", "s name", " s name", " full name")},
    }
    keys = {field.key for field in panel.fields}
    common = {plain(each): meaning for each, meaning in common.items() if meaning.startswith("@") or meaning in keys}
    declared = {
        plain(_bare(each)): field.key
        for field in panel.fields
        for each in (field.key.replace("_", " "), field.label, *field.aliases)
        if plain(_bare(each))
    }
    return Labels(common | declared, frozenset(declared))
