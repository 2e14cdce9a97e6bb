"""What the panel can resolve. It decides what is requested; police, courts and care planning decide what is done."""

from __future__ import annotations

from core.panels import ActionRule, Field, FieldKind, Nature, Need, NextStep, Outcome
from plugins.missing_from_care.notices_and_orders import ORDERS, POLICE
from plugins.missing_from_care.outcome_fields import REASON, RETURN_INTERVIEW, REVIEW_DATE, SAME_DAY, SOON

SAFETY_PLANS = (
    Outcome(
        key="safety_plan_agreed",
        label="safety plan agreed",
        nature=Nature.DECISION,
        aliases=("agree safety plan", "new safety plan", "safety plan agreed at panel"),
        fields=(
            REVIEW_DATE,
            Field(key="plan_version", label="plan version", aliases=("version",)),
            Field(key="author", label="author", kind=FieldKind.PERSON, aliases=("written by",)),
        ),
        action=ActionRule(
            owner="presenter", what="Write up the safety plan and share it with the carer and the police", due=SOON
        ),
    ),
    Outcome(
        key="safety_plan_changed",
        label="safety plan reviewed, changed",
        nature=Nature.DECISION,
        aliases=(
            "safety plan changed",
            "safety plan reviewed and changed",
            "safety plan updated",
            "change safety plan",
        ),
        fields=(REVIEW_DATE,),
        action=ActionRule(
            owner="presenter",
            what="Write up the changed safety plan and share it with the carer and the police",
            due=SOON,
        ),
    ),
    Outcome(
        key="safety_plan_unchanged",
        label="safety plan reviewed, unchanged",
        nature=Nature.DECISION,
        aliases=("safety plan unchanged", "safety plan reviewed and unchanged", "safety plan stands"),
        fields=(REVIEW_DATE,),
        action=ActionRule(
            owner="presenter", what="Tell the carer and the police that the safety plan stands", due=SOON
        ),
    ),
)

CARE = (
    Outcome(
        key="placement_review",
        label="placement review or challenge",
        nature=Nature.DECISION,
        aliases=("placement review", "placement challenge", "review placement", "challenge placement"),
        fields=(
            Field(key="placement", label="placement", kind=FieldKind.LONG),
            Field(
                key="change",
                label="what must change",
                kind=FieldKind.LONG,
                aliases=("change", "changes", "change needed"),
                need=Need.REQUIRED,
            ),
            Field(key="by_whom", label="by whom", kind=FieldKind.PERSON, aliases=("who", "owner")),
            Field(key="date", label="date", kind=FieldKind.DATE, aliases=("due", "by", "by when")),
            Field(key="iro_told", label="IRO told", kind=FieldKind.YES_NO, aliases=("reviewing officer told",)),
        ),
        action=ActionRule(owner="field:by_whom", what="Have the placement reviewed", due=SOON, due_field="date"),
    ),
    Outcome(
        key="agency_intervention",
        label="other agency intervention",
        nature=Nature.DECISION,
        aliases=("agency intervention", "intervention by another agency", "intervention", "other agency"),
        fields=(
            Field(key="agency", label="agency", aliases=("service", "which agency"), need=Need.REQUIRED),
            Field(
                key="intervention",
                label="intervention",
                kind=FieldKind.LONG,
                aliases=("what", "support", "work"),
                need=Need.REQUIRED,
            ),
            Field(
                key="start_date", label="start date", kind=FieldKind.DATE, aliases=("start", "starts", "from", "due")
            ),
            Field(key="owner", label="owner", kind=FieldKind.PERSON, aliases=("who", "by whom", "lead")),
        ),
        action=ActionRule(owner="field:owner", what="Start the intervention agreed", due=SOON, due_field="start_date"),
    ),
    Outcome(
        key="strategy_discussion",
        label="strategy discussion to be held",
        nature=Nature.DECISION,
        aliases=("strategy discussion", "strategy meeting", "hold strategy discussion", "strategy meeting to be held"),
        fields=(
            Field(
                key="date",
                label="date required",
                kind=FieldKind.DATE,
                aliases=("date", "by", "due", "on", "required by"),
            ),
        ),
        # It happens under the procedures and never waits for a panel: without a date it is for the same day.
        action=ActionRule(owner="presenter", what="Hold a strategy discussion", due=SAME_DAY, due_field="date"),
        urgent=True,
    ),
    Outcome(
        key="refer_to_panel",
        label="refer to another panel",
        nature=Nature.DECISION,
        aliases=(
            *("refer to panel", "referral to another panel", "refer on", "refer", "referral"),
            "refer to exploitation panel / NRM / MARAC / Prevent",
        ),
        fields=(
            Field(
                key="target",
                label="target panel",
                aliases=("panel", "to", "target", "which panel", "refer to"),
                need=Need.REQUIRED,
            ),
            Field(key="date", label="date", kind=FieldKind.DATE, aliases=("due", "by", "by when")),
        ),
        action=ActionRule(owner="presenter", what="Refer the child to the other panel", due=SOON, due_field="date"),
    ),
)

TRACKING = (
    Outcome(
        key="return_interview",
        label="return home interview to be completed",
        nature=Nature.TRACKING,
        aliases=("RHI to be completed", "RHI", "return home interview", "complete RHI", "RHI to be done"),
        fields=(
            Field(
                key="returned_at",
                label="returned at",
                kind=FieldKind.MOMENT,
                aliases=("returned", "returned on", "return", "found", "return time"),
            ),
            Field(
                key="provider",
                label="provider",
                kind=FieldKind.PERSON,
                aliases=("by", "by whom", "RHI provider", "owner"),
            ),
        ),
        action=ActionRule(
            owner="field:provider",
            what="Complete the return home interview",
            due=RETURN_INTERVIEW,
            since="returned_at",
        ),
    ),
    Outcome(
        key="information_shared",
        label="information shared, no further panel action",
        nature=Nature.TRACKING,
        aliases=(
            "information shared",
            "no further panel action",
            "no further action",
            "NFA",
            "close",
            "closed to panel",
        ),
        fields=(REASON,),
        next_step=NextStep.CLOSE,
    ),
    Outcome(
        key="keep_on_next_panel",
        label="keep on next panel",
        nature=Nature.TRACKING,
        aliases=(
            *("keep on", "keep on panel", "back to panel", "back to next panel", "bring back", "bring back to panel"),
            *("review at next panel", "carry forward", "remain on panel", "next panel"),
        ),
        fields=(
            Field(key="next_date", label="next date", kind=FieldKind.DATE, aliases=("date", "next panel date", "on")),
        ),
        next_step=NextStep.REBOOK,
    ),
    Outcome(
        key="not_presented",
        label="not presented",
        nature=Nature.TRACKING,
        aliases=(
            *("presenter absent", "not presented / presenter absent", "not heard", "deferred", "case not presented"),
            *("social worker did not attend", "presenter did not attend"),
        ),
        fields=(REASON,),
        next_step=NextStep.REBOOK,
        when_absent=True,
    ),
)

OUTCOMES = (*SAFETY_PLANS, *POLICE, *ORDERS, *CARE, *TRACKING)
