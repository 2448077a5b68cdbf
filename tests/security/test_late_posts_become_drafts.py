"""A form sent to a locked laptop is sealed, waits, and is a draft after unlocking; nobody reads it meanwhile."""

from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from field_client.files import Files
from field_client.vault.drop_key import new_drop_key, open_late, public_half, seal_late
from field_client.web.late import FORM, MOST_BYTES, MOST_FILES, LateFolder, LatePost, late_post
from shared_schema.identifiers import Id
from tests.builders.records import a_case
from tests.field_client.sync.laptops import CountedRandom, Field, save
from tests.field_client.web.programs import OpenProgram, a_program, an_open_program, form_fields
from tests.security.processes import a_running_program

CANARY = "she-said-canary-4711"
NO_PAGE = {"draft": "x", "_record": "x", "_seen": "{}", "_marks": "{}"}


@pytest.fixture
def case(laptop: Field) -> Id:
    """A case of the laptop's own worker."""
    opened = laptop.open()
    edit = a_case(worker=opened.book.person)
    save(opened, edit)
    opened.close()
    return edit.record


def test_a_form_sent_after_the_lock_comes_back_as_a_draft(laptop: Field, case: Id, tmp_path: Path) -> None:
    path = f"/cases/{case}/case_note/new"
    with a_running_program(laptop, tmp_path) as running:
        running.let_in()
        running.unlock()
        fields = form_fields(running.ask("GET", path).text)
        running.ask("POST", "/lock")
        running.wait_until_ready()
        late = running.ask("POST", path, {**fields, "text": CANARY, "_do": "save"}, csrf=False)
        assert late.status == 423
        assert "sealed" in late.text
        (file,) = (laptop.config.data / "late").iterdir()
        assert file.stat().st_mode & 0o777 == 0o600
        assert not [
            one for one in laptop.config.data.rglob("*") if one.is_file() and CANARY.encode() in one.read_bytes()
        ]
        running.unlock()
        assert CANARY in running.ask("GET", path).text
        assert not list((laptop.config.data / "late").iterdir())
    opened = laptop.open()
    try:
        (draft,) = opened.book.drafts()
        assert draft.draft == fields["draft"]
        assert opened.book.open(case).values["given_name_latin"] == "Chenda"  # saved as a draft, not as a record
    finally:
        opened.close()


@pytest.mark.parametrize(
    ("headers", "cookies"),
    [
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": "null"}, True),
        ({"Sec_Fetch_Site": "cross-site"}, True),
        ({}, False),
    ],
)
def test_only_our_own_pages_leave_something_behind(
    laptop: Field, case: Id, headers: dict[str, str], cookies: bool
) -> None:
    with a_program(laptop) as made:
        if cookies:
            made.let_in()
        data = {**NO_PAGE, "note": CANARY}
        answer = made.post(f"/cases/{case}/case_note/new", data, csrf=False, **headers)
        assert answer.status_code == 403
        assert not (laptop.config.data / "late").exists()


def test_what_is_no_form_with_a_draft_is_not_kept(laptop: Field) -> None:
    with _locked_again(laptop) as made:
        for path in ("/sync/start", "/backups/make", "/settings", "/alive"):
            assert made.post(path, {"language": "km", "draft": "x"}, csrf=False).status_code == 423
        assert not (laptop.config.data / "late").exists()


def test_a_post_that_its_page_refuses_stays_sealed(laptop: Field) -> None:
    with _locked_again(laptop) as made:
        assert made.post("/no/such/page", NO_PAGE, csrf=False).status_code == 423
        assert made.unlock().status_code == 303
        assert len(list((laptop.config.data / "late").iterdir())) == 1


def test_a_step_sent_to_a_locked_laptop_is_not_taken_when_it_opens(laptop: Field, case: Id) -> None:
    with _locked_again(laptop) as made:
        step = {**NO_PAGE, "draft": a_new_id(laptop), "_reason": "typed by whoever stood at the locked laptop"}
        assert made.post(f"/cases/{case}/case/{case}/void", step, csrf=False).status_code == 423
        assert made.unlock().status_code == 303
        assert not made.program.held().book.open(case).is_retracted


def test_the_same_form_becomes_a_draft_in_one_process(laptop: Field, case: Id) -> None:
    path = f"/cases/{case}/case_note/new"
    with an_open_program(laptop) as made:
        fields = form_fields(made.get(path).get_data(as_text=True))
    with _locked_again(laptop) as made:
        assert made.post(path, {**fields, "text": CANARY, "_do": "save"}, csrf=False).status_code == 423
        assert made.unlock().status_code == 303
        (draft,) = made.program.held().book.drafts()
        assert draft.draft == fields["draft"]


def test_no_page_of_the_program_itself_answers_a_form_that_came_late(laptop: Field) -> None:
    with _locked_again(laptop) as made:
        held = made.program.shell.read()
        for path in ("/settings", "/backups/make", "/sync/start", "/lock"):
            _seal(made, laptop, LatePost(path, {"draft": ["x"], "idle_minutes": ["15"], "text_size": ["150"]}))
        assert made.unlock().status_code == 303
        assert made.program.shell.read() == held
        assert made.program.state == "open"
        assert len(list((laptop.config.data / "late").iterdir())) == 4


