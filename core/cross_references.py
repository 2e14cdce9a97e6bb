"""Whether every name a declaration uses is declared: fields in conditions, outcomes, seats, clocks, letters' places.

The other half of `core.inspection`, which reads both. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from core.derived import DERIVED
from core.panels import (
    LETTER_WORDS,
    OUTCOMES,
    PLACE,
    PROMPTS,
    Check,
    Count,
    Counted,
    Field,
    FieldKind,
    Nature,
    Outcome,
    PanelType,
    Sensitivity,
    When,
)

if TYPE_CHECKING:
    from core.panels import Clock, Letter, Refer

Found = Iterator[tuple[str, str, str]]

_OFFICES = frozenset({"chair", "coordinator", "confirmer", "presenter"})
_DATED = frozenset({FieldKind.DATE, FieldKind.MOMENT})
_BOUNDS = {
    Nature.TRACKING: {Nature.TRACKING, Nature.LEARNING, Nature.ADVICE},
    Nature.ADVICE: {Nature.ADVICE, Nature.ALLOCATION, Nature.RECOMMENDATION, Nature.TRACKING, Nature.LEARNING},
    Nature.LEARNING: {Nature.LEARNING, Nature.RECOMMENDATION, Nature.ADVICE, Nature.TRACKING},
}
"""What a panel of a nature may record, where that nature is bounded."""


def missing(where: str, name: str, known: Iterable[str]) -> Found:
    """Say that a name is not declared, if it is not."""
    among = sorted(known)
    if name not in among:
        yield where, f"{name!r} is not declared", f"Use one of: {', '.join(among) or 'none is declared'}."


def may_be_copied(field: Field) -> bool:
    """Whether what a field says may be shown to another panel's chair: one of its choices, and not a closed one."""
    return field.kind is FieldKind.CHOICE and field.sensitivity in {Sensitivity.PLAIN, Sensitivity.PERSONAL}


def between(panel: PanelType, others: Mapping[str, PanelType]) -> Found:
    """Yield what a resolved declaration would copy from another panel type and may not; `others` by their keys.

    A panel type that is not installed has nothing to copy.
    """
    for key, copies in panel.confidentiality.compared.items():
        open_ones = {each.key for each in others[key].fields if may_be_copied(each)} if key in others else set(copies)
        for name in copies:
            if name not in open_ones:
                among = ", ".join(sorted(open_ones)) or "it has none"
                yield (
                    f"confidentiality.cross_reference.{key}",
                    f"{name!r} is no choice that {key} may show",
                    f"Free text would come along. Copy one of its choices that are not restricted: {among}.",
                )


def document_parts(panel: PanelType) -> frozenset[str]:
    """Return the parts in which minutes and outcomes travel, and those of the outcomes' actions."""
    outcomes = {each.part for each in panel.outcomes}
    prompts = {each.part for each in panel.minutes.case}
    return frozenset(prompts | outcomes | {f"{part}_actions" for part in outcomes})


def cross_references(panel: PanelType) -> Found:
    """Yield every name that a resolved declaration uses and does not declare, and natures that do not go together."""
    fields = {each.key for each in panel.fields}
    yield from _conditions("fields", ((each.key, each.when) for each in panel.fields), fields)
    yield from _booking_rules(panel, fields)
    for number, drop in enumerate(panel.confidentiality.drops):
        yield from _conditions("confidentiality.drops", ((str(number), drop.when),), fields)
        for name in drop.fields:
            yield from missing(f"confidentiality.drops[{number}]", name, fields - {panel.subject.name})
    if panel.sitting.together:
        yield from missing("sitting.together", panel.sitting.together, fields)
    yield from _natures(panel)
    for outcome in panel.outcomes:
        yield from _outcome(panel, outcome, fields)
    for number, letter in enumerate(panel.letters):
        yield from _letter(panel, f"letters[{number}]", letter, fields)
        if letter.to == "presenter":
            yield f"letters[{number}].to", "the presenter stands there", "They are answered: let a rule warn them."
    yield from _minutes(panel)
    for clock in panel.clocks:
        yield from _clock(panel, clock, fields)
    yield from _quorum(panel, fields)
    yield from _confidentiality(panel, fields)
    yield from _held_back(panel)
    yield from _people(panel)
    yield from _returns(panel, fields)


def _conditions(where: str, conditions: Iterable[tuple[str, tuple[When, ...]]], known: Iterable[str]) -> Found:
    among = set(known) | DERIVED
    for key, each in conditions:
        for condition in each:
            yield from missing(f"{where}.{key}.when", condition.field, among)


