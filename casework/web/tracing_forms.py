"""The forms of family tracing: which questions of an inquiry stand in which section, and of an action. Names only."""

from casework.forms.sections import FormSpec, Section, default_spec, with_consent
from shared_schema.records.kinds import KINDS
from shared_schema.words.sentence import Words

INQUIRER = (
    "inquirer_name_km",
    "inquirer_name_latin",
    "relation",
    "inquirer_phone",
    "inquirer_place",
    "inquirer_concern",
)
# what another inquiry of the same family begins with: who is looking, never for whom
COPIED = tuple(name for name in INQUIRER if name != "relation")
SOUGHT = (
    "sought_family_name_km",
    "sought_given_name_km",
    "sought_family_name_latin",
    "sought_given_name_latin",
    "sought_nickname",
    "sought_sex",
    "sought_age_stated",
    "sought_age_stated_on",
    "sought_is_estimated",
    "sought_date_of_birth",
    "sought_animal_year",
    "sought_home_place",
)
KNOWN = (
    "separated_on",
    "separated_at",
    "separation_causes",
    "last_known_place",
    "last_heard_on",
    "last_phone",
    "distinguishing_marks",
    "relatives_named",
    "photo",
)
WHO_LOOKS = Words("Who is looking", "អ្នកណាកំពុងស្វែងរក")
FOR_WHOM = Words("For whom", "ស្វែងរកអ្នកណា")
WHAT_IS_KNOWN = Words("What is known", "អ្វីដែលដឹង")
_WHO_FOLLOWS = Words("Who follows the inquiry", "អ្នកទទួលបន្ទុកសំណើ")
_CONSENT = Words("Consent of the inquirer to family tracing", "ការយល់ព្រមរបស់អ្នកស្វែងរកចំពោះការស្វែងរកគ្រួសារ")


def new_inquiry() -> FormSpec:
    """A new inquiry with the consent it begins with."""
    kind = KINDS["tracing_inquiry"]
    other = tuple(f"{name}_other" for name in ("relation", "separation_causes") if f"{name}_other" in kind.fields)
    sections = (
        Section("inquirer", WHO_LOOKS, ("inquiry_date", *_with_other(INQUIRER, other))),
        Section("sought", FOR_WHOM, SOUGHT),
        Section("known", WHAT_IS_KNOWN, _with_other(KNOWN, other)),
        Section("work", _WHO_FOLLOWS, ("office", "case_worker")),
    )
    title = Words("New inquiry", "សំណើស្វែងរកថ្មី")
    return with_consent(FormSpec("tracing_inquiry", title, sections), title=_CONSENT)


def close_inquiry() -> FormSpec:
    """The outcome of an inquiry and the day it was closed."""
    section = Section("outcome", Words("Outcome", "លទ្ធផល"), ("outcome", "closed_on"))
    title = Words("Enter the outcome and close the inquiry", "បញ្ចូលលទ្ធផល ហើយបិទសំណើស្វែងរក")
    return FormSpec("tracing_inquiry", title, (section,), button=Words("Close the inquiry", "បិទសំណើស្វែងរក"))


def new_action() -> FormSpec:
    """A tracing action as it is declared."""
    return default_spec(KINDS["tracing_action"])


def _with_other(names: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for name in names for one in (name, f"{name}_other") if one == name or one in other)
