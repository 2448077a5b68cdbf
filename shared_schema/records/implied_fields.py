"""Fields that follow from a declaration without being declared: "other" beside open-ended lists, and the retraction."""

from shared_schema.records.field import Field, Privacy, When
from shared_schema.records.policy import Ask, Group, Once
from shared_schema.records.types import Bool, Text
from shared_schema.vocabularies.code_list import OTHER

RETRACTED, RETRACTED_REASON = "retracted", "retracted_reason"


def other_text(declared: Field) -> Field:
    """The text beside an open-ended list; it merges as the list does, and is asked when "other" was chosen."""
    policy = declared.policy if isinstance(declared.policy, Group | Once) else Ask()
    return Field(
        declared.name + "_other",
        Text(),
        declared.en + ": other",
        declared.km + "៖ ផ្សេងទៀត",
        Privacy.ACCOUNT,
        policy,
        asked_when=When(declared.name, (OTHER,)),
        home_only=declared.home_only,
    )


def retraction(*, is_in_two_dossiers: bool) -> tuple[Field, Field]:
    """Voided or not, and why. In two dossiers the reason is for the home alone, so it cannot be one register with it."""
    group, voided = Group("retraction"), When(RETRACTED, (True,))
    reason = Field(
        RETRACTED_REASON,
        Text(),
        "Reason for voiding",
        "មូលហេតុនៃការលុបចោល",
        Privacy.ACCOUNT,
        Ask() if is_in_two_dossiers else group,
        required_when=None if is_in_two_dossiers else voided,
        asked_when=voided if is_in_two_dossiers else None,
        home_only=is_in_two_dossiers,
    )
    return Field(RETRACTED, Bool(), "Voided", "បានលុបចោល", Privacy.OPERATIONAL, group), reason
