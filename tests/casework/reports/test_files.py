"""What leaves the house: editions as XLSX and CSV, and cases in the words of HTCDS."""

import io
from dataclasses import replace
from datetime import date

import orjson
from openpyxl import load_workbook

from casework.reports.edition import DONOR, EDITIONS, FIGURES, MINISTRY, Cover, figures_in
from casework.reports.figure import Figure, Share
from casework.reports.htcds import To, exchange
from casework.reports.kept import figure_from_json, figure_to_json, told_from_json
from casework.reports.release import MARK, external_value, from_json, hidden_places, publish, to_json
from casework.reports.report import Beside, report
from casework.reports.workbook import write_csv, write_workbook
from shared_schema.errors import HomewardError
from shared_schema.rules.dossier import Dossier
from shared_schema.words.sentence import Words
from tests.casework.reports.caseloads import ASKED, BTB, SRP, a_dossier, a_service
from tests.shared_schema.rules.dossiers import PROVIDER, a_consent, a_record, the_directory

COVER = Cover(ASKED.first, ASKED.last, Words("All", "ទាំងអស់"), "2026-07-10 12:00", 0)


def a_caseload(*, more: int = 0) -> list[Dossier]:
    """Battambang 30 women, Siem Reap 14 men and 3 women (and so many more)."""
    people = [("female", BTB)] * 30 + [("male", SRP)] * 14 + [("female", SRP)] * (3 + more)
    return [
        a_dossier(f"c{n:03}", a_service(f"s{n}", "2026-05-01", grant_code="=1+1"), sex=sex, office=office)
        for n, (sex, office) in enumerate(people)
    ]


def figures(*, more: int = 0) -> dict[str, Figure]:
    return report(a_caseload(more=more), Beside(targets={"F1": 100}), ASKED)


def test_an_edition_shows_no_number_below_eleven_nor_a_share_of_one() -> None:
    for edition in EDITIONS:
        chosen = figures_in(edition, figures())
        hidden = hidden_places(chosen, ASKED)
        for figure in chosen:
            for table in figure.tables:
                for row in table.rows:
                    for cell in row.cells:
                        value = external_value(cell, figure.counts, hidden)
                        if isinstance(cell, Share) and value not in (MARK, None):
                            assert figure.counts[cell.whole] >= 11
                        elif isinstance(value, int) and cell in hidden:
                            raise AssertionError(cell)


def test_successive_releases_hide_what_their_difference_would_tell() -> None:
    first = figures_in(FIGURES, figures())
    hidden = hidden_places(first, ASKED)
    kept = from_json(orjson.loads(orjson.dumps(to_json(publish(first, ASKED, hidden)))))
    later = replace(ASKED, first=date(2026, 7, 1), last=date(2026, 9, 30), today=date(2026, 10, 2))
    people = a_caseload() + [a_dossier(f"n{n}", a_service(f"t{n}", "2026-08-01")) for n in range(4)]
    second = figures_in(FIGURES, report(people, Beside(), later))
    ever = next(one for one in second[0].told if one.name == "F1.ever")
    assert ever not in hidden_places(second, later)
    assert ever in hidden_places(second, later, [kept])  # 51 less 47 told would say that four were new


def test_nothing_finer_than_a_quarter_leaves() -> None:
    month = replace(ASKED, last=date(2026, 4, 30))
    try:
        hidden_places(figures().values(), month)
    except HomewardError as error:
        assert error.code == "report.not_quarters"
    else:
        raise AssertionError("a month left the house")


def test_the_workbook_has_a_cover_and_a_sheet_for_each_part_and_no_formula() -> None:
    for edition, sheets in ((DONOR, 10), (MINISTRY, 11)):
        found = figures()
        chosen = {one.number: one for one in figures_in(edition, found)}
        hidden = hidden_places(chosen.values(), ASKED)
        book = load_workbook(io.BytesIO(write_workbook(edition, chosen, COVER, hidden)))
        assert len(book.sheetnames) == sheets
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
        assert any("ថ្ងៃ" in str(cell.value) for cell in cells)
        assert 3 not in [cell.value for cell in cells]  # three women of Siem Reap


