"""Case exchange in the words of HTCDS 2.0: cases as one recipient may have them, under consent that is in force.

HTCDS is a draft standard: the file names the version. A code without counterpart goes out as Other with our label. What
the consent does not name is not there: identity, needs, assessment, account each by its own scope. Perpetrators go by
role alone, never by name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.field import is_non_answer
from shared_schema.rules.consent import has_consent
from shared_schema.rules.dossier import Dossier
from shared_schema.rules.reading import answer, choices
from shared_schema.vocabularies.registry import VOCABULARIES

FORMAT, VERSION = "HTCDS", "2.0 (draft standard)"
SCOPES = ("identity", "contact", "needs", "assessment", "health", "family", "account")
TRAFFICKED = ("trafficking_sexual", "trafficking_labour", "trafficking_other")
DOMAINS = tuple(f"d_{one.code}" for one in VOCABULARIES["outcome_domain"])
_WORDS = frozenset({"Objectives"})
BY_EXPLOITATION = {"sexual_exploitation": "SexualExploitationRehabilitation"}
LABOUR = ("forced_labour", "child_labour")


@dataclass(frozen=True, slots=True)
class To:
    """Who receives: an organisation of the directory, or the ministry (None)."""

    provider: Id | None
    name: str


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What goes out, and the numbers of the cases that stay: their consent does not reach this recipient."""

    document: dict[str, Json]
    left_out: tuple[str, ...]


def exchange(dossiers: Iterable[Dossier], to: To, on: date, *, with_names: bool) -> Exchanged:
    """The cases that this recipient may have on a day."""
    cases: list[Json] = []
    left_out: list[str] = []
    for dossier in dossiers:
        scopes = scopes_in_force(dossier, to, on)
        needed = {"identity"} if with_names else set(SCOPES)
        if dossier.head is None or dossier.head.is_retracted or not needed & scopes:
            left_out.append(str(answer(dossier.head, "case_number") or dossier.home))
            continue
        cases.append(_case(dossier, scopes, with_names=with_names))
    document: dict[str, Json] = {
        "format": FORMAT,
        "version": VERSION,
        "made_on": on.isoformat(),
        "recipient": to.name,
        "with_names": with_names,
        "cases": cases,
    }
    return Exchanged(document, tuple(left_out))


def scopes_in_force(dossier: Dossier, to: To, on: date) -> frozenset[str]:
    """What may be shared with the recipient on a day."""
    purpose = "share_with_government" if to.provider is None else "share_with_provider"

    def may(scope: str) -> bool:
        return has_consent(dossier, purpose, on, provider=to.provider, scope=(scope,))

    return frozenset(scope for scope in SCOPES if may(scope))


def coded(vocabulary: str, code: Json) -> Json:
    """A code in HTCDS words; Other with our label where it has none."""
    if not isinstance(code, str):
        return None
    codes = VOCABULARIES[vocabulary]
    if code not in codes:
        return {"code": "Other", "label": code}
    found = codes[code]
    outside = found.external.get("H")
    return outside if outside else {"code": "Other", "label": found.report_label("en")}


def _case(dossier: Dossier, scopes: frozenset[str], *, with_names: bool) -> Json:
    head = dossier.head
    assert head is not None
    blocks: dict[str, Json] = {
        "Case": _without_nothing(
            {
                "Reference": answer(head, "case_number"),
                "Status": _status(head),
                "OpenedDate": answer(head, "registered_on"),
                "ClosedDate": answer(head, "closed_on"),
                "ReferralSource": coded("identification", answer(head, "identified_by")),
            }
        ),
        "Individual": _individual(head, scopes, with_names=with_names),
        "con_Consent": [_consent(one) for one in dossier.of_kind("consent")],
        "TraffickingStatus": _trafficking_status(dossier, head, may_tell="account" in scopes),
    }
    for scope, name, make in _BLOCKS:
        if scope in scopes:
            blocks[name] = [_told(one, with_words=with_names) for one in make(dossier)]
    return blocks


def _told(block: Json, *, with_words: bool) -> Json:
    """A block; what somebody wrote in words goes with names alone."""
    if with_words or not isinstance(block, dict):
        return block
    return {name: value for name, value in block.items() if name not in _WORDS}


def _status(head: Shown) -> Json:
    if answer(head, "status") == "closed":
        return "ClosedReferred" if answer(head, "closure_reason") == "transferred_out" else "Closed"
    return coded("case_stage", answer(head, "stage"))


def _individual(head: Shown, scopes: frozenset[str], *, with_names: bool) -> Json:
    found: dict[str, Json] = {"Gender": coded("sex", answer(head, "sex")), "Nationality": answer(head, "nationality")}
    if with_names and "identity" in scopes:
        for name in ("family_name_km", "given_name_km", "family_name_latin", "given_name_latin", "other_names"):
            found[name] = answer(head, name)
        found["DateOfBirth"] = answer(head, "date_of_birth")
        found["DateOfBirthEstimated"] = answer(head, "is_estimated")
    else:
        born = answer(head, "date_of_birth")
        found["YearOfBirth"] = str(born)[:4] if isinstance(born, str) else None
    return _without_nothing(found)


