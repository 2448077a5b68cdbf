"""How a candidate is shown: why in words and bars, what holds it down, what was decided, the answers of both sides.

Promise: of a record that the viewer may not read no value is shown, only whether the field agrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from casework.matching.evidence import MISSING, Evidence
from casework.matching.explain import explain, held_words
from casework.matching.finding import Candidate
from casework.matching.profile import Source
from casework.matching.weights import TENTHS
from casework.web.answers import answer_words
from casework.web.desk import Desk
from casework.web.form_around import Surroundings
from casework.web.pieces import AGREES, DIFFERS, NOT_KNOWN, Tag, Weight
from casework.web.record_places import CASES, TRACING, Stand
from casework.web.tracing import state_tag
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.merge.policy import Shown
from shared_schema.records.field import is_answered
from shared_schema.records.kinds import KINDS
from shared_schema.rules.gate import Missing
from shared_schema.rules.reading import answer
from shared_schema.vocabularies.tracing import MATCH_STEP, MATCH_WHY
from shared_schema.words.gates import GATE_WORDS
from shared_schema.words.matching import FITS_ELSEWHERE_WORDS

WHOLE = 12  # rows of a band that carry their bars, so that a page stays light


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRow:
    """One candidate: the person, why in words and bars, warnings, what was decided before, and where to look closer."""

    shown: Shown
    url: str
    weights: tuple[Weight, ...]
    held: tuple[str, ...]
    tags: tuple[Tag, ...]
    score: str  # log2 odds that both are one person, one decimal
    decided: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """The answers of both sides behind one line, as the viewer may read them ("" = not known or not hers to read)."""

    words: str
    mine: str
    theirs: str
    field: str = ""


class Rows:
    """Candidates of one dossier as rows of one page; what lies behind them is read once."""

    def __init__(self, desk: Desk, home: str, kind: str) -> None:
        self._desk, self._reads = desk, _Reads(desk)
        self._list_url = list_url(home, kind)

    def whole(self, found: Sequence[Candidate]) -> list[CandidateRow]:
        """The first WHOLE with why in words and bars, those after them without: *Look closer* shows it."""
        return [self.row(one, has_why=at < WHOLE) for at, one in enumerate(found)]

    def short(self, found: Sequence[Candidate]) -> list[CandidateRow]:
        """Rows without why."""
        return [self.row(one, has_why=False) for one in found]

    def row(self, one: Candidate, *, has_why: bool = True) -> CandidateRow:
        """One candidate."""
        language = self._desk.reader().language
        return CandidateRow(
            shown=self._desk.book().open(one.home),
            url=f"{self._list_url}/{one.home}",
            weights=self._weights(one, language) if has_why else (),
            held=held_words(one.scored, language),
            tags=_tags(self._desk, one),
            score=f"{one.scored.total / TENTHS:+.1f}",
            decided=_decided_words(self._desk, one),
        )

    def _weights(self, one: Candidate, language: str) -> tuple[Weight, ...]:
        lines = explain(one.scored, language, lambda name: self._reads.may_read(one.scored.of(name)))
        return tuple(Weight(words=str(line), verdict=_verdict(line.bar), value=line.bar) for line in lines)


def row_of(desk: Desk, home: str, kind: str, one: Candidate) -> CandidateRow:
    """One candidate as a row of its own, with why."""
    return Rows(desk, home, kind).row(one)


def _tags(desk: Desk, one: Candidate) -> tuple[Tag, ...]:
    language, found = desk.reader().language, []
    step = answer(one.match, "proposed_step")
    if one.match is not None and answer(one.match, "state") != "rejected":
        found.append(state_tag(one.match, language))
        if isinstance(step, str) and answer(one.match, "state") == "proposed":
            label = MATCH_STEP[step].label(language)
            found.append(Tag(desk.phrases.say(language, "A worker proposes: %(step)s", step=label), "waiting"))
    if one.fits_elsewhere:
        found.append(Tag(FITS_ELSEWHERE_WORDS.say(language), "quiet"))
    return tuple(found)


def _decided_words(desk: Desk, one: Candidate) -> str:
    if one.remembered is None:
        return ""
    language, decision = desk.reader().language, one.remembered.decision
    why = MATCH_WHY[decision.why].label(language) if decision.why else ""
    said = desk.phrases.say(language, "Decided before: not this person. %(why)s", why=why)
    again = desk.phrases.say(language, "New facts have been entered since.") if one.remembered.is_proposed_again else ""
    return f"{said} {again}".strip()


def compared_of(desk: Desk, one: Candidate) -> list[Compared]:
    reads, language = _Reads(desk), desk.reader().language
    lines = {line.field: line for line in explain(one.scored, language, lambda f: reads.may_read(one.scored.of(f)))}
    return [
        Compared(str(lines[each.field]), reads.words(each.left), reads.words(each.right), each.field)
        for each in one.scored.evidence
        if each.level != MISSING
    ]


class _Reads:
    """What the viewer may read of the records behind evidence: those that her book opens, and nothing withheld."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._book = desk.book()
        self._read: dict[Id, Shown | None] = {}

    def may_read(self, one: Evidence | None) -> bool:
        """Whether she may read both sides of a line."""
        sources = () if one is None else (one.left, one.right)
        return all(source is None or self._shown(source) is not None for source in sources)

    def words(self, source: Source | None) -> str:
        """The answer in words, "" where there is none or she may not read it."""
        shown = None if source is None else self._shown(source)
        if source is None or shown is None:
            return ""
        kind = KINDS[shown.kind]
        register = kind.register_of(source.field)
        is_whole = register is not None and ("name" in source.field or source.field not in kind.fields)
        names = register.fields if register is not None and is_whole else (source.field,)
        wording = Surroundings(self._desk, shown.home).wording
        held = [name for name in names if is_answered(shown.values.get(name))]
        return " ".join(answer_words(shown.kind, name, shown.values[name], wording) for name in held)

    def _shown(self, source: Source) -> Shown | None:
        if source.record not in self._read:
            self._read[source.record] = self._open(source)
        return self._read[source.record]

    def _open(self, source: Source) -> Shown | None:
        try:
            shown = self._book.open(source.record)
        except HomewardError as error:
            if error.code == "record.not_found":
                return None
            raise
        return None if KINDS[shown.kind].restricted else shown


def missing_words(desk: Desk, head: Shown, missing: Sequence[Missing]) -> list[tuple[str, str]]:
    stand = Stand(TRACING if head.kind == "tracing_inquiry" else CASES, head.record_id)
    language = desk.reader().language
    links = {"consent_tracing": stand.url("index", "consent")}
    edit = stand.url("edit", head.kind, record=head.record_id)
    return [
        (GATE_WORDS[one.code].say(language), links.get(one.code, edit)) for one in missing if one.code in GATE_WORDS
    ]


def list_url(home: str, kind: str) -> str:
    if kind == "tracing_inquiry":
        return url_for("candidates.of_inquiry", inquiry=home)
    return url_for("candidates.of_case", case=home)


def _verdict(bar: int) -> str:
    return AGREES if bar > 0 else DIFFERS if bar < 0 else NOT_KNOWN
