"""Voiding: a mistaken record leaves lists and figures and stays in history with the reason; nothing is deleted."""

from casework.book import Edit, Problems
from casework.forms.sentences import say_problem
from casework.web.desk import Desk
from shared_schema.canonical import Json
from shared_schema.errors import HomewardError
from shared_schema.identifiers import is_id
from shared_schema.merge.policy import Shown
from shared_schema.records.implied_fields import RETRACTED, RETRACTED_REASON
from shared_schema.records.kinds import KINDS


def save_voided(desk: Desk, shown: Shown, *, reason: str, draft: str) -> tuple[str, ...]:
    """Saves the voiding with its reason, or takes it back; gives the sentences of what is wrong, none where it stands.

    The same form sent twice (`draft`) is saved once.
    """
    language, kind = desk.reader().language, KINDS[shown.kind]
    say = desk.phrases.say
    if not reason:
        return (say(language, "Say why this record is voided, or why it counts again."),)
    values: dict[str, Json] = {RETRACTED: not shown.is_retracted, RETRACTED_REASON: reason}
    wrong = kind.check_values(values)
    if wrong:
        return (say(language, "The reason is too long. Shorten it to 120 characters."),)
    registers = kind.to_registers(values, shown.before())
    edit = Edit(shown.record_id, shown.kind, shown.home, registers, dict(shown.seen), reason)
    try:
        saved = desk.book().save([edit], draft=draft if is_id(draft) else None)
    except HomewardError as error:
        sentences = error.sentences(language)
        return (f"{sentences.happened} {sentences.next}",)
    if not isinstance(saved, Problems):
        return ()
    return tuple(say_problem(kind, one, language=language).text for one in saved.problems if not one.is_warning)
