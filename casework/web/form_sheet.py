"""What a page author hands in for one form; the flow of form_page.py does the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from casework.book import Edit
from casework.forms.sections import FormSpec
from casework.forms.taking import Taken
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown


def _as_taken(taken: Taken) -> Taken:
    return taken


def _nothing_first(_taken: Taken) -> bool:
    return False


def _no_more(_taken: Taken) -> Sequence[Edit]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One form on one page. `home` = dossier, office or `directory`; `record` = what is edited, None for a new one.

    `presets` = values typed in advance in a new form; `fixed` = values set by the program (`contact.owner` of a part,
    THIS_RECORD for the page's own id; a callable is asked once the form can be saved); `last_time` = values shown
    beside the questions; `arrange` adds what follows from the answers; `prepare` gives further edits of the same save
    set; `asks_first` says once that she should look at something before it is saved (the page shows it); `after` the
    address once saved; `back_url` where *Discard* and *Back* lead. `hints` (by key) and `short` (by
    field) override what the declaration says. `template` extends records/form.html.
    """

    spec: FormSpec
    home: Id
    back_url: str
    after: Callable[[Taken], str]
    record: Shown | None = None
    presets: Mapping[str, Json] = field(default_factory=dict)
    fixed: Mapping[str, Json] = field(default_factory=dict)
    last_time: Mapping[str, Json] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, bool] = field(default_factory=dict)
    arrange: Callable[[Taken], Taken] = _as_taken
    prepare: Callable[[Taken], Sequence[Edit]] = _no_more
    asks_first: Callable[[Taken], bool] = _nothing_first
    link_of: Callable[[Id], str] = lambda _record: ""
    template: str = "records/form.html"
    context: Mapping[str, object] = field(default_factory=dict)