def _consent(entry: Shown) -> Json:
    return _without_nothing(
        {
            "Purpose": answer(entry, "purpose"),
            "Decision": "Withdrawn" if answer(entry, "withdrawn_on") else str(answer(entry, "decision")).capitalize(),
            "Date": answer(entry, "decided_on"),
            "WithdrawnDate": answer(entry, "withdrawn_on"),
            "Until": answer(entry, "expires_on"),
        }
    )


def _trafficking_status(dossier: Dossier, head: Shown, *, may_tell: bool) -> Json:
    account = next(dossier.of_kind("trafficking_account"), None)
    if may_tell and account is not None and answer(account, "trafficking_status") is not None:
        return coded("trafficking_status", answer(account, "trafficking_status"))
    return "PossibleVictim" if answer(head, "primary_category") in TRAFFICKED else "NotAVictim"


def _trafficking(dossier: Dossier) -> Iterator[Json]:
    for account in dossier.of_kind("trafficking_account"):
        yield _without_nothing(
            {
                "TraffickingStatus": coded("trafficking_status", answer(account, "trafficking_status")),
                "DecisionMakingOrg": coded("deciding_body", answer(account, "status_decided_by")),
                "AgeWhenTrafficked": answer(account, "age_when_trafficked"),
                "RelationshipToTrafficker": coded(
                    "trafficker_relationship", answer(account, "relationship_to_trafficker")
                ),
                "MethodOfRecruitment": _all("recruitment_method", account, "recruitment_methods"),
                "MethodsOfControl": _all("control_method", account, "control_methods"),
                "TypeOfExploitation": _all("exploitation_type", account, "exploitation_types"),
                "TypeOfSexExploitation": _all("sexual_exploitation_type", account, "sexual_exploitation_types"),
                "ForcedLabourIndustry": coded("isic_section", answer(account, "labour_industry")),
                "CountryOfExploitation": answer(account, "exploited_in"),
            }
        )


def _events(dossier: Dossier) -> Iterator[Json]:
    for event in dossier.of_kind("trafficking_event"):
        yield _without_nothing(
            {"Type": coded("event_type", answer(event, "event_type")), "Date": answer(event, "happened_on")}
        )


def _perpetrators(dossier: Dossier) -> Iterator[Json]:
    for one in dossier.of_kind("perpetrator"):
        yield {"RoleInProcess": _all("perpetrator_role", one, "roles")}


def _assessments(dossier: Dossier) -> Iterator[Json]:
    for one in dossier.of_kind("assessment"):
        scores = {name.removeprefix("d_"): answer(one, name) for name in DOMAINS}
        yield _without_nothing(
            {
                "Date": answer(one, "assessed_on"),
                "RiskLevel": answer(one, "risk_level"),
                "RiskFactors": list(choices(one, "risk_factors")),
                "Scores": _without_nothing(scores),
            }
        )


def _goals(dossier: Dossier) -> Iterator[Json]:
    for goal in dossier.of_kind("goal"):
        yield _without_nothing(
            {
                "Objectives": answer(goal, "goal"),
                "Type": _support(dossier, answer(goal, "service_type")),
                "PlannedEndDate": answer(goal, "planned_end_date"),
                "ActualEndDate": answer(goal, "actual_end_date"),
            }
        )


def _referrals(dossier: Dossier) -> Iterator[Json]:
    for referral in dossier.of_kind("referral"):
        receiver = dossier.find(answer(referral, "provider"))
        yield _without_nothing(
            {
                "ReceivingOrganisationType": coded("org_type", answer(receiver, "provider_type")),
                "Date": answer(referral, "sent_on"),
                "Reason": coded("referral_reason", answer(referral, "reason")),
                "Service": _support(dossier, answer(referral, "service_type")),
            }
        )


def _support(dossier: Dossier, code: Json) -> Json:
    if code != "safety_protection":
        return coded("service_type", code)
    account = next(dossier.of_kind("trafficking_account"), None)
    found = choices(account, "exploitation_types")
    if "sexual_exploitation" in found:
        return BY_EXPLOITATION["sexual_exploitation"]
    return "LabourExploitationRehabilitation" if any(one in found for one in LABOUR) else "SocialCare"


def _all(vocabulary: str, record: Shown, name: str) -> list[Json]:
    return [coded(vocabulary, code) for code in choices(record, name)]


def _without_nothing(values: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in values.items() if value not in (None, [], {}) and not is_non_answer(value)}


_BLOCKS: Sequence[tuple[str, str, Callable[[Dossier], Iterable[Json]]]] = (
    ("account", "Trafficking", _trafficking),
    ("account", "HistoricTraffickingEvents", _events),
    ("account", "Perpetrators", _perpetrators),
    ("assessment", "RiskAssessment", _assessments),
    ("needs", "SupportPlan", _goals),
    ("needs", "Referral", _referrals),
)
