"""One case during one request: its own dossier, what was joined to it, its head and outline; 404 for anything else."""

from dataclasses import dataclass

from flask import abort

from casework.joined import Together
from casework.outline import Outline, outline_of
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.joined_view import lead_to_kept
from casework.web.record_places import CASES, Stand
from shared_schema.merge.policy import Shown
from shared_schema.rules.dossier import Dossier


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One case. `dossier` = its own, of which steps and lists speak; `whole` = with what was joined to it."""

    desk: Desk
    around: Surroundings
    together: Together
    whole: Dossier
    head: Shown
    outline: Outline | None

    @property
    def dossier(self) -> Dossier:
        """The dossier of the case itself."""
        return self.together.own

    @property
    def language(self) -> str:
        """The reader's language."""
        return self.desk.reader().language

    @property
    def stand(self) -> Stand:
        """Where new records of this case stand."""
        return Stand(CASES, self.head.record_id)


def open_case(desk: Desk, case: str) -> OpenCase:
    """The case of an address, or the way to the one it was joined to; 404 for an inquiry and for what is not hers."""
    around = Surroundings(desk, case)
    found = around.together
    head = None if found is None else found.own.head
    if found is None or head is None or head.kind != "case":
        abort(404)
    lead_to_kept(around)
    return OpenCase(desk, around, found, found.whole, head, outline_of(found.own, desk.today()))
