"""The registry of kinds, the number of the schema, and the up-cast of values written by an older one.

A kind this version does not know answers None: its records are kept and returned untouched (records.md section 8).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared_schema.canonical import Json
from shared_schema.records import (
    account,
    assessment,
    case,
    closure,
    conference,
    consent,
    directory,
    family,
    match,
    notes,
    plan,
    referral,
    reunification,
    review,
    service,
    task,
    tracing,
    training,
    transfer,
    visit,
)
from shared_schema.records.kind import Kind

SCHEMA_VERSION = 1

_KINDS = (
    case.CASE,
    family.FAMILY_MEMBER,
    family.CONTACT_POINT,
    consent.CONSENT,
    assessment.ASSESSMENT,
    account.TRAFFICKING_ACCOUNT,
    account.TRAFFICKING_EVENT,
    account.PERPETRATOR,
    tracing.TRACING_INQUIRY,
    tracing.TRACING_ACTION,
    match.MATCH,
    match.VERIFICATION,
    reunification.REUNIFICATION,
    plan.REINTEGRATION_PLAN,
    plan.GOAL,
    referral.REFERRAL,
    service.SERVICE,
    conference.CASE_CONFERENCE,
    conference.CONFERENCE_ATTENDEE,
    conference.CONFERENCE_DECISION,
    task.TASK,
    visit.VISIT,
    closure.CLOSURE,
    notes.CASE_NOTE,
    notes.ATTACHMENT,
    notes.STUDY_RESPONSE,
    transfer.CASE_TRANSFER,
    transfer.CASE_LINK,
    directory.PROVIDER,
    directory.PROVIDER_SERVICE,
    directory.OFFICE,
    directory.WORKER,
    directory.SETTING,
    directory.WORDING,
    training.TRAINING,
    training.TRAINING_ATTENDEE,
    review.REVIEW_QUESTION,
    review.REVIEW_DECISION,
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _KINDS}


@dataclass(frozen=True, slots=True)
class Upcast:
    """One step: turns a `set` of `kind` written by schema `version` into one of `version + 1`."""

    kind: str
    version: int
    step: Callable[[Mapping[str, Json]], Mapping[str, Json]]


UPCASTS: tuple[Upcast, ...] = ()


def kind_of(name: str) -> Kind | None:
    """The kind of that name; None where this version does not know it."""
    return KINDS.get(name)


def upcast(
    kind: str, version: int, values: Mapping[str, Json], *, chain: tuple[Upcast, ...] = UPCASTS
) -> Mapping[str, Json]:
    """The registers of `values` as the present schema reads them; applied at reading, never to signed bytes.

    Steps of `kind` run in the order of their versions, from `version` on; unknown registers pass through, and what
    a newer schema wrote comes back as it is.
    """
    for link in sorted(chain, key=lambda link: link.version):
        if link.kind == kind and link.version >= version:
            values = link.step(values)
    return values