def test_csv_holds_what_the_tables_hold_with_the_dash() -> None:
    chosen = {one.number: one for one in figures_in(FIGURES, figures())}
    text = write_csv(FIGURES, chosen, hidden_places(chosen.values(), ASKED)).decode("utf-8-sig")
    assert "F1,Primary beneficiaries reached" in text
    assert MARK in text
    assert "\n=" not in text and ",=" not in text


def test_a_figure_that_was_kept_is_the_same() -> None:
    for figure in figures().values():
        assert figure_from_json(orjson.loads(orjson.dumps(figure_to_json(figure)))) == figure


def test_what_a_page_tells_of_a_kept_figure_is_what_its_tables_say_and_cannot_be_released() -> None:
    for figure in figures().values():
        told = told_from_json(orjson.loads(orjson.dumps(figure_to_json(figure))))
        assert told.tables == figure.tables
        assert all(told.counts[place] == figure.counts[place] for place in figure.told)
        assert told.counts.items() <= figure.counts.items()
        assert told.sums == ()


def shared(*scopes: str, **values: object) -> Dossier:
    consent = a_consent("k", purpose="share_with_provider", scope=list(scopes), **values)
    account = a_record("trafficking_account", "t", {"trafficking_status": "actual_victim", "account": "words"})
    goal = a_record("goal", "g", {"goal": "her words", "service_type": "documents"})
    related = {one.record_id: one for one in the_directory()}
    whole = a_dossier("a", consent, account, goal, given_name_latin="Examplary", date_of_birth="2000-03-01")
    return replace(whole, related=related, held=frozenset({"directory"}))


def test_a_case_goes_out_only_as_far_as_consent_reaches() -> None:
    to, on = To(PROVIDER, "Example Skills Centre"), date(2026, 7, 10)
    coded = orjson.dumps(exchange([shared("needs")], to, on, with_names=False).document).decode()
    assert "Examplary" not in coded and "her words" not in coded and "ActualVictim" not in coded
    assert '"version":"2.0 (draft standard)"' in coded
    named = orjson.dumps(exchange([shared("needs", "identity", "account")], to, on, with_names=True).document).decode()
    assert "Examplary" in named and "ActualVictim" in named


def test_a_recipient_without_consent_in_force_is_told_which_case_stays() -> None:
    to, on = To("somebody-else", "Other"), date(2026, 7, 10)
    found = exchange([shared("identity")], to, on, with_names=True)
    assert found.document["cases"] == []
    assert len(found.left_out) == 1
    ended = exchange([shared("identity", withdrawn_on="2026-06-01")], To(PROVIDER, "x"), on, with_names=True)
    assert len(ended.left_out) == 1


def test_a_code_without_counterpart_goes_out_as_other_with_our_label() -> None:
    document = exchange([shared("needs")], To(PROVIDER, "x"), date(2026, 7, 10), with_names=False).document
    case = document["cases"]
    assert isinstance(case, list) and isinstance(case[0], dict)
    assert case[0]["SupportPlan"] == [{"Type": "Legal"}]


def test_one_office_after_all_of_them_tells_nothing_about_the_others() -> None:
    both_offices = replace(ASKED, offices=frozenset({BTB, SRP}))
    people = [a_dossier(f"c{n:03}", a_service(f"s{n}", "2026-05-01"), office=BTB if n > 2 else SRP) for n in range(33)]
    whole = figures_in(FIGURES, report(people, Beside(), both_offices))
    hidden = hidden_places(whole, both_offices)
    kept = publish(whole, both_offices, hidden)
    one = replace(ASKED, offices=frozenset({BTB}))
    part = figures_in(FIGURES, report(people, Beside(), one))
    ever = next(place for place in part[0].told if place.name == "F1.ever")
    assert "F1.ever" in kept.told and ever not in hidden_places(part, one)
    assert ever in hidden_places(part, one, [kept])  # 33 less 30 would say that three are of Siem Reap
    other = publish(whole, replace(both_offices, grant="G2"), hidden)
    assert ever not in hidden_places(part, replace(one, grant="G1"), [other])  # another grant says nothing of this one
