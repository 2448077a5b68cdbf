"""What the pages of two versions show: the answer in question, the versions with who and when, what would be stored."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask import Response, make_response, render_template, url_for
from markupsafe import Markup

from casework.book import CaseBook, Edit
from casework.forms.grids import Grid
from casework.forms.questions import Question as Asked
from casework.forms.reading import read_fields
from casework.forms.sections import FormSpec, Section
from casework.forms.sentences import say_typed
from casework.forms.typed import Typed, keys_of
from casework.history import last_common
from casework.web.desk import Desk
from casework.web.differences import mark_differences
from casework.web.form_around import Surroundings
from casework.web.form_steps import GatePanel
from casework.web.form_view import Showing, sections_of
from casework.web.history import laptop_words, value_words
from casework.web.pieces import Provenance, Version
from casework.web.record_names import kind_name
from casework.web.record_places import stand_of
from casework.web.saying import say
from casework.web.today import register_words
from shared_schema.canonical import Json
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Conflict, Shown
from shared_schema.merge.state import Dot
from shared_schema.records.kind import Kind
from shared_schema.records.policy import Register
from shared_schema.words.sentence import Words

OTHER, BOTH = "other", "both"
WHICH, WHY, CHECK = "which", "why", "check"  # the pages, in order
_LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a program knows beside the answers: `before` in words ("" = there was none), further lines of each version
    by its dots, the device that it came from, and what its own template prints around the form."""

    before: str
    facts: Mapping[Dot, tuple[str | Markup, ...]] = field(default_factory=dict)
    devices: Mapping[Dot, str] = field(default_factory=dict)
    context: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a program asks for a decision: its addresses and template, a list of reasons (code, English message) to
    choose from, what it tells, what is saved together with the decision, and where it leads afterwards."""

    endpoint: str = "versions.show"
    template: str = "versions/show.html"
    reasons: tuple[tuple[str, str], ...] = ()
    told: "Callable[[InQuestion], Told] | None" = None
    beside: "Callable[[InQuestion], Sequence[Edit]]" = lambda _question: ()
    after: "Callable[[InQuestion], str] | None" = None
    settled: "Callable[[Desk, CaseBook, Shown, str, str], Response] | None" = None


ANYWHERE = Setting()


@dataclass(frozen=True, slots=True)
class InQuestion:
    """One answer in question during one request."""

    desk: Desk
    book: CaseBook
    around: Surroundings
    shown: Shown
    kind: Kind
    register: Register
    conflict: Conflict
    setting: Setting = ANYWHERE

    @property
    def language(self) -> str:
        """The reader's language."""
        return self.desk.reader().language

    @property
    def mark(self) -> str:
        """What was shown: the dots of all versions."""
        return " ".join(f"{device}.{n}" for device, n in self.conflict.dots)

    @property
    def url(self) -> str:
        """The address of its pages."""
        return url_for(self.setting.endpoint, record=self.shown.record_id, field=self.conflict.register)

    @property
    def back_url(self) -> str:
        """The page of the record."""
        return stand_of(self.book, self.shown).url("show", self.shown.kind, record=self.shown.record_id)


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote so far, under the id of its draft, and the page she is at."""

    draft: Id
    reason: str = ""
    chosen: str = ""
    typed: Typed = field(default_factory=Typed)
    saved_at: int | None = None
    at: str = WHICH
    why: str = ""


def version_page(
    question: InQuestion, written: Written, *, problems: Sequence[str] = (), gates: Sequence[GatePanel] = ()
) -> Response:
    """One of the three pages: which answer, why, and what will be stored."""
    shown = question.shown
    title = register_words(shown.kind, question.conflict.register, question.language)
    head = question.around.dossier.head if question.around.dossier is not None else None
    own, setting = question.register.fields, question.setting
    told = setting.told(question) if setting.told is not None else Told(before=_before(question))
    page = make_response(
        render_template(
            setting.template,
            title=title,
            name=question.around.name_of_shown(shown),
            kind_title=kind_name(shown.kind, question.language),
            case_code="" if head is None else str(head.values.get("case_number") or ""),
            before=told.before,
            versions=_versions(question, told),
            reasons=[(code, say_with(question, words)) for code, words in setting.reasons],
            reason_words=reason_words(question, written),
            questions=_questions(question, written, title) if written.at == WHICH else (),
            carried=() if written.at == WHICH else tuple(_carried(written.typed, own)),
            chosen_words=_chosen_words(question, written) if written.at == CHECK else "",
            problems=problems,
            gates=gates,
            written=written,
            mark=question.mark,
            action=question.url,
            back_url=question.back_url,
            history_url=url_for("history.show", record=shown.record_id, field=own[0]),
            **told.context,
        )
    )
    page.status_code = 422 if problems or gates else 200
    return page


def settled(desk: Desk, shown: Shown, book: CaseBook) -> Response:
    """The page of an answer that has one version (again)."""
    url = stand_of(book, shown).url("show", shown.kind, record=shown.record_id)
    return make_response(render_template("versions/settled.html", back_url=url))


def chosen_value(question: InQuestion, written: Written) -> tuple[Json, list[str]]:
    """The value of the register that was chosen or written, or what is wrong with it in words."""
    versions = {_key(n): one for n, one in enumerate(question.conflict.versions)}
    if written.chosen in versions:
        return versions[written.chosen].value, []
    if written.chosen == BOTH and (both := kept_both(question)) is not None:
        return both, []
    if written.chosen != OTHER:
        return None, [say(question.language, "Choose one of the answers, or write another.")]
    read = read_fields(question.kind, question.register.fields, written.typed, around=question.around.around())
    if read.problems:
        return None, [one.text for one in say_typed(question.kind, read.problems, language=question.language)]
    values = {name: value for name, value in read.values.items() if value is not None}
    if not values:
        return None, [say(question.language, "Write the other answer.")]
    changed = question.kind.to_registers(values, question.shown.before())
    standing = question.shown.written[question.conflict.register][1].value
    return changed.get(question.conflict.register, standing), []


def kept_both(question: InQuestion) -> Json:
    """Everything that stands in one of several lists; None where the answers are no lists."""
    values = [one.value for one in question.conflict.versions]
    if not all(isinstance(one, list) for one in values):
        return None
    return sorted({str(code) for one in values if isinstance(one, list) for code in one})


def reason_words(question: InQuestion, written: Written) -> str:
    """The reason as it is stored: what was chosen of the list, and the words."""
    chosen = dict(question.setting.reasons).get(written.why)
    return f"{say_with(question, chosen)}: {written.reason}" if chosen and written.reason else written.reason


def say_with(question: InQuestion, words: str) -> str:
    """A sentence of the program that asks, in the reader's language."""
    return question.desk.phrases.say(question.language, words)


