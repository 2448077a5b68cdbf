"""A page with every shared piece, for tests and for looking at: `python -m tests.casework.web.gallery` serves it.

Addresses: `/` and `/bare`; `?language=km&size=130&state=sending` choose the reader and the strip. Invented people only.
"""

from datetime import date
from functools import cache, partial

from flask import Flask, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup

from casework.book import Page
from casework.places import Gazetteer, load_gazetteer
from casework.web.desk import Desk, Frame, Idle, Link, Reader, Strip
from casework.web.mount import mount
from casework.web.pieces import (
    AGREES,
    DECIDED,
    DIFFERS,
    IMPORTED,
    MERGED,
    NOT_KNOWN,
    PROPOSED,
    Condition,
    Event,
    Gate,
    Generation,
    Provenance,
    Relative,
    Tag,
    Version,
    Weight,
    by_month,
)
from casework.web.saying import say
from shared_schema.merge.policy import Shown

TODAY = date(2026, 11, 21)
NOON = 1_795_237_200_000  # 21 November 2026, 12:00 in Phnom Penh
DAY = 86_400_000
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CHENDA = Markup('<span lang="km" class="hw-whole">សុខ ចិន្តា</span> · <span lang="en" class="hw-whole">Sok Chenda</span>')
UNSAFE_NUMBER = Markup('<span lang="km">លេខនេះមិនមានសុវត្ថិភាពក្នុងការហៅទេ៖</span> +855 12 345 678')
CHANGED = Markup(
    '<span lang="km">ផ្ទះលេខ ១២ <ins><span class="govuk-visually-hidden">added: </span>ក្បែរផ្សារ</ins> ឃុំកំពង់ព្រះ</span>'
)


def make_gallery(*, url_prefix: str = "/~gallery") -> Flask:
    """The application, under the headers that both programs send."""
    app = Flask(__name__, static_folder=None)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(app.root_path + "/templates")])
    mount(app, make_desk(), url_prefix=url_prefix)
    app.add_url_rule(f"{url_prefix}/", "gallery", lambda: render_template("gallery.html", **pieces()))
    app.add_url_rule(f"{url_prefix}/bare", "bare", lambda: render_template("bare.html"))
    app.add_url_rule(f"{url_prefix}/strip", "strip", lambda: render_template("_strip.html", strip=frame().strip))
    _listen(app, url_prefix)
    app.after_request(_with_policy)
    return app


def _listen(app: Flask, url_prefix: str) -> None:
    """The addresses that scripts post to; what came stands in `app.extensions["heard"]` as (name, form)."""
    heard = app.extensions["heard"] = []

    def hear(name):
        heard.append((name, request.form.to_dict(flat=False)))
        failing = request.args.get("failing")
        if failing:
            return ("Not now", int(failing))
        return render_template("heard.html", saved_at=NOON) if name == "draft" else f"<title>{name}</title>{name}"

    for name in ("draft", "lock", "alive", "language", "locked", "search"):
        app.add_url_rule(f"{url_prefix}/{name}", name, partial(hear, name), methods=["GET", "POST"])


class NoRecords:
    """A book in which nothing is."""

    def list(self, _query, *, after=None, limit=50):
        """No records."""
        return Page((), None)


def make_desk() -> Desk:
    """A desk without records: the pieces are handed what they show."""
    return Desk(
        book=NoRecords,
        reader=reader,
        csrf=lambda: "token",
        clock=lambda: NOON,
        today=lambda: TODAY,
        new_id=lambda: "0" * 22,
        frame=frame,
        places=gazetteer(),
    )


@cache
def gazetteer() -> Gazetteer:
    """Read once for all tests."""
    return load_gazetteer()


def reader() -> Reader:
    """The reader that the address names."""
    return Reader(language=request.args.get("language", "en"), text_size=int(request.args.get("size", "100")))


def frame() -> Frame:
    """A frame as a laptop has it; a bare one for `/bare`."""
    if request.path.endswith("/bare"):
        return Frame()
    words = lambda message, **facts: say(reader().language, message, **facts)  # noqa: E731
    query = "?" + request.query_string.decode()
    return Frame(
        home_url=query,
        office="បាត់ដំបង" if reader().language == "km" else "Battambang",
        initials="SP",
        navigation=(
            Link(words("Today"), query, True),
            Link(words("Cases"), query),
            Link(words("Family tracing"), query),
            Link(words("Case conference"), query),
            Link(words("Send and receive"), query),
        ),
        more=(Link(words("Carry by USB"), query), Link(words("Backup"), query), Link(words("Travel mode"), query)),
        footer=(Link(words("Settings"), query),),
        strip=Strip(
            state=request.args.get("state", "waiting"),
            lines=(
                words("Saved on this laptop"),
                words("%(n)s visits not yet received by Phnom Penh", n=3),
                words("Last contact: %(when)s", when="20:02"),
            ),
            url=query,
            url_words=words("Send and receive"),
            poll_url=f"strip{query}",
            poll_seconds=int(request.args.get("poll", "30")),
        ),
        lock_url="lock",
        language_url="language",
        search_url="search",
        idle=Idle(seconds=int(request.args.get("idle", "300")), alive_url="alive" + query, locked_url="locked"),
    )