@pytest.mark.parametrize(
    "inside", [b"no json", b"[]", b'{"path":1,"fields":{}}', b'{"path":"/x","fields":{"draft":1}}']
)
def test_a_file_that_holds_no_form_does_not_keep_the_laptop_shut(laptop: Field, inside: bytes) -> None:
    with _locked_again(laptop) as made:
        folder = laptop.config.data / "late"
        folder.mkdir()
        (folder / "00.late").write_bytes(seal_late(inside, public=made.program.shell.read().drop_key))
        assert made.unlock().status_code == 303


def test_what_else_lies_in_the_folder_does_not_keep_the_laptop_shut(laptop: Field) -> None:
    with _locked_again(laptop) as made:
        folder = laptop.config.data / "late"
        (folder / "00.late").mkdir(parents=True)
        (folder / "01.late").write_bytes(b"0" * (MOST_BYTES + 8192))
        assert made.unlock().status_code == 303


def test_a_form_that_breaks_its_page_does_not_keep_the_laptop_shut(laptop: Field, case: Id) -> None:
    with _locked_again(laptop) as made:
        made.app.view_functions["records.new"] = _break
        assert made.post(f"/cases/{case}/case_note/new", NO_PAGE, csrf=False).status_code == 423
        assert made.unlock().status_code == 303


def test_forms_that_their_page_refuses_keep_no_place_of_those_that_come(laptop: Field, case: Id) -> None:
    path = f"/cases/{case}/case_note/new"
    with an_open_program(laptop) as made:
        fields = form_fields(made.get(path).get_data(as_text=True))
    with _locked_again(laptop) as made:
        for _ in range(MOST_FILES):
            _seal(made, laptop, LatePost("/no/such/page", {"draft": ["x"], "_record": ["y"]}))
        assert made.unlock().status_code == 303
    with _locked_again(laptop) as made:
        assert made.post(path, {**fields, "text": CANARY, "_do": "save"}, csrf=False).status_code == 423
        assert made.unlock().status_code == 303
        assert [draft.draft for draft in made.program.held().book.drafts()] == [fields["draft"]]
    folder = laptop.config.data / "late"
    assert len(list(folder.iterdir())) == MOST_FILES  # nothing was thrown away for it


def _break(**_address: object) -> str:
    raise RuntimeError(CANARY)


def a_new_id(laptop: Field) -> str:
    """An id as a page gives it."""
    return laptop.tools.new_id()


def _seal(made: OpenProgram, laptop: Field, post: LatePost) -> None:
    folder = LateFolder(Files(), laptop.config.data, random=laptop.tools.random)
    assert folder.keep(post, public=made.program.shell.read().drop_key)


def test_twenty_files_are_kept_and_no_more(tmp_path: Path) -> None:
    random = CountedRandom("late")
    private = new_drop_key(random)
    folder = LateFolder(Files(), tmp_path, random=random)
    post = LatePost("/cases/x/visit/new", {"draft": ["d"]})
    kept = [folder.keep(post, public=public_half(private)) for _ in range(MOST_FILES + 1)]
    assert kept == [True] * MOST_FILES + [False]
    assert folder.take(lambda found: found == post, private=private) == MOST_FILES


def test_a_file_sealed_to_another_store_is_left_alone(tmp_path: Path) -> None:
    random = CountedRandom("late")
    folder = LateFolder(Files(), tmp_path, random=random)
    folder.keep(LatePost("/x", {"draft": ["d"]}), public=public_half(new_drop_key(random)))
    assert folder.take(lambda _found: True, private=new_drop_key(random)) == 0
    assert len(list((tmp_path / "late").iterdir())) == 1


def test_without_a_drop_key_nothing_is_written_in_the_clear(tmp_path: Path) -> None:
    folder = LateFolder(Files(), tmp_path, random=CountedRandom("late"))
    assert not folder.keep(LatePost("/x", {"draft": ["d"]}), public="")
    assert not (tmp_path / "late").exists()


def test_the_token_is_not_kept_and_a_flipped_byte_opens_nothing() -> None:
    for form in FORM:
        post = late_post("/x", MultiDict([("draft", "d"), (form, "1"), ("csrf", "secret"), ("a", "1"), ("a", "2")]))
        assert post == LatePost("/x", {"draft": ["d"], form: ["1"], "a": ["1", "2"]})
    random = CountedRandom("late")
    private = new_drop_key(random)
    sealed = seal_late(b"text", public=public_half(private))
    for at in range(len(sealed)):
        flipped = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        assert open_late(flipped, private=private) is None


class _locked_again:
    """A program that was open once, so that it has a drop key, and is locked now."""

    def __init__(self, laptop: Field) -> None:
        with an_open_program(laptop):
            pass
        self._block = a_program(laptop)

    def __enter__(self) -> OpenProgram:
        made = self._block.__enter__()
        made.let_in()
        return made

    def __exit__(self, *error: object) -> None:
        self._block.__exit__(None, None, None)