def _chosen_words(question: InQuestion, written: Written) -> str:
    value, wrong = chosen_value(question, written)
    return "" if wrong else words_of(question, value)


def _carried(typed: Typed, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        for key in keys_of(typed, name):
            yield from ((key, text) for text in typed.texts[key])


def _questions(question: InQuestion, written: Written, title: str) -> tuple[Asked | Grid, ...]:
    """The questions of another answer, as every form asks them."""
    words = Words(title, title)
    spec = FormSpec(question.shown.kind, words, (Section("answer", words, question.register.fields),))
    showing = Showing(
        spec=spec,
        typed=written.typed,
        language=question.language,
        surroundings=question.around,
        values=question.shown.values,
    )
    section = sections_of(showing)[0]
    return (*section.short, *section.more)


def _before(question: InQuestion) -> str:
    history = question.book.history(question.shown.record_id)
    entry = last_common(history, question.conflict.register, question.conflict.dots)
    return "" if entry is None else words_of(question, entry.value)


def _versions(question: InQuestion, told: Told) -> list[Version]:
    found = [_version(question, n, told) for n in range(len(question.conflict.versions))]
    both = kept_both(question)
    if both is not None:
        found.append(Version(key=BOTH, title=say(question.language, "Keep all"), words=words_of(question, both)))
    return found


def _version(question: InQuestion, n: int, told: Told) -> Version:
    version = question.conflict.versions[n]
    words, dot = words_of(question, version.value), version.dot
    marked = mark_differences(told.before, words, language=question.language, phrases=question.desk.phrases)
    return Version(
        key=_key(n),
        title=_LETTERS[n] if n < len(_LETTERS) else str(n + 1),
        words=marked if told.before else words,
        provenance=Provenance(
            by=_by(question, version.written.by),
            at=version.written.at,
            device=told.devices.get(dot) or laptop_words(question.desk, dot[0]),
        ),
        facts=told.facts.get(dot, ()),
    )


def words_of(question: InQuestion, value: Json) -> str:
    """A value of the register in question in words."""
    kind, register = question.kind, question.register
    if not register.is_object:
        return value_words(kind.name, register.fields[0], value, question.around)
    members = value if isinstance(value, dict) else {}
    said = [(name, value_words(kind.name, name, members.get(name), question.around)) for name in register.fields]
    named = [f"{kind.fields[name].label(question.language)}: {words}" for name, words in said if words != "–"]
    return " · ".join(named) or "–"


def _by(question: InQuestion, by: Id) -> str:
    return question.around.name_of(by)


def _key(n: int) -> str:
    return f"v{n}"