def _booking_rules(panel: PanelType, fields: set[str]) -> Found:
    for number, rule in enumerate(panel.rules):
        where = f"rules[{number}]"
        yield from _conditions("rules", ((str(number), rule.when),), fields)
        if not rule.when:
            yield where, "it has no condition", "Say when it holds: it would be found in every booking."
        if not rule.sentence.strip():
            yield where, "it says nothing", "Write the sentence that people read."
        if rule.check is Check.ASK:
            yield from missing(f"{where}.field", rule.field, fields)


def _natures(panel: PanelType) -> Found:
    allowed = _BOUNDS.get(panel.nature)
    for outcome in panel.outcomes:
        # What somebody else decides on the panel's word is not the panel's own doing.
        if allowed and outcome.nature not in allowed and not outcome.by_confirmer:
            found = f"is a {outcome.nature}, and the panel's nature is {panel.nature}"
            yield f"outcomes.{outcome.key}", found, f"Record one of: {', '.join(sorted(allowed))}."


def _outcome(panel: PanelType, outcome: Outcome, fields: set[str]) -> Found:
    where = f"outcomes.{outcome.key}"
    own = {each.key for each in outcome.fields}
    keys = {each.key for each in panel.outcomes}
    dated = {each.key for each in (*panel.fields, *outcome.fields) if each.kind in _DATED}
    yield from _conditions(where, ((each.key, each.when) for each in outcome.fields), own | fields)
    yield from _conditions(where, (("only_when", outcome.only_when),), fields)
    yield from _conditions(where, (("action", each.when) for each in outcome.actions), own | fields)
    for name in (outcome.if_confirmed, outcome.if_not_agreed):
        if name:
            yield from missing(f"{where}.if_confirmed", name, {e.key for e in panel.outcomes if e.by_confirmer})
    for name in outcome.stops:
        yield from missing(f"{where}.stops", name, keys)
    for name, _ in outcome.sets:
        yield from missing(f"{where}.sets", name, fields)
    if outcome.rebook:
        for part, name, known in (("on", outcome.rebook.on, own), ("since", outcome.rebook.since, dated)):
            if name:
                yield from missing(f"{where}.rebook.{part}", name, known)
    yield from _refer(panel, where, outcome.refer, outcome.fields, own | fields)
    yield from _office(panel, f"{where}.confirmer", outcome.confirmer, own)
    for number, letter in enumerate(outcome.letters):
        yield from _letter(panel, f"{where}.letters[{number}]", letter, own | fields)


def _refer(panel: PanelType, where: str, refer: Refer | None, said: tuple[Field, ...], known: set[str]) -> Found:
    """Find what is wrong with a referral; `said` are the fields of which one may say where to, `known` what may go."""
    if refer is None:
        return
    where = f"{where}.refer"
    if not refer.to and not refer.by:
        yield where, "it names no panel type", "Give `to`, or `by` with `targets`."
    if refer.by:
        choice = next((each for each in said if each.key == refer.by), None)
        yield from missing(f"{where}.by", refer.by, {each.key for each in said})
        for label, _ in refer.targets if choice else ():
            yield from missing(f"{where}.targets", label, {each.label for each in choice.choices} if choice else ())
    for name, _ in refer.carries:
        yield from missing(f"{where}.carries", name, known)
    if panel.key in refer.to:
        yield f"{where}.to", "the panel refers to itself", "Book the case on with NextStep.REBOOK."


def _office(panel: PanelType, where: str, named: str, fields: Iterable[str]) -> Found:
    kind, _, key = named.partition(":")
    if kind == "seat":
        yield from missing(where, key, {each.key for each in panel.seats})
    elif kind == "field":
        yield from missing(where, key, fields)
    elif named and named not in _OFFICES:
        yield (
            where,
            f"{named!r} stands there",
            "Write chair, coordinator, confirmer, presenter, seat:<key> or field:<key>.",
        )


def _letter(panel: PanelType, where: str, letter: Letter, known: set[str]) -> Found:
    yield from _office(panel, f"{where}.to", letter.to, {each.key for each in panel.fields})
    yield from _conditions(where, (("when", letter.when),), known)
    for name in letter.fields:
        yield from missing(f"{where}.fields", name, known)
        field = panel.field(name)
        if panel.confidentiality.anonymous and field and field.sensitivity is Sensitivity.IDENTITY:
            yield f"{where}.fields", f"{name!r} tells who somebody is", "Leave it out: the panel is anonymous."
    clocks = {f"clock_{each.key}" for each in panel.clocks}
    for text in letter.paragraphs:
        for place in PLACE.findall(text):
            yield from missing(f"{where}.paragraphs", place, LETTER_WORDS | clocks | set(letter.fields))
    for text in letter.rights:
        for place in PLACE.findall(text):
            yield from missing(f"{where}.rights", place, LETTER_WORDS | clocks)
    if not letter.paragraphs:
        yield where, "it says nothing", "Write its paragraphs."


