"""What a page author hands in for one form; the flow of form_page.py does the rest."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from casework.book import Edit
from casework.forms.sections import FormSpec
from casework.forms.taking import Taken
from casework.web.form_around import Surroundings
from casework.web.pieces import Gate
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown


def _as_taken(taken: Taken) -> Taken:
    return taken


def _as_they_are(edits: Sequence[Edit]) -> Sequence[Edit]:
    return edits


def _nothing_first(_taken: Taken) -> bool:
    return False


def _no_more(_taken: Taken) -> Sequence[Edit]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """How a weighty form is asked: a section a page, then a page on which every answer is checked before it is saved.

    `skipped(values)` = pages that ask nothing in this case, beside those whose questions say so themselves; `gate` =
    the panel of the check page and `may_save` whether its button stands, both by what is typed so far; `reason_words`
    = how the check page asks for a reason; `look` of the button.
    """

    skipped: Callable[[Mapping[str, Json]], Collection[str]] = lambda _values: ()
    gate: Callable[[Mapping[str, Json]], Gate | None] = lambda _values: None
    may_save: Callable[[Mapping[str, Json]], bool] = lambda _values: True
    reason_words: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One form on one page. `home` = dossier, office or `directory`; `record` = what is edited, None for a new one;
    `surroundings` of that home where the page has read them already.

    `presets` = values typed in advance in a new form; `fixed` = values set by the program (`contact.owner` of a part,
    THIS_RECORD for the page's own id; a callable is asked once the form can be saved); `last_time` = values shown
    beside the questions; `hints` (by key) and `short` (by field) override what the declaration says; `needs` = fields
    needed here beside the required ones.
    On saving: `asks_first` says once that she should look at something first (the page shows it); `arrange` adds what
    follows from the answers; `prepare` gives further edits of the same save set; `finish` = the edits as they are
    saved; `asks_reason` = a reason may be written whatever is changed; `beside` = records of another dossier that a
    gate reads; `after` the address once saved; `back_url` where *Discard* and *Back* lead.
    `carried` = texts that the draft keeps and the page never shows, beside what is typed.
    With a `walk` the sections are pages, and presets stand in an edited record too where it has no answer. `template`
    extends records/form.html (records/walk.html for a walk).
    """

    spec: FormSpec
    home: Id
    back_url: str
    after: Callable[[Taken], str]
    surroundings: Surroundings | None = None
    record: Shown | None = None
    presets: Mapping[str, Json] = field(default_factory=dict)
    fixed: Mapping[str, Json] = field(default_factory=dict)
    last_time: Mapping[str, Json] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, bool] = field(default_factory=dict)
    arrange: Callable[[Taken], Taken] = _as_taken
    prepare: Callable[[Taken], Sequence[Edit]] = _no_more
    finish: Callable[[Sequence[Edit]], Sequence[Edit]] = _as_they_are
    asks_reason: bool = False
    asks_first: Callable[[Taken], bool] = _nothing_first
    link_of: Callable[[Id], str] = lambda _record: ""
    needs: Collection[str] = ()
    beside: Mapping[Id, Shown] = field(default_factory=dict)
    carried: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    walk: Walk | None = None
    template: str = "records/form.html"
    context: Mapping[str, object] = field(default_factory=dict)
