"""Which records lie nowhere but where the head of their dossier does: the queue of few scopes begins from heads."""

import pytest

from shared_schema.merge.state import RecordState
from shared_schema.records.kinds import KINDS
from shared_schema.scopes import NO_LINKS, Holders, lies_with_its_head, links_of, scopes_of
from tests.builders.records import an_id

HOME = Holders(frozenset({an_id("worker")}), frozenset({an_id("office")}))
ELSEWHERE = Holders(frozenset({an_id("other worker")}), frozenset({an_id("other office")}))


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
@pytest.mark.parametrize("is_restricted", [False, True])
def test_what_lies_with_its_head_lies_in_no_other_office(kind, is_restricted):
    state = RecordState(an_id("record"), kind.name, an_id("case"), {}, {})
    head = scopes_of(RecordState(an_id("case"), "case", an_id("case"), {}, {}), KINDS["case"], home=HOME)
    author = an_id("author")
    found = scopes_of(state, kind, home=HOME, other=ELSEWHERE, is_restricted=is_restricted, author=author)
    if lies_with_its_head(kind):
        assert {scope.removesuffix("/restricted") for scope in found} <= head
        assert links_of(state) is NO_LINKS
    elif not is_restricted and kind.name not in ("case_transfer", "referral", "attachment"):  # these name other offices
        assert not found <= head
