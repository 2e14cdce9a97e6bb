from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.disclosure import (
    OPEN_KINDS,
    CalendarEntry,
    Disclosed,
    Document,
    Item,
    MeetingFacts,
    Reader,
    disclose,
    dump,
    restore,
)
from core.host import load
from core.kinds import Kind, Purpose, Role
from core.panels import Confidentiality, FieldKind, Show

RULES = Confidentiality(
    marking="OFFICIAL-SENSITIVE",
    shows=(
        Show(documents=(Kind.NAMES_LIST,), to=(Role.MEMBER,), fields=("name", "date_of_birth"), own=False),
        Show(documents=(Kind.OUTCOME_CONFIRMED,), to=(Role.PRESENTER,), fields=("name", "outcomes")),
    ),
)
AT = datetime(2026, 12, 8, 14, tzinfo=UTC)
MEETING = MeetingFacts("2026-12-08", AT, AT, "Ellwood Street")
ZEB = Item("MIS-26-0001", {"name": "Zebedee", "date_of_birth": "2010-04-03", "intelligence": "secret"})
SAM = Item("MIS-26-0002", {"name": "Sam"})


class Panel:
    """What a view says about its panel."""

    key = "missing"
    name = "Missing panel"
    address = "missing-panel@panels.anytown.example"
    confidentiality = RULES
    identities: Mapping[str, FieldKind] = MappingProxyType({})
    privileged: frozenset[str] = frozenset()
    labels: Mapping[str, str] = MappingProxyType({})


def reader(role: Role, address: str = "x@anytown.example", *own: str) -> Reader:
    return Reader(1, address, "", role, frozenset(own))


def is_secure(address: str) -> bool:
    return address.endswith("@anytown.example")


def views(document: Document, *readers: Reader, **more: Any) -> tuple[Disclosed, ...]:
    return disclose(document, readers, Panel(), is_secure, **more).views


NAMES = Document(Kind.NAMES_LIST, (ZEB, SAM), meeting=MEETING)


def test_a_value_that_no_rule_names_is_left_out() -> None:
    view = views(NAMES, reader(Role.MEMBER))[0]

    assert view.items[0].values == {"name": "Zebedee", "date_of_birth": "2010-04-03"}


def test_a_reader_whom_no_rule_lets_in_gets_nothing() -> None:
    disclosure = disclose(NAMES, (reader(Role.PRESENTER), reader(Role.OWNER), reader(Role.ANYONE)), Panel(), is_secure)

    assert disclosure.views == ()
    assert len(disclosure.withheld) == 3


def test_a_party_sees_their_own_items_alone() -> None:
    document = Document(Kind.OUTCOME_CONFIRMED, (ZEB, SAM))

    own = views(document, reader(Role.PRESENTER, "x@anytown.example", "MIS-26-0002"))
    none = views(document, reader(Role.PRESENTER))

    assert [view.refs for view in own] == [("MIS-26-0002",)]
    assert none == ()


def test_an_address_that_is_not_secure_gets_a_notice_without_any_value() -> None:
    disclosure = disclose(NAMES, (reader(Role.MEMBER, "x@webmail.example"),), Panel(), is_secure)

    view = disclosure.views[0]
    assert view.notice
    assert [(item.ref, item.values) for item in view.items] == [("MIS-26-0001", {}), ("MIS-26-0002", {})]
    assert "without names" in disclosure.withheld[0].why


def test_the_panels_own_rule_can_only_narrow() -> None:
    def may_see(kind: Kind, role: Role, field: str, values: Mapping[str, Any], seats: tuple[str, ...]) -> bool:
        return field != "date_of_birth"

    view = views(NAMES, reader(Role.MEMBER), may_see=may_see)[0]

    assert view.items[0].values == {"name": "Zebedee"}
    assert views(NAMES, reader(Role.PRESENTER), may_see=lambda *_: True) == ()


@pytest.mark.parametrize("kind", sorted(OPEN_KINDS))
def test_a_document_of_no_subject_carries_no_value_but_the_readers_own_lines(kind: Kind) -> None:
    document = Document(kind, (Item("MIS-26-0001", {"name": "Zebedee", "unused": ["thanks"], "given": []}),))

    view = views(document, reader(Role.ANYONE, "x@webmail.example"))[0]

    assert set(view.items[0].values) <= {"unused"}


