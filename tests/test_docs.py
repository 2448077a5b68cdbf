"""What the documents name is there: files, folders and tests by their paths."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PATH = re.compile(r"`((?:casework|deploy|docs|field_client|migrations|shared_schema|sync_server|tests)/[\w./-]+?)/?`")
DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_a_document_names_is_there(document: str) -> None:
    named = set(PATH.findall((ROOT / document).read_text(encoding="utf-8")))
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_the_documents_name_paths_at_all() -> None:
    assert len(PATH.findall((ROOT / "docs/asvs.md").read_text(encoding="utf-8"))) > 40