def _minutes(panel: PanelType) -> Found:
    keys = {each.key for each in panel.outcomes}
    for part, groups in (("must_record", panel.minutes.must_record), ("only_one", panel.minutes.only_one)):
        for group in groups:
            for name in group:
                yield from missing(f"minutes.{part}", name, keys)


def _clock(panel: PanelType, clock: Clock, fields: set[str]) -> Found:
    where = f"clocks.{clock.key}"
    outcomes = {each.key: each for each in panel.outcomes}
    for name in (*clock.outcomes, *clock.bars, *((clock.then,) if clock.then else ())):
        yield from missing(where, name, outcomes)
    kind, _, key = clock.since.partition(":")
    if kind not in {"booked", "referred", "met", "field", "outcome", "approved", "confirmed"}:
        yield (
            f"{where}.since",
            f"{clock.since!r} stands there",
            "Write booked, referred, met, field:<key>, outcome, approved or confirmed.",
        )
    started_by = [outcomes[name] for name in clock.outcomes if name in outcomes]
    theirs = {each.key: each for outcome in started_by for each in outcome.fields}
    if kind == "field":
        yield from missing(f"{where}.since", key, _dated(panel.fields))
    elif kind == "outcome" and key:
        yield from missing(f"{where}.since", key, _dated(theirs.values()))
    if kind in {"outcome", "confirmed"} and not clock.outcomes:
        yield f"{where}.outcomes", "names none", "Say which outcomes start it."
    conditions = (("when", clock.when), ("paused", clock.paused), ("unless", clock.unless))
    yield from _conditions(where, conditions, fields | set(theirs))
    if clock.erases and (clock.then or clock.tell or clock.bars or clock.keeps or clock.bounds or clock.refer):
        yield f"{where}.erases", "the clock does something else too", "Let another clock do that."
    yield from _refer(panel, where, clock.refer, panel.fields, fields)
    for end in clock.until:
        name, _, held = end.partition(":")
        if name == "field":
            yield from missing(f"{where}.until", held, fields)
        elif name not in {"heard", "approved", "confirmed"}:
            yield from missing(f"{where}.until", name, outcomes)
    for named in clock.tell:
        yield from _office(panel, f"{where}.tell", named, ())


def _dated(fields: Iterable[Field]) -> set[str]:
    return {each.key for each in fields if each.kind in _DATED}


def _quorum(panel: PanelType, fields: set[str]) -> Found:
    seats = {each.key for each in panel.seats}
    named = [
        *(("any_of", key) for group in panel.quorum.any_of for key in group),
        *(("without", key) for pair in panel.quorum.without for key in pair),
        *(("cases", key) for need in panel.quorum.cases for key in need.seats),
    ]
    for part, key in named:
        yield from missing(f"quorum.{part}", key, seats)
    for number, need in enumerate(panel.quorum.cases):
        yield from _conditions("quorum.cases", ((str(number), need.when),), fields)


def _confidentiality(panel: PanelType, fields: set[str]) -> Found:
    rules = panel.confidentiality
    where = "confidentiality"
    seats = {each.key for each in panel.seats}
    named = {
        **{f"never ({key})": key for key in rules.never},
        **({"rivals": rules.rivals} if rules.rivals else {}),
        **({"consent.field": rules.consent.field} if rules.consent else {}),
        **({"extracts.field": rules.extracts.field} if rules.extracts and rules.extracts.field else {}),
    }
    for part, key in named.items():
        yield from missing(f"{where}.{part}", key, fields)
    for key in rules.never_surnames:
        yield from missing(f"{where}.never_surnames", key, rules.never)
    if rules.consent:
        yield from _conditions(where, (("consent", rules.consent.unless),), fields)
    if rules.extracts:
        for key in (*rules.extracts.always, *(seat for seat, _ in rules.extracts.seats)):
            yield from missing(f"{where}.extracts", key, seats)
        yield from _conditions(where, (("extracts", (each,)) for _, each in rules.extracts.seats), fields)
    for key in rules.privileged:
        yield from missing(f"{where}.privileged", key, document_parts(panel) - {PROMPTS, OUTCOMES})
    for key in rules.privileged_to:
        yield from missing(f"{where}.privileged_to", key, seats | _OFFICES)
    for show in rules.shows:
        for key in show.seats:
            yield from missing(f"{where}.shows", key, seats)
    if rules.anonymous:
        who = {each.key for each in panel.fields if each.sensitivity is Sensitivity.IDENTITY} | {"name", "given"}
        for number, show in enumerate(rules.shows):
            for key in sorted(who & set(show.fields)):
                yield (
                    f"{where}.shows[{number}]",
                    f"{key!r} tells who somebody is",
                    "Leave it out: the panel is anonymous.",
                )


