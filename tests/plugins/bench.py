"""A bench for one panel type: ask its declarations and hooks what they say, without a mail or a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from core import clockwork, counting, judging, quorum, requirements
from core.deadlines import WorkingDays
from core.derived import with_age
from core.disclosure import Document, Item, Reader, disclose
from core.host import Host, load, resolve, values_of
from core.intents import Reply
from core.panels import Check, Clock, Earlier, FieldKind, Finding, Kind, PanelType, Role, Sensitivity
from mail.understanding.values import read_value

_DAYS = WorkingDays("GB-ENG")
LONDON = "Europe/London"


@cache
def _host() -> Host:
    return load()


class Bench:
    """One panel type, with a site's settings in it."""

    def __init__(self, key: str, **settings: object) -> None:
        self.host = _host()
        broken = [each.reason for each in self.host.broken if each.name == key]
        assert not broken, broken
        self.type: PanelType
        self.type, problems = resolve(self.host.types[key], settings)
        assert not problems, problems
        self.settings = values_of(self.type)

    def check(
        self,
        values: Mapping[str, str],
        on: str = "2026-12-08",
        history: tuple[Earlier, ...] = (),
        clocks: Mapping[str, date] | None = None,
    ) -> list[Finding]:
        """Return what the declared rules and the panel's hook find in a booking."""
        known = with_age(self.type.subject, values, date.fromisoformat(on))
        found: tuple[Finding | str, ...] = self.host.call(
            self.type.key,
            "panel_check_booking",
            default=(),
            values=known,
            meeting_date=date.fromisoformat(on),
            settings=self.settings,
            history=history,
            clocks=clocks or {},
        )
        said = (each if isinstance(each, Finding) else Finding(Check.FLAG, each) for each in found)
        return [*requirements.declared_findings(self.type, known), *said]

    def missing(self, values: Mapping[str, str], on: str = "2026-12-08") -> list[str]:
        """Return the keys of the fields without which the booking waits."""
        known = with_age(self.type.subject, values, date.fromisoformat(on))
        return [each.key for each in requirements.lacking(self.type, known, self.check(values, on))]

    def outcome(
        self,
        key: str,
        values: Mapping[str, str] | None = None,
        case: Mapping[str, str] | None = None,
        on: str = "2026-12-08",
        history: tuple[Earlier, ...] = (),
        others: tuple[tuple[str, Mapping[str, str]], ...] = (),
        clocks: Mapping[str, date] | None = None,
    ) -> list[str]:
        """Return why an outcome cannot stand in a case."""
        declared = self.type.outcome(key)
        assert declared is not None, key
        day = date.fromisoformat(on)
        hearing = judging.Hearing(self.host, self.type, self.settings, case or {}, day, history, others, clocks or {})
        return list(judging.outcome_faults(hearing, declared, values or {}))

    def block(
        self,
        outcomes: Sequence[tuple[str, Mapping[str, str]]] = (),
        case: Mapping[str, str] | None = None,
        prompts: Mapping[str, str] | None = None,
    ) -> list[str]:
        """Return what a whole block of minutes lacks or has too much of."""
        keys = [key for key, _ in outcomes]
        return list(judging.block_faults(self.type, keys, prompts or {}, case or {}))

    def wording(self, text: str, part: str = "prompts") -> list[str]:
        """Return what the panel's wording rules say of a text in the minutes: what stops it, then what is noted."""
        return [
            sentence
            for stops in (True, False)
            for sentence in judging.wording_faults(self.type, part, text, stops=stops)
        ]

    def quorum(
        self, present: Sequence[str], case: Mapping[str, str] | None = None, people: int | None = None
    ) -> list[str]:
        """Return what the meeting lacks, and with a case what that case lacks."""
        short = quorum.at_meeting(self.type.quorum, self.type.seats, present, people)
        lacks = [*short.sentences]
        known = dict(case or {})
        if case is not None:
            known = with_age(self.type.subject, case, date(2026, 12, 8))
            lacks += quorum.of_case(self.type.quorum, self.type.seats, present, known)
        lacks += self.host.call(
            self.type.key,
            "panel_quorum",
            default=(),
            present=tuple(present),
            case=known,
            settings=self.settings,
        )
        return lacks

    def warned(self, accepted: Sequence[str]) -> list[str]:
        """Return what is warned of days ahead when these seats have accepted."""
        answers = dict.fromkeys(accepted, Reply.ACCEPT.value)
        return list(quorum.count(self.type.quorum, self.type.seats, answers, len(accepted)).sentences)

    def report(self, facts: counting.Facts) -> dict[str, dict[str, str]]:
        """Return what a report shows of each of the panel's own figures: its rows, and under "" the figure itself."""
        declared = next(each for each in counting.sections(self.type, facts) if each.key == "declared")
        return {
            line.key: {"": line.figure.shown, **{row.label: row.shown for row in line.rows}} for line in declared.lines
        }

    def clock(self, key: str, facts: clockwork.Facts) -> clockwork.Running | None:
        """Return how a clock stands in a case."""
        return clockwork.read(self._clock(key), facts, _DAYS, LONDON)

    def ends(self, key: str, start: str) -> date:
        """Return the last day of a clock that starts on a day."""
        return clockwork.last_day(self._clock(key), date.fromisoformat(start), _DAYS, LONDON)

    def _clock(self, key: str) -> Clock:
        return next(each for each in self.type.clocks if each.key == key)

    def sees(self, kind: Kind, role: Role, seats: Sequence[str] = (), *, own: bool = True) -> set[str]:
        """Return the value keys that a reader is shown of an item (their own one, unless `own` is False)."""
        keys = {each.key for each in self.type.fields}
        keys |= {each.part for each in self.type.minutes.case} | {each.part for each in self.type.outcomes}
        keys |= {f"{each.part}_actions" for each in self.type.outcomes}
        keys |= {"name", "initials", "age", "given", "asks", "unused", "slot", "question", "written", "presenter"}
        keys |= {"reason", "present", "problems", "actions", "letter", "outcomes", "prompts", "shared_learning", "week"}
        values = {key: f"value of {key}" for key in keys}
        mine = frozenset({"X-26-0001"} if own else ())
        reader = Reader(1, "reader@anytown.example", "", role, mine, frozenset(seats))

        def may_see(kind: Kind, role: Role, field: str, values: Mapping[str, object], seats: tuple[str, ...]) -> bool:
            return bool(
                self.host.call(
                    self.type.key,
                    "panel_may_see",
                    default=True,
                    document=kind,
                    role=role,
                    field=field,
                    values=values,
                    seats=seats,
                    settings=self.settings,
                )
            )

        document = Document(kind=kind, items=(Item("X-26-0001", values),))
        views = disclose(document, (reader,), _Facts(self.type), lambda _: True, may_see).views
        return set(views[0].items[0].values) if views and views[0].items else set()

    def read(self, text: str, on: str = "2026-11-24") -> dict[str, str]:
        """Return what is understood from `Label: value` lines, field by field."""
        known = {word.casefold(): each for each in self.type.fields for word in (each.label, *each.aliases)}
        found: dict[str, str] = {}
        for line in text.splitlines():
            label, _, written = line.partition(":")
            field = known.get(label.strip().casefold())
            value = read_value(field, written, date.fromisoformat(on)) if field else None
            if field and value:
                found[field.key] = value
        return found


class _Facts:
    """What a view says about its panel."""

    name = "A panel"
    address = "panel@panels.anytown.example"

    def __init__(self, declared: PanelType) -> None:
        self.key = declared.key
        self.confidentiality = declared.confidentiality
        self.labels = {each.key: each.label for each in declared.fields}
        self.identities: Mapping[str, FieldKind] = {
            each.key: each.kind for each in declared.fields if each.sensitivity is Sensitivity.IDENTITY
        }
        self.privileged = frozenset(
            {each.key for each in declared.fields if each.sensitivity is Sensitivity.PRIVILEGED}
            | set(declared.confidentiality.privileged)
        )


def earlier(
    reference: str = "X-26-0001",
    *,
    made: str = "2026-01-05",
    meeting: str = "2026-01-13",
    values: Mapping[str, str] | None = None,
    outcomes: Sequence[tuple[str, Mapping[str, str]]] = (),
    state: str = "heard",
) -> Earlier:
    """Return an earlier booking of a case, for a history."""
    return Earlier(
        reference=reference,
        made=date.fromisoformat(made),
        meeting=date.fromisoformat(meeting) if meeting else None,
        state=state,
        values=values or {},
        outcomes=tuple(outcomes),
    )
