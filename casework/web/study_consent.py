"""What the list of study waves says of consent to a study: without it in force on the day of asking none is saved."""

from casework.web.case_safety import consent_url
from casework.web.case_sections import STUDY
from casework.web.consent_view import PurposeLine, purpose_lines
from casework.web.record_screen import Screen

RESEARCH = "research"


def study_consent(screen: Screen) -> tuple[PurposeLine, str] | None:
    """How it stands today, and where it is recorded; None for other kinds."""
    dossier, desk = screen.surroundings.dossier, screen.desk
    if screen.kind.name != STUDY or dossier is None:
        return None
    lines = purpose_lines(dossier, desk.today(), language=desk.reader().language, phrases=desk.phrases)
    line = next((one for one in lines if one.purpose == RESEARCH), None)
    return None if line is None else (line, consent_url(screen.home))