def pieces() -> dict[str, object]:
    """Everything the gallery shows."""
    sophea = Provenance(by="Sophea", at=NOON - 9 * DAY, device="K7", url="?")
    dara = Provenance(by="Dara", at=NOON - 2 * DAY, device="M2")
    return {
        "name": CHENDA,
        "chips": (
            sophea,
            Provenance(by="Sophea", at=NOON, form=MERGED),
            Provenance(by="Homeward", at=NOON, form=PROPOSED),
            Provenance(by="Vanna", at=NOON, form=DECIDED, reason="ជួបផ្ទាល់នៅភូមិ"),
            Provenance(by="Import", at=None, form=IMPORTED),
        ),
        "versions": _versions(sophea, dara),
        "gate": _gate(),
        "months": by_month(_events(sophea, dara), reader().language),
        "generations": _generations(),
        "weights": (
            Weight(words="ភូមិ / Village: the same", verdict=AGREES, value=4.1),
            Weight(words="Name sounds alike: សុខ ចិន្តា, Sok Chenda", verdict=AGREES, value=6.5),
            Weight(words="Age 14 or 16", verdict=DIFFERS, value=-1.2),
            Weight(words="Mother's name", verdict=NOT_KNOWN, value=0.0),
        ),
        "safety_lines": ("Do not contact the family", UNSAFE_NUMBER),
        "found": (
            ("020301", "ភូមិថ្មី ឃុំកំពង់ព្រះ ស្រុកសង្កែ ខេត្តបាត់ដំបង"),
            ("020302", "Thmei, Kampong Preah, Sangkae, Battambang"),
        ),
    }


def _versions(sophea: Provenance, dara: Provenance) -> tuple[Version, ...]:
    first = "House 12, near the pagoda, Kampong Preah"
    return (
        Version(key="a", title="A", words=first, provenance=sophea, facts=("Received 14 November",)),
        Version(key="b", title="B", words=CHANGED, provenance=dara),
    )


def _gate() -> Gate:
    return Gate(
        title="Return to the family",
        conditions=(
            Condition(words="Verified by both sides", is_met=True),
            Condition(words="Consent to the return", is_met=False, who="Any worker of the case.", url="?"),
            Condition(words="ហត្ថលេខាទីពីរ", is_met=False, who="A supervisor."),
        ),
    )


def _events(sophea: Provenance, dara: Provenance) -> tuple[Event, ...]:
    return (
        Event(at=NOON - DAY, title="Visit", url="?", mark="person", lines=("Seen at home, safe.",), provenance=sophea),
        Event(at=NOON - 3 * DAY, title="ការចុះជួប", mark="person", tags=(Tag("Worried", "danger"),), provenance=dara),
        Event(at=NOON - 40 * DAY, title="Referral", mark="up", tags=(Tag("Sent", "waiting"),)),
    )


def _generations() -> tuple[Generation, ...]:
    grandmother = Relative(name="យាយ ផល្លា", relation="Grandmother", tags=(Tag("Safe to contact"),))
    father = Relative(name="Sok Dara", relation="Father", tags=(Tag("Not to be told", "danger"),))
    mother = Relative(name="ជា សុភា", relation="Mother", url="?")
    return (
        Generation("Grandparents", (grandmother,)),
        Generation("Parents", (father, mother)),
        Generation("Own", (Relative(name=CHENDA, relation="The person", is_self=True),)),
    )


def _with_policy(response):
    response.headers["Content-Security-Policy"] = CSP
    return response


def a_shown(kind: str, **values) -> Shown:
    """A record as pages get it, with values only."""
    return Shown(
        record_id="r" * 21 + "A", kind=kind, home="r" * 21 + "A", seen={}, values=values, objects={}, written={},
        conflicts=(), author=None, created_at=None, unknown=(),
    )  # fmt: skip


if __name__ == "__main__":
    make_gallery().run("127.0.0.1", 8765)
