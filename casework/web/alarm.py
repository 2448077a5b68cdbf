"""Tasks for answers that mean danger, on any form that may hold one: the visit, a relative, a verification.

Only what was not so before raises an alert; the task goes into the save set of the answer.
"""

from casework.alert_tasks import Raised, alert_tasks, supervisor_of
from casework.book import Edit, Query
from casework.forms.taking import Taken
from casework.web.answers import answer_words
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from shared_schema.merge.policy import Shown
from shared_schema.records.kinds import KINDS
from shared_schema.rules.alerts import ALARMING, alarming_registers
from shared_schema.rules.reading import answer

MOST_READ = 500


def alarm_tasks(taken: Taken, before: Shown | None, *, desk: Desk, surroundings: Surroundings) -> tuple[Edit, ...]:
    """The tasks that answer what this form newly raises; none for kinds that raise nothing."""
    if taken.kind not in ALARMING:
        return ()
    known = () if before is None else alarming_registers(taken.kind, before.values)
    fresh = [name for name in alarming_registers(taken.kind, taken.values) if name not in known]
    if not fresh:
        return ()
    raised = [Raised(taken.record, taken.home, name, _title(taken, name, desk, surroundings)) for name in fresh]
    owner = _supervisor(taken, surroundings)
    who = taken.person.worker if owner is None else owner.record_id
    return alert_tasks(raised, owner=who, today=desk.today(), new_id=desk.new_id)


def _title(taken: Taken, name: str, desk: Desk, surroundings: Surroundings) -> str:
    language = desk.reader().language
    label = KINDS[taken.kind].fields[name].label(language)
    value = answer_words(taken.kind, name, taken.values[name], surroundings.wording)
    return desk.phrases.say(language, "Alert to look at: %(question)s %(answer)s", question=label, answer=value)


def _supervisor(taken: Taken, surroundings: Surroundings) -> Shown | None:
    head = surroundings.dossier.head if surroundings.dossier is not None else None
    office = answer(head, "office")
    workers = surroundings.book.list(Query("worker"), limit=MOST_READ).records
    return supervisor_of(workers, office if isinstance(office, str) else taken.person.office)
