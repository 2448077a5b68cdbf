"""The language of a page is switched in the running program: text of open forms and choices of lists come along."""

from tests.builders.records import a_case
from tests.field_client.sync.laptops import Field, save
from tests.field_client.web.programs import an_open_program


def test_an_open_form_comes_back_in_the_other_language_with_its_text(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        held = made.program.held()
        case = a_case(worker=held.book.person)
        save(held, case)
        path = f"/cases/{case.record}/case_note/new"
        page = made.get(path).get_data(as_text=True)
        hidden = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("draft", "_record")}
        typed = {**hidden, "_seen": "{}", "_marks": "{}", "text": "the neighbour told", "_do": "language:km"}
        asked = made.post(path, typed)
        assert asked.status_code == 307
        answer = made.post(asked.headers["Location"].removeprefix(made.program.prefix), typed)
        assert answer.status_code == 303 and f"draft={hidden['draft']}" in answer.headers["Location"]
        again = made.get(answer.headers["Location"].removeprefix(made.program.prefix)).get_data(as_text=True)
        assert 'lang="km"' in again and "the neighbour told" in again


def test_a_narrowed_list_stays_narrowed(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        page = made.get("/cases").get_data(as_text=True)
        assert 'form="cases-form"' in page and "again=1" in page
        address = page.split('formaction="')[1].split('"')[0].replace("&amp;", "&").removeprefix(made.program.prefix)
        answer = made.post(address, {"status": "closed", "text": "Sok"})
        assert answer.status_code == 307 and answer.headers["Location"].endswith("/cases")
        shown = made.post("/cases", {"status": "closed", "text": "Sok"}).get_data(as_text=True)
        assert 'lang="km"' in shown and '<option value="closed" selected>' in shown


def test_a_list_with_choices_in_its_address_keeps_them(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        page = made.get("/sync?from=here").get_data(as_text=True)
        assert 'name="next" value="' + made.program.prefix + '/sync?from=here"' in page


def test_the_centre_has_its_khmer_name_in_khmer_sentences(laptop: Field) -> None:
    with an_open_program(laptop) as made:
        made.post("/settings", {"language": "km", "text_size": "100", "idle_minutes": "5"})
        for path in ("/safety/travel", "/safety/wipe", "/backups", "/courier", "/sync"):
            shown = made.get(path).get_data(as_text=True)
            assert 'lang="km"' in shown and "Phnom Penh" not in shown, path
