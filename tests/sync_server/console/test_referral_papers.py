"""Papers that go with a referral: the receiving office opens what is marked for it, on the console and on its laptops,
and no other file of the case; what was taken back is closed to it."""

from io import BytesIO

from casework.book import Edit
from shared_schema.records.file_value import to_json
from shared_schema.wire.chunks import Want, part_of
from tests.builders.carrying import Carrying
from tests.builders.pictures import a_paper
from tests.builders.records import an_edit
from tests.sync_server.console.consoles import BASE
from tests.sync_server.console.test_referral_board import save, sent

__all__ = ["sent"]


def filed(console, case, *, seed, **values):
    """A paper added at the console: (record, file value, plain bytes)."""
    book, plain = console.book("supervisor"), a_paper(70_000, seed=seed)
    value = book.attachments.write(BytesIO(plain))
    edit = an_edit("attachment", {"file": to_json(value), "attachment_type": "medical", **values}, home=case)
    save(book, edit)
    return edit.record, value, plain


def test_the_receiving_office_gets_the_papers_marked_for_it_and_no_others(console, sent):
    case, referral = sent
    marked, value, plain = filed(console, case, seed="marked", for_receiver=[referral])
    other, kept_back, _plain = filed(console, case, seed="not for them")
    page = console.get("other_supervisor", f"/referrals/inbox/{referral}")
    assert marked in page.text and other not in page.text
    got = console.client("other_supervisor").get(f"/cases/{case}/files/{marked}/download", base_url=BASE)
    assert got.get_data() == plain and case not in got.headers["Content-Disposition"]
    console.get("other_supervisor", f"/cases/{case}/files/{other}/download", status=404)
    laptop = console.town.laptop("rith")
    laptop.settle()
    carrying = Carrying(laptop)
    assert carrying.lacking(marked, other).keys() == {marked}
    assert len(carrying.get(Want(marked, part_of(value)), Want(other, part_of(kept_back)))) == len(value.chunks) == 2
    shown = console.book("supervisor").open(referral)
    whole = {**shown.objects["group:state"], "state": "revoked", "state_reason": "withdrew consent"}
    save(console.book("supervisor"), Edit(referral, "referral", case, {"group:state": whole}, dict(shown.seen)))
    assert carrying.get(Want(marked, part_of(value))) == []
    console.get("other_supervisor", f"/cases/{case}/files/{marked}/download", status=404)


def test_a_file_added_at_the_console_reaches_the_workers_laptop(console, sent):
    case, _referral = sent
    record, value, _plain = filed(console, case, seed="for sokha")
    laptop = console.town.laptop("sokha")
    laptop.settle()
    assert Carrying(laptop).lacking(record)[record][0].numbers == ()
    assert [one.number for one in Carrying(laptop).get(Want(record, part_of(value)))] == [0, 1]