def _held_back(panel: PanelType) -> Found:
    rules = panel.confidentiality
    if rules.apart_unless:
        yield from missing("confidentiality.apart_unless", rules.apart_unless, {e.key for e in panel.minutes.case})
        if not rules.apart:
            yield "confidentiality.apart_unless", "cases are not kept apart", "Declare apart, or leave it out."
    if rules.permission and not panel.guests.fields:
        yield "confidentiality.permission", "nobody can be invited for an item", "Declare guests, or leave it out."
    for named in rules.held_tell:
        yield from _office(panel, "confidentiality.held_tell", named, ())
    if rules.held_tell and not rules.held_words:
        yield "confidentiality.held_tell", "no mail is held", "Declare held_words, or leave it out."


def _people(panel: PanelType) -> Found:
    people = {each.key for each in panel.fields if each.kind in {FieldKind.PERSON, FieldKind.PEOPLE}}
    for key in panel.guests.fields:
        yield from missing("guests.fields", key, people)
    if panel.linked:
        yield from missing("linked.field", panel.linked.field, {each.key for each in panel.fields})
        for key, name in panel.linked.shares:
            outcome = panel.outcome(key)
            yield from missing("linked.shares", key, {each.key for each in panel.outcomes})
            closed = {Sensitivity.RESTRICTED, Sensitivity.PRIVILEGED, Sensitivity.IDENTITY}
            shown = {each.key for each in outcome.fields if each.sensitivity not in closed} if outcome else {name}
            yield from missing(f"linked.shares.{key}", name, shown)
    for rule in panel.shared:
        yield from missing("shared.field", rule.field, {each.key for each in panel.fields})
    for each in panel.escalations:
        yield from _office(panel, "escalations.to", each.to, ())
        for key in each.outcomes:
            yield from missing("escalations.outcomes", key, {outcome.key for outcome in panel.outcomes})
    for copy in panel.confirmation.copies:
        if copy.seat:
            yield from missing("confirmation.copies.seat", copy.seat, {each.key for each in panel.seats})
        if copy.field:
            yield from missing("confirmation.copies.field", copy.field, people)
    for key in (panel.subject.kind, panel.subject.ended, panel.subject.weeks_since):
        if key:
            yield from missing("subject", key, {each.key for each in panel.fields})


def _returns(panel: PanelType, fields: set[str]) -> Found:
    yield from _conditions("returns", (("people", panel.returns.people),), fields)
    for count in panel.returns.counts:
        yield from _count(panel, count, fields)
    for each in panel.returns.complete:
        yield from missing("returns.complete", each.field, fields)
        yield from _conditions("returns.complete", ((each.field, each.when),), fields)


def _count(panel: PanelType, count: Count, fields: set[str]) -> Found:
    where = f"returns.counts.{count.key}"
    for key in count.outcomes:
        yield from missing(f"{where}.outcomes", key, {each.key for each in panel.outcomes})
    named = [] if count.of is Counted.CASES else [each for each in panel.outcomes if each.key in count.outcomes]
    if count.of is not Counted.CASES and not count.outcomes:
        yield f"{where}.outcomes", "there is none", f"Name the outcomes whose {count.of} are counted."
    kinds = {each.key: each.kind for each in panel.fields}
    kinds |= {each.key: each.kind for outcome in named for each in outcome.fields}
    conditions = ((count.key, count.when), (count.key, count.unless))
    yield from _conditions("returns.counts", conditions, fields | set(kinds))
    kinds |= {"age": FieldKind.NUMBER, "under_18": FieldKind.YES_NO}
    if count.by:
        yield from _breakdown(where, count, kinds)
    elif count.bands:
        yield f"{where}.bands", "there is nothing that they divide", "Name a number in `by`."
    if count.sum:
        numbers = [key for key, kind in kinds.items() if kind is FieldKind.NUMBER]
        yield from missing(f"{where}.sum", count.sum, numbers)
        if count.by or count.of is not Counted.CASES:
            yield f"{where}.sum", "it is broken down, or not of cases", "Add up a number over cases, without `by`."


def _breakdown(where: str, count: Count, kinds: dict[str, FieldKind]) -> Found:
    """Say what a figure cannot be broken down by. Free text would put what somebody wrote, a name even, in a report."""
    yield from missing(f"{where}.by", count.by, kinds)
    kind = kinds.get(count.by, FieldKind.CHOICE)
    if kind not in {FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO, FieldKind.NUMBER}:
        yield f"{where}.by", f"{count.by!r} is a {kind}", "Name a choice, a yes or no, or a number with bands."
    if count.of is Counted.ACTIONS:
        yield f"{where}.by", "actions are told apart by how they stand", "Leave it out."
    if (kind is FieldKind.NUMBER) != bool(count.bands) or list(count.bands) != sorted({*count.bands}):
        yield f"{where}.bands", f"{count.bands} stands there", "Give rising numbers to a number, and to nothing else."
