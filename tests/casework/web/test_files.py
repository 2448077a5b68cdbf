"""Photos and papers on their pages: added by file, a draft at once, shown, handed out, refused by name."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from casework.book import Edit
from field_client.store.chunks import CHUNK_FOLDER
from shared_schema.errors import HomewardError
from shared_schema.records.file_value import UPLOADED_BYTES
from tests.builders.pictures import CANARY, a_paper, a_photo, a_recording
from tests.builders.records import a_case, a_record_id, a_visit, an_edit
from tests.builders.uploads import an_upload
from tests.casework.web.desks import CSRF, ADesk, APage, a_desk
from tests.casework.web.tracing_town import CASE, INQUIRY, a_consent, a_tracing_town

HOSTILE = "</textarea><script>x</script>\"'&<b>"
FILES = "/cases/{case}/files"


@pytest.fixture
def desk(tmp_path: Path) -> ADesk:
    return a_desk(tmp_path)


@pytest.fixture
def case(desk: ADesk) -> str:
    edit = a_case()
    desk.saved(edit)
    return edit.record


def chosen(desk: ADesk, page: APage, data: bytes, *, status: int = 303, name: str = "IMG_2231.jpg") -> APage:
    """Sends the form that adds a file, as a browser would."""
    form = page.form("add-file")
    fields = {"csrf": CSRF, **form.values, "_do": "add"}
    answer = desk.client.post(form.action, **an_upload(fields, data, name=name))
    assert answer.status_code == status, answer.status_code
    return APage(answer, answer.get_data(as_text=True))


def added(desk: ADesk, case: str, data: bytes, **typed: object) -> str:
    """A file added and saved; the id of its record."""
    before = {one.record_id for one in desk.laptop.book.dossier(case).of_kind("attachment")}
    page = desk.follow(chosen(desk, desk.get(FILES.format(case=case)), data))
    desk.send(page, typed)
    (new,) = {one.record_id for one in desk.laptop.book.dossier(case).of_kind("attachment")} - before
    return new


def consent_to_photos(case: str) -> Edit:
    values = {
        "purpose": "photo",
        "decision": "given",
        "decided_on": "2026-11-01",
        "given_by": "authority",
        "child_assent": "yes",
        "evidence": "signature",
    }
    return an_edit("consent", values, home=case)


def lying(desk: ADesk) -> list[Path]:
    return sorted((desk.laptop.path / CHUNK_FOLDER).glob("*"))


def test_a_photo_is_added_by_file_described_and_listed(desk: ADesk, case: str) -> None:
    page = desk.get(FILES.format(case=case))
    assert "No photos or papers." in page.words
    about = desk.follow(chosen(desk, page, a_photo()))
    assert "Place information was removed." in about.words and "the picture that was added" in about.text.lower()
    listed = desk.follow(desk.send(about, {"caption": "At the market"}))
    assert "At the market" in listed.words and "On this laptop, not sent yet" in listed.words
    (shown,) = desk.laptop.book.dossier(case).of_kind("attachment")
    assert shown.values["attachment_type"] == "photo" and shown.values["caption"] == "At the market"
    assert shown.values["file"]["media_type"] == "image/jpeg" and "thumbnail" in shown.values["file"]
    assert desk.laptop.book.drafts() == ()


def test_pictures_are_shown_as_we_made_them_and_nothing_of_the_camera_reaches_a_page(desk: ADesk, case: str) -> None:
    record = added(desk, case, a_photo(900, 600))
    for page, side in (("thumbnail", 320), ("picture", 900)):
        answer = desk.client.get(f"/~test/cases/{case}/files/{record}/{page}")
        assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "no-store" and "filename" not in answer.headers["Content-Disposition"]
        assert max(Image.open(BytesIO(answer.data)).size) == side and CANARY not in answer.data
        assert int(answer.headers["Content-Length"]) == len(answer.data)


@pytest.mark.parametrize(("data", "ending"), [(a_paper(200_000), "pdf"), (a_recording("ogg"), "ogg")])
def test_papers_and_recordings_are_handed_out_as_files_under_a_neutral_name(
    desk: ADesk, case: str, data: bytes, ending: str
) -> None:
    record = added(desk, case, data, attachment_type="court_paper", caption="Verdict")
    one = desk.get(f"/cases/{case}/files/{record}")
    assert "unprotected in the downloads folder" in one.words and "<img" not in one.text
    answer = desk.client.get(f"/~test/cases/{case}/files/{record}/download")
    assert answer.data == data and answer.headers["Content-Type"] == "application/octet-stream"
    number = desk.laptop.book.open(case).values["case_number"]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="homeward-{number}-2026-11-21.{ending}"'
    assert desk.client.get(f"/~test/cases/{case}/files/{record}/picture").status_code == 404
    assert desk.client.get(f"/~test/cases/{case}/files/{record}/thumbnail").status_code == 404


def test_a_file_is_kept_as_a_draft_before_anything_else_is_asked(desk: ADesk, case: str) -> None:
    about = chosen(desk, desk.get(FILES.format(case=case)), a_photo())
    (draft,) = desk.laptop.book.drafts()
    assert draft.kind == "attachment" and lying(desk)
    page = desk.get(FILES.format(case=case))
    assert "is not saved yet" in page.words and f"draft={draft.draft}" in page.text
    key = draft.form["typed"]["file"][0].partition('"key":"')[2][:43]
    described = desk.follow(about)
    assert len(key) == 43 and key not in described.text and key not in page.text, "the key stays in the store"
    small = desk.client.get(f"/~test/cases/{case}/files/{draft.record}/thumbnail")
    assert small.status_code == 200, "the picture is shown before it is saved"


def test_the_same_form_sent_twice_is_one_file(desk: ADesk, case: str) -> None:
    page = desk.get(FILES.format(case=case))
    first = chosen(desk, page, a_photo())
    count = len(lying(desk))
    assert chosen(desk, page, a_photo()).location == first.location and len(desk.laptop.book.drafts()) == 1
    assert len(lying(desk)) == count
    about = desk.follow(first)
    desk.send(about, {})
    desk.send(about, {}, status=303)
    chosen(desk, page, a_photo())
    assert len(list(desk.laptop.book.dossier(case).of_kind("attachment"))) == 1 and len(lying(desk)) == count


def test_a_discarded_file_leaves_nothing(desk: ADesk, case: str) -> None:
    about = desk.follow(chosen(desk, desk.get(FILES.format(case=case)), a_photo()))
    desk.send(about, {}, do="discard-surely")
    assert desk.laptop.book.drafts() == () and lying(desk) == []


@pytest.mark.parametrize(
    ("data", "english", "khmer"),
    [
        (b"%PDF-" + bytes(UPLOADED_BYTES), "larger than 10 MB", "ធំជាង 10 MB"),
        (b"%PDF-" + bytes(9 * 1024 * 1024), "more than 8 MB here", "លើស 8 MB"),
        (b"MZ\x90\x00 a program", "cannot be kept", "ប្រភេទនេះ"),
        (a_photo()[:-200], "picture is damaged", "រូបភាពនេះខូច"),
        (b"", "No file was chosen", "មិនបានជ្រើសរើសឯកសារ"),
    ],
    ids=["ten", "eight", "type", "damaged", "empty"],
)
def test_what_is_refused_is_refused_by_name_on_the_same_page(
    desk: ADesk, case: str, data: bytes, english: str, khmer: str
) -> None:
    refused = chosen(desk, desk.get(FILES.format(case=case)), data, status=422)
    assert english in refused.words and "Photos and papers" in refused.words
    desk.say_khmer()
    assert khmer in chosen(desk, desk.get(FILES.format(case=case)), data, status=422).words
    assert desk.laptop.book.drafts() == () and lying(desk) == []


def test_a_full_disk_keeps_the_page(desk: ADesk, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(name: str, sealed: bytes) -> None:
        raise HomewardError("files.disk_full", errno=28)

    monkeypatch.setattr(desk.laptop.store.chunks, "keep", full)
    page = chosen(desk, desk.get(FILES.format(case=case)), a_photo(), status=507)
    assert "Photos and papers" in page.words and "disk" in page.words.lower()


def test_the_page_warns_before_a_photo_without_consent(desk: ADesk, case: str) -> None:
    page = desk.get(FILES.format(case=case))
    assert "No consent to photos is in force." in page.words and "purpose=photo" in page.text
    about = desk.follow(chosen(desk, page, a_photo()))
    assert "No consent to photos is in force." in about.words
    listed = desk.follow(desk.send(about, {}))
    assert "Photo: no consent in force" in listed.words
    desk.saved(consent_to_photos(case))
    listed = desk.get(FILES.format(case=case))
    assert "Photo: consent in force" in listed.words and "No consent to photos is in force." not in listed.words


def test_a_paper_without_a_face_is_not_warned_about(desk: ADesk, case: str) -> None:
    about = desk.follow(chosen(desk, desk.get(FILES.format(case=case)), a_paper()))
    assert "kept as it came" in about.words and "No consent to photos" not in about.words


def test_a_signed_form_is_added_from_the_consent_it_belongs_to(desk: ADesk, case: str) -> None:
    consent = consent_to_photos(case)
    desk.saved(consent)
    ledger = desk.get(f"/cases/{case}/consent")
    assert "Add the signed form" in ledger.words
    page = desk.get(f"{FILES.format(case=case)}?for={consent.record}&register=evidence_file")
    about = desk.follow(chosen(desk, page, a_paper()))
    assert about.form("record-form").values["attachment_type"] == "consent_form"
    back = desk.follow(desk.send(about, {"caption": "Form of 1 November"}))
    assert "All decisions" in back.words
    (paper,) = desk.laptop.book.dossier(case).of_kind("attachment")
    assert desk.laptop.book.open(consent.record).values["evidence_file"] == paper.record_id
    assert "Signed form of the consent: Photo" in desk.get(FILES.format(case=case)).words


def test_only_a_picture_may_be_chosen_as_a_photo_and_any_paper_as_a_signed_form(desk: ADesk, case: str) -> None:
    picture, paper = added(desk, case, a_photo()), added(desk, case, a_paper(), attachment_type="court_paper")
    shown, consent = desk.laptop.book.open(case), consent_to_photos(case)
    desk.saved(consent)
    edit = desk.get(f"/cases/{case}/case/{shown.record_id}/edit").text
    assert f'value="{picture}"' in edit and f'value="{paper}"' not in edit
    signed = desk.get(f"/cases/{case}/consent/{consent.record}/edit").text
    assert f'value="{picture}"' in signed and f'value="{paper}"' in signed


def test_a_photo_stands_beside_the_name_where_consent_permits(desk: ADesk, case: str) -> None:
    desk.saved(consent_to_photos(case))
    record = added(desk, case, a_photo())
    one = desk.get(f"/cases/{case}/files/{record}")
    assert "Show it beside the name" in one.words
    desk.post(f"/cases/{case}/files/{record}/use", {"draft": a_record_id()})
    assert desk.laptop.book.open(case).values["photo"] == record
    address = f"/~test/cases/{case}/files/{record}/thumbnail"
    assert address in desk.get(f"/cases/{case}").text
    withdrawn = {"withdrawn_on": "2026-11-20", "withdrawn_how": "said"}
    (consent,) = desk.laptop.book.dossier(case).of_kind("consent")
    desk.saved(Edit(consent.record_id, "consent", case, withdrawn, dict(consent.seen)))
    assert address not in desk.get(f"/cases/{case}").text, "without consent no face stands beside a name"


def test_a_voided_file_is_shown_and_handed_out_no_more(desk: ADesk, case: str) -> None:
    record = added(desk, case, a_photo())
    shown = desk.laptop.book.open(record)
    retraction = {"group:retraction": {"retracted": True, "retracted_reason": "Another person"}}
    desk.saved(Edit(record, "attachment", case, retraction, dict(shown.seen)))
    assert "No photos or papers." in desk.get(FILES.format(case=case)).words
    assert "Another person" in desk.get(f"/cases/{case}/files/{record}").words
    for page in ("thumbnail", "picture", "download"):
        assert desk.client.get(f"/~test/cases/{case}/files/{record}/{page}").status_code == 404


def test_a_file_of_another_dossier_is_not_there(desk: ADesk, case: str) -> None:
    other = a_case()
    desk.saved(other)
    record = added(desk, case, a_photo())
    for page in ("", "/thumbnail", "/picture", "/download"):
        assert desk.client.get(f"/~test/cases/{other.record}/files/{record}{page}").status_code == 404
        assert desk.client.get(f"/~test/cases/{case}/files/{a_record_id()}{page}").status_code == 404


def test_the_three_states_are_told(desk: ADesk, case: str) -> None:
    record = added(desk, case, a_photo())
    value = desk.laptop.book.open(record).values["file"]
    desk.laptop.store.chunks.names.note_whole("centre", [record])
    assert "Full file is here" in desk.get(FILES.format(case=case)).words
    folder = desk.laptop.path / CHUNK_FOLDER
    (folder / value["chunks"][0]).unlink()
    assert "Thumbnail received" in desk.get(FILES.format(case=case)).words
    one = desk.get(f"/cases/{case}/files/{record}")
    assert "Only the thumbnail is here." in one.words and "/thumbnail" in one.text and "/picture" not in one.text
    (folder / value["thumbnail"]["chunks"][0]).unlink()
    listed = desk.get(FILES.format(case=case))
    assert "Not received yet" in listed.words and "<img" not in listed.text
    assert "not here yet" in desk.get(f"/cases/{case}/files/{record}").words


def test_a_damaged_file_is_told_by_name(desk: ADesk, case: str) -> None:
    record = added(desk, case, a_photo())
    value = desk.laptop.book.open(record).values["file"]
    path = desk.laptop.path / CHUNK_FOLDER / value["chunks"][0]
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(HomewardError) as caught:
        desk.client.get(f"/~test/cases/{case}/files/{record}/picture")
    assert caught.value.code == "attachment.damaged"


def test_from_a_visit_the_way_leads_back_to_it(desk: ADesk, case: str) -> None:
    page = desk.get(f"/cases/{case}/visit/new")
    assert f"/cases/{case}/files" in page.text
    desk.send(page, {"person_says": "she waits"}, do="draft")
    assert "Go on with the visit you were recording" in desk.get(FILES.format(case=case)).words


def test_pages_are_there_in_khmer(desk: ADesk, case: str) -> None:
    record = added(desk, case, a_photo())
    desk.saved(a_visit(home=case))
    desk.say_khmer()
    assert "រូបថត និងឯកសារ" in desk.get(FILES.format(case=case)).words
    assert "បង្ហាញវាក្បែរឈ្មោះ" in desk.get(f"/cases/{case}/files/{record}").words
    about = desk.follow(chosen(desk, desk.get(FILES.format(case=case)), a_photo(seed="two")))
    assert "ព័ត៌មានទីកន្លែងត្រូវបានលុបចេញ" in about.words


def test_files_of_an_inquiry_stand_under_tracing(tmp_path: Path) -> None:
    desk = a_tracing_town(tmp_path)
    page = desk.get(f"/tracing/{INQUIRY}/files")
    about = desk.follow(chosen(desk, page, a_photo()))
    listed = desk.follow(desk.send(about, {"caption": "As she was then"}))
    assert "As she was then" in listed.words
    assert f"/tracing/{INQUIRY}/files" in desk.get(f"/tracing/{INQUIRY}").text


def test_candidates_and_verification_show_the_photo_where_its_consent_permits(tmp_path: Path) -> None:
    desk = a_tracing_town(tmp_path)
    record = added(desk, CASE, a_photo())
    desk.post(f"/cases/{CASE}/files/{record}/use", {"draft": a_record_id()})
    address = f"/~test/cases/{CASE}/files/{record}/thumbnail"
    listed, closer = f"/tracing/{INQUIRY}/candidates", f"/tracing/{INQUIRY}/candidates/{CASE}"
    assert address not in desk.get(listed).text and address not in desk.get(closer).text, "nobody agreed to photos"
    desk.saved(a_consent(CASE, "photo"))
    assert address in desk.get(listed).text and address in desk.get(closer).text
    desk.post(closer, {"draft": a_record_id(), "_do": "start"})
    assert address in desk.get(f"/tracing/{INQUIRY}/verify/{CASE}").text


def test_a_paper_that_goes_with_a_referral_stands_on_its_letter(desk: ADesk, case: str) -> None:
    provider = an_edit("provider", {"name_latin": "Example Skills Centre", "provider_type": "ngo"}, home="directory")
    values = {
        "provider": provider.record,
        "service_type": "vocational_training",
        "state": "draft",
        "reason": "additional_services",
        "urgency": "month",
    }
    referral = an_edit("referral", values, home=case)
    desk.saved(provider, referral)
    added(desk, case, a_paper(), attachment_type="medical", caption="Note of the clinic", for_receiver=referral.record)
    assert "Goes with the referral: " in desk.get(FILES.format(case=case)).words
    letter = desk.get(f"/cases/{case}/referrals/{referral.record}/letter")
    assert "Papers that go with this letter" in letter.words and "Note of the clinic" in letter.words


def test_type_and_caption_are_changed_and_the_file_is_voided_like_any_record(desk: ADesk, case: str) -> None:
    record = added(desk, case, a_photo(), caption=HOSTILE)
    one = f"/cases/{case}/attachment/{record}"
    for page in (FILES.format(case=case), f"/cases/{case}/files/{record}", one, f"/cases/{case}"):
        assert "<script>x" not in desk.get(page).text
    before = desk.laptop.book.open(record).values
    desk.send(desk.get(f"{one}/edit"), {"caption": "Her school"})
    after = desk.laptop.book.open(record).values
    assert {name for name in after if after[name] != before.get(name)} == {"caption"}
    desk.post(f"{one}/void", {"_reason": "Another person", "draft": a_record_id()})
    assert "No photos or papers." in desk.get(FILES.format(case=case)).words


def test_no_page_tells_the_key_of_a_file(desk: ADesk, case: str) -> None:
    record = added(desk, case, a_photo(), caption="At the market")
    value = desk.laptop.book.open(record).values["file"]
    pages = [
        f"/cases/{case}",
        f"/cases/{case}/attachment/{record}",
        f"/cases/{case}/files/{record}",
        f"/records/{record}/history",
    ]
    whole = desk.post(f"/cases/{case}/print", {"_reason": "She asked for it"}, status=200)
    for text in (whole.text, *(desk.client.get("/~test" + page).get_data(as_text=True) for page in pages)):
        assert value["key"] not in text and value["chunks"][0] not in text
    assert "Picture, " in whole.words and "At the market" in whole.words
    assert f"/cases/{case}/files/{record}" in desk.get(f"/cases/{case}/attachment/{record}").text


def test_a_picture_is_printed_only_once_the_case_says_who_did(desk: ADesk, case: str) -> None:
    record = added(desk, case, a_photo(), caption="At the market")
    paper = desk.get(f"/cases/{case}/files/{record}/paper")
    assert "Note it, then print" in paper.words and "hw-not-noted" in paper.text
    done = desk.post(f"/cases/{case}/files/{record}/paper", {"draft": a_record_id(), "_do": "print"}, status=200)
    assert "hw-not-noted" not in done.text
    (note,) = desk.laptop.book.dossier(case).of_kind("case_note")
    assert note.values["text"] == "Printed: Photo or paper"


def test_photos_of_all_cases_stand_on_one_page(desk: ADesk, case: str) -> None:
    assert "No photos or papers." in desk.get("/files").words
    record = added(desk, case, a_photo(), caption="At the market")
    page = desk.get("/files")
    assert "At the market" in page.words and "On this laptop, not sent yet" in page.words
    assert f"/cases/{case}/files/{record}/thumbnail" in page.text and "Sok Chenda" in page.words
    desk.say_khmer()
    assert "នៅក្នុងកុំព្យូទ័រនេះ មិនទាន់បានផ្ញើ" in desk.get("/files").words


def test_generic_addresses_lead_to_the_page_of_files(desk: ADesk, case: str) -> None:
    for path in ("attachment", "attachment/new", "files/add", "files/new"):
        assert desk.get(f"/cases/{case}/{path}", status=303).location.endswith(f"/cases/{case}/files")
