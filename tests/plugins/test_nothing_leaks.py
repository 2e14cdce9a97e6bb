"""Whatever a case holds, whatever the document and whoever reads: nothing outside their view is in the mail.

Every value of two cases is a mark that stands nowhere else, and the whole MIME tree of what leaves is searched for it:
headers, text, HTML, calendar, file names. What a reader may have is reckoned from the declared rules alone
(`core.testing.leaks.allowed`), and the barriers are drawn too: an address that is not secure, a conflict of interest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from core.booking_letters import OWN_VALUES
from core.disclosure import CalendarEntry, Document, Item, Reader, disclose
from core.host import Host, load, resolve
from core.kinds import Kind, Role
from core.panels import Confidentiality, PanelType, Sensitivity
from core.testing.leaks import MEETING, OTHER, OWN, allowed, facts, mark, marked_values, tree
from mail.rehearsal import compose
from tests.mail.composing.views import CALENDAR_KINDS

HOST: Host = load()
PANELS = sorted(HOST.types)


@cache
def declared(key: str) -> PanelType:
    """Return a panel type with its settings at their defaults."""
    return resolve(HOST.types[key], {})[0]


@dataclass(frozen=True)
class Sent:
    """One mail about to leave: what it is, who reads, what is known, and what stands in the way."""

    kind: Kind
    reader: Reader
    left_out: frozenset[str]
    words: str
    secure: bool
    barred: frozenset[str]


def mails(panel: PanelType, kinds: Iterable[Kind] = Kind, roles: Iterable[Role] = Role) -> st.SearchStrategy[Sent]:
    """Draw a mail of a panel: of one of these kinds, to a reader in one of these roles."""
    seats = [seat.key for seat in panel.seats]
    keys = sorted(marked_values(panel, OWN))
    readers = st.builds(
        lambda role, held, own: Reader(7, "reader@anytown.example", "Robin Reader", role, own, held),
        st.sampled_from(list(roles)),
        st.frozensets(st.sampled_from(seats), max_size=2),
        st.sampled_from([frozenset(), frozenset({OWN})]),
    )
    return st.builds(
        Sent,
        st.sampled_from(list(kinds)),
        readers,
        st.frozensets(st.sampled_from(keys), max_size=8),
        st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30),
        st.booleans(),
        st.frozensets(st.sampled_from([OWN, OTHER])),
    )


def written(panel: PanelType, sent: Sent) -> str:
    """Return everything that is in what leaves; "" when nothing does."""
    entry = None
    if sent.kind in CALENDAR_KINDS:
        at = datetime(2026, 12, 8, 14, tzinfo=UTC)
        name = panel.confidentiality.outward_name or panel.name
        entry = CalendarEntry(CALENDAR_KINDS[sent.kind], "1@x.example", 0, at, at, "Harbour House", name, "")
    items = tuple(Item(ref, _values(panel, ref, sent)) for ref in (OWN, OTHER))
    document = Document(kind=sent.kind, items=items, meeting=MEETING, calendar=entry)
    views = disclose(
        document,
        (sent.reader,),
        facts(panel),
        lambda _: sent.secure,
        may_see(panel),
        lambda _, ref: "a reason" if ref in sent.barred else "",
    ).views
    return "\n".join(tree(compose(view)) for view in views)


def _values(panel: PanelType, ref: str, sent: Sent) -> dict[str, Any]:
    values = {key: value for key, value in marked_values(panel, ref).items() if key not in sent.left_out}
    return {key: f"{value} {sent.words}" if isinstance(value, str) else value for key, value in values.items()}


def may_see(panel: PanelType) -> Any:
    """Return the panel's own narrowing, as the outbox asks it."""

    def ask(kind: Kind, role: Role, field: str, values: Mapping[str, Any], seats: tuple[str, ...]) -> bool:
        handed = {"document": kind, "role": role, "field": field, "values": values, "seats": seats, "settings": {}}
        return HOST.call(panel.key, "panel_may_see", default=True, **handed)

    return ask


def leaked(panel: PanelType, sent: Sent, rules: PanelType) -> list[str]:
    """Return the values in what leaves of `panel` that its reader may not have by the `rules`."""
    whole = written(panel, sent)
    own, other = allowed(rules, sent.kind, sent.reader)
    found = []
    for ref, keys in ((OWN, own if OWN in sent.reader.own else other), (OTHER, other)):
        may = keys if sent.secure and ref not in sent.barred else set()
        found += [key for key in marked_values(panel, ref) if key not in may and mark(ref, key) in whole]
    return found


@pytest.mark.parametrize("key", PANELS)
def test_nothing_outside_a_readers_view_is_anywhere_in_the_mail(key: str) -> None:
    panel = declared(key)

    @given(mails(panel))
    @settings(max_examples=120)
    def nothing_leaks(sent: Sent) -> None:
        assert leaked(panel, sent, panel) == []

    nothing_leaks()


@pytest.mark.parametrize("key", PANELS)
def test_a_rule_that_is_loosened_is_found(key: str) -> None:
    """One value more on the names list: the search finds a mail that carries it, so it is able to fail."""
    panel = declared(key)
    loose = replace(panel, confidentiality=loosened(panel))

    drawn = mails(panel, [Kind.NAMES_LIST], [Role.MEMBER, Role.CHAIR])
    sent = find(drawn, lambda each: bool(leaked(loose, each, panel)), settings=settings(max_examples=1000))

    assert leaked(panel, sent, panel) == []


def loosened(panel: PanelType) -> Confidentiality:
    """Return the rules with a field on the names list that no rule puts there."""
    rules = panel.confidentiality
    listing = [show for show in rules.shows if Kind.NAMES_LIST in show.documents]
    listed = {key for show in listing for key in show.fields}
    plain = (Sensitivity.PERSONAL, Sensitivity.RESTRICTED)
    free = [each for each in panel.fields if each.sensitivity in plain and each.key not in OWN_VALUES | listed]
    more = free[0].key
    wider = tuple(replace(show, fields=(*show.fields, more)) if show in listing else show for show in rules.shows)
    return replace(rules, shows=wider)