def test_what_another_panel_recorded_is_for_the_chair_at_a_secure_address() -> None:
    document = Document(Kind.HELD_NOTICE, (Item("MIS-26-0001", {"copied": [["RAG", "red"]]}),))

    chair, coordinator, outside = views(
        document, reader(Role.CHAIR), reader(Role.COORDINATOR), reader(Role.CHAIR, "x@webmail.example")
    )

    assert chair.items[0].values == {"copied": [["RAG", "red"]]}
    assert coordinator.items[0].values == {}
    assert (outside.items[0].values, outside.notice) == ({}, True)


def test_legal_advice_is_not_told_back_to_whoever_may_not_read_it() -> None:
    class Advised(Panel):
        privileged = frozenset({"legal_advice"})
        labels = MappingProxyType({"legal_advice": "Legal advice"})

    said = [["Legal advice", "weak on harm"], ["Reason", "high risk"]]
    document = Document(Kind.BOOKING_CONFIRMED, (Item("MIS-26-0001", {"given": said}),))

    (view,) = disclose(
        document, (reader(Role.PRESENTER, "x@anytown.example", "MIS-26-0001"),), Advised(), is_secure
    ).views

    assert view.items[0].values == {"given": [["Reason", "high risk"]]}


def test_a_view_is_made_nowhere_else() -> None:
    view = views(NAMES, reader(Role.MEMBER))[0]

    with pytest.raises(TypeError, match=r"core\.disclosure alone"):
        replace(view, reader=reader(Role.ANYONE), _seal=None)


def test_a_view_comes_back_from_the_outbox_as_it_went_in() -> None:
    entry = CalendarEntry("REQUEST", "u", 1, AT, AT, "Ellwood Street", "s", "d", stamp=AT)
    document = replace(NAMES, calendar=entry, facts={"dates": ["2026-12-08"]}, purpose=Purpose.NAMES, about=7)
    view = views(document, reader(Role.MEMBER, "x@anytown.example", "MIS-26-0001"))[0]

    assert restore(dump(view)) == view


_DECLARED = load().types["missing_from_care"].confidentiality
_ALLOWED = {
    (kind, role): set(show.fields) for show in reversed(_DECLARED.shows) for kind in show.documents for role in show.to
}
_FIELDS = st.dictionaries(
    st.sampled_from(["name", "date_of_birth", "persons_of_concern", "outcomes", "actions", "given", "case_number"]),
    st.text(),
)


@given(st.sampled_from(list(Kind)), st.sampled_from(list(Role)), _FIELDS, st.booleans())
def test_no_rule_of_the_missing_panel_shows_more_than_it_names(
    kind: Kind, role: Role, values: dict[str, str], secure: bool
) -> None:
    panel = Panel()
    panel.confidentiality = _DECLARED
    who = reader(role, "x@anytown.example" if secure else "x@webmail.example", "MIS-26-0001")

    made = disclose(Document(kind, (Item("MIS-26-0001", values),)), (who,), panel, is_secure).views

    for view in made:
        shown = set(view.items[0].values)
        assert shown <= set(values)
        if (kind, role) in _ALLOWED:
            assert shown <= _ALLOWED[kind, role] | {"unused"}
        if not secure:
            assert shown <= {"unused"}


def test_persons_of_concern_are_on_no_names_list_and_in_no_mail_to_a_presenter() -> None:
    for show in _DECLARED.shows:
        if "persons_of_concern" in show.fields:
            assert not {Kind.NAMES_LIST, Kind.NAMES_LIST_ADDITION} & set(show.documents)


def test_what_is_passed_round_does_not_say_which_case_it_comes_from() -> None:
    """And who may have nothing of the case gets nothing of it either: the rules are asked before it loses its name."""

    def barred(who: Reader, ref: str) -> str:
        return "outside" if ref == ZEB.ref and who.address.startswith("kept.out") else ""

    seated, kept_out = reader(Role.MEMBER), reader(Role.MEMBER, "kept.out@anytown.example")
    named = replace(NAMES, items=(ZEB,))
    assert [view.refs for view in views(named, seated, kept_out, barred=barred)] == [(ZEB.ref,)]

    round_robin = views(replace(named, nameless=True), seated, kept_out, barred=barred)

    assert [(view.reader.address, view.refs) for view in round_robin] == [(seated.address, ())]
    assert ZEB.ref not in dump(round_robin[0])
