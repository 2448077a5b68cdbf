"""What the centre keeps in codes gives the same figures as the whole dossiers, and holds no name or account."""

from casework.reports.coded import code_dossier, read_coded
from casework.reports.report import Beside, report
from shared_schema.rules.dossier import DatedValue, Dossier
from tests.casework.reports.caseloads import ASKED, a_dossier, a_relative, a_return_home, a_service, an_inquiry, seen
from tests.shared_schema.rules.dossiers import a_record

NAME, WORDS, VILLAGE = "Examplary Secret", "what she told", "0201040"


def a_caseload() -> list[Dossier]:
    service = a_service("s1", "2026-05-01", grant_code="G-1", notes=WORDS)
    told = seen("v1", "2026-05-02", person_says=WORDS, re_trafficking="suspected")
    danger = seen("v2", "2026-05-09", safety="danger")
    family = a_relative("m", name_latin=NAME, notes=WORDS)
    return [
        a_dossier(
            "a",
            *(service, a_return_home("r", "2026-01-01"), told, family),
            given_name_latin=NAME,
            current_place={"country": "KH", "province": "02", "village": VILLAGE, "detail": NAME},
            risk_reason=WORDS,
        ),
        a_dossier("b", a_service("s2", "2025-05-01", grant_code=NAME), danger, a_return_home("r2", "2025-07-01")),
        a_dossier("c", a_record("trafficking_account", "t", {"account": WORDS, "trafficking_status": "actual_victim"})),
        an_inquiry("i", sought_given_name_latin=NAME),
    ]


def test_every_figure_of_the_coded_dossiers_is_that_of_the_whole_ones() -> None:
    whole = a_caseload()
    dated = {("a", "group:status"): (DatedValue("2026-01-01", {"stage": "monitoring_support"}, None, ("d", 1)),)}
    whole[0] = Dossier("a", whole[0].records, {}, dated)
    coded = [read_coded(one.home, code_dossier(one)) for one in whole]
    for number, figure in report(whole, Beside(), ASKED).items():
        assert report(coded, Beside(), ASKED)[number] == figure, number


def test_no_name_account_or_village_is_in_the_codes() -> None:
    text = "".join(code_dossier(one) for one in a_caseload())
    for secret in (NAME, WORDS, VILLAGE, "trafficking_account", "actual_victim", "2005-03-01"):
        assert secret not in text
    assert '"province":"02"' in text
