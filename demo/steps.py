"""The steps of the demo, each a function of the stage that returns its line, or raises DemoFailed with the reason."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from casework.places import load_gazetteer
from demo import story
from demo.programs import DemoFailed, Program
from demo.stage import ADMIN, CONSOLE, INTERNET, PASSPHRASES, Stage
from demo.visitor import Visitor

SEED = 20261121
NAMES = 40
CUT_AFTER_BYTES = 900
PEOPLE = {
    "sophea": ("--role", "social-worker", "--office", "BTB"),
    "dara": ("--role", "supervisor", "--office", "BTB", "--password"),
    "malis": ("--role", "coordinator", "--grant", "BTB", "--password"),
}


def open_office(stage: Stage) -> str:
    """Step 1: the centre with one office and three people, and the hub of that office."""
    centre = stage.folder / "centre"
    stage.start_port()
    founded = stage.centre.run(
        "init", "--database", f"sqlite:///{centre / 'central.db'}", "--key-file", str(centre / "keys.json"),
        "--url", f"http://{stage.lines[INTERNET].address}", secrets=[CONSOLE[ADMIN], CONSOLE[ADMIN]],
    ).result  # fmt: skip
    stage.otpauth[ADMIN] = founded["otpauth"]
    stage.known["office"] = stage.centre.run("office", "add", "BTB", "--name", "Battambang").result["id"]

    def add(login: str) -> str:
        secrets = [CONSOLE[login]] * 2 if login in CONSOLE else []
        added = stage.centre.run("user", "add", login, "--name", login.title(), *PEOPLE[login], secrets=secrets).result
        if "otpauth" in added:
            stage.otpauth[login] = added["otpauth"]
        return str(added["worker"])

    stage.known.update(stage.together(add, PEOPLE))
    _join_a_hub(stage)
    stage.start()
    stage.start_hub()
    return "central server and Battambang hub started (SQLite, temporary folder); three people"


def _join_a_hub(stage: Stage) -> None:
    """As in the field, by files: the hub asks, the centre signs with the root key, the hub takes the answer."""
    hub, centre = stage.folder / "hub", stage.folder / "centre"
    stage.hub.run(
        "init", "--hub-of", f"http://{stage.lines[INTERNET].address}", "--name", "Battambang",
        "--database", f"sqlite:///{hub / 'hub.db'}", "--key-file", str(hub / "keys.json"),
        "--url", f"http://127.0.0.1:{stage.hub_port}",
    )  # fmt: skip
    answer = str(stage.folder / "hub-answer.json")
    stage.centre.run(
        "hub", "admit", str(hub / "hub-request.json"), "--office", "BTB", "--root-key", str(centre / "root-key.json"),
        "--to", answer,
    )  # fmt: skip
    stage.hub.run("hub", "join", answer)


def enrol_laptops(stage: Stage) -> str:
    """Step 2: two laptops enrolled by one-time codes, over lines of their own."""

    def enrol(login: str) -> None:
        slip = stage.centre.run("invite", "--worker", login).result["slip"]
        path = stage.folder / f"slip-{login}.txt"
        path.write_text(slip, encoding="utf-8")
        laptop = stage.add_laptop(login)
        laptop.run("enrol", "--slip", str(path), "--server", f"http://{stage.lines[login].address}", expect=(0, 6))
        path.unlink()

    stage.together(enrol, PASSPHRASES)
    heads = [(stage.laptop_folder(login) / "store.db").read_bytes()[:15] for login in PASSPHRASES]
    _require(all(head != b"SQLite format 3" for head in heads), "a store is not encrypted")
    return "Sophea and Dara enrolled by one-time code; both stores encrypted"


def receive_caseload(stage: Stage) -> str:
    """Step 3: the office's register is imported on Dara's laptop; Sophea's receives it."""
    rows = story.caseload(
        seed=SEED, worker=stage.known["sophea"], office=stage.known["office"], today=_today(), places=load_gazetteer()
    )
    stage.known["names"] = story.names_in(rows, count=NAMES)
    taken = stage.laptops["dara"].run("import", stage.write_rows("register", rows), expect=(0, 6))
    stage.laptops["dara"].run("sync", expect=(0, 6))
    line = stage.lines["sophea"]
    line.counters.reset()
    report = stage.laptops["sophea"].run("sync", expect=(0, 6)).result
    arrived = report["arrived"].get("case", 0)
    _require(arrived == story.CASES, f"{arrived} cases arrived")
    stage.hub.run("hub", "sync")  # the hub has heard of the laptops and holds the office's cases
    kilobytes = (line.counters.up + line.counters.down) / 1000
    requests = "1 request" if report["requests"] == 1 else f"{report['requests']} requests"
    return f"{arrived} cases with {taken.result['new']} records received by Sophea in {requests}, {kilobytes:.0f} kB"


def work_offline(stage: Stage) -> str:
    """Step 4: no server; both workers write, also on the same case."""
    stage.stop()
    cases = stage.together(lambda login: _rows(stage, login, "case"), PASSPHRASES)
    shared = _shared_case(cases["sophea"], cases["dara"])
    stage.known["case"] = shared[0]["id"]
    today = _today().isoformat()
    others = [case for case in cases["sophea"] if case["id"] != shared[0]["id"]]
    days = {
        "sophea": story.day_of_sophea(shared[0], others, today=today),
        "dara": story.day_of_dara(shared[1], others, today=today),
    }

    def write(login: str) -> None:
        path = stage.write_rows(f"day-{login}", days[login])
        token = stage.laptops[login].run("import", path, "--dry-run").result["plan"]
        stage.laptops[login].run("import", path, "--plan", token, expect=(0, 6))

    stage.together(write, PASSPHRASES)
    failed = stage.laptops["dara"].run("sync", expect=(5,))
    _require(bool(failed.problems), "the missing server was not told")
    visits = sum(row["kind"] == "visit" for rows in days.values() for row in rows)
    changes = sum(len(rows) for rows in days.values())
    stage.known["changes"] = changes
    return f"both laptops offline; {visits} visits, {changes} changes, two people on one case; sync says: no contact"


def look_at_rest(stage: Stage) -> str:
    """Step 5: what a thief of the disk would find."""
    needles = [name.encode(code) for name in stage.known["names"] for code in ("utf-8", "utf-16-le")]
    files = [path for path in stage.laptop_folder("dara").rglob("*") if path.is_file()]
    found = sum(needle in path.read_bytes() for path in files for needle in needles)
    _require(found == 0, f"{found} names were readable")
    count = len(stage.known["names"])
    return f"searched {len(files)} files of Dara's laptop for {count} names in both scripts: 0 found"


def cut_the_line(stage: Stage) -> str:
    """Step 6: Sophea's line is cut while she sends; sent again, nothing is doubled or lost."""
    stage.start()
    line, laptop = stage.lines["sophea"], stage.laptops["sophea"]
    waiting = laptop.run("status", expect=(0, 6)).result["waiting"]
    for one in (line, stage.lines[INTERNET]):  # she tries the centre's other address too
        one.counters.reset()
        one.cut_after_bytes = CUT_AFTER_BYTES
    laptop.run("sync", expect=(5,))
    kept = laptop.run("status", expect=(0, 6)).result["waiting"]
    _require(kept == waiting, "something left the outbox without a receipt")
    stage.lines[INTERNET].cut_after_bytes = None
    line.counters.reset()
    left = laptop.run("sync", expect=(0, 6)).result["waiting"]
    _require(left == 0, "something still waits")
    whole = line.counters.up + line.counters.down
    percent = CUT_AFTER_BYTES * 100 // whole
    return f"Sophea sends; line cut at {percent} %; sent again: 0 doubled, 0 lost, {whole / 1000:.1f} kB"


def carry_by_usb(stage: Stage) -> str:
    """Step 7: Dara's work goes on a stick to the hub, which hands it on; the stick read twice changes nothing."""
    stage.start_hub()
    stick = stage.folder / "stick"
    stick.mkdir()
    stage.laptops["dara"].run("bundle", "make", "--to", str(stick), "--for", "BTB")
    (file,) = stick.iterdir()
    data = file.read_bytes()
    _require(not any(name.encode() in data for name in stage.known["names"]), "a name is readable on the stick")
    read = stage.hub.run("bundle", "read", str(file), expect=(0, 6)).result
    _require(read["applied"] > 0 and read["already_read"] is None, f"the hub took in {read}")
    again = stage.hub.run("bundle", "read", str(file), expect=(0, 6)).result
    _require(again["already_read"] is not None and again["applied"] == 0, f"read twice, the stick did {again}")
    stage.hub.run("hub", "sync")
    return f"Dara's bundle ({len(data) / 1000:.0f} kB) read by the hub and carried up; read twice: nothing changed"


def see_the_merge(stage: Stage) -> str:
    """Step 8: the centre has joined what differs, without a line from Dara, and leaves one question to a person."""
    items = _items(stage)
    questions = [item for item in items if item["kind"] == "two_versions"]
    _require(len(questions) == 1, f"{len(questions)} answers have two versions")
    stage.known["item"] = questions[0]["item"]
    stage.laptops["dara"].run("sync", expect=(0, 6))
    shown = _case_on(stage, "dara")
    _require(shown["risk_level"] == "high", "the safer answer did not hold")
    joined = [field for field in story.JOINED if shown.get(field) is not None]
    _require(len(joined) == len(story.JOINED), f"only {joined} were joined")
    number = shown["case_number"]
    return f"case {number}: {len(joined)} fields joined, 1 safety answer kept high, 1 answer with two versions"


def decide(stage: Stage) -> str:
    """Step 9: the coordinator decides, with a reason; both laptops agree, the other answer stays in the history."""
    value = json.dumps({"country": "KH", "province": "02", "detail": "behind the pagoda"})
    stage.centre.run(
        "review", "decide", stage.known["item"], "--write", value, "--reason", "The commune confirmed it.",
        "--as", "malis", expect=(0, 6),
    )  # fmt: skip

    def agree(login: str) -> None:
        left = stage.laptops[login].run("sync", expect=(0, 6)).result["two_versions"]
        _require(left == 0, f"{login}'s laptop still has two versions")

    stage.together(agree, PASSPHRASES)
    return "coordinator chose Dara's address, with a reason; both laptops agree, both answers in the history"


def set_aside(stage: Stage) -> str:
    """A record with a code that the centre does not know waits, explained; a later change to it waits behind it."""
    later = stage.later_version("sophea")
    cases = _rows(stage, "sophea", "case")
    visit = {**story.a_visit(cases[0]["id"], _today().isoformat()), "id": "$1", "contact_type": "radio"}
    later.run("import", stage.write_rows("radio", [visit]), expect=(0, 6))
    written = next(row for row in _rows(stage, "sophea", "visit", later) if row.get("contact_type") == "radio")
    more = {"kind": "visit", "id": written["id"], "base": written["base"], "narrative": "She will call on Sunday."}
    later.run("import", stage.write_rows("more", [more]), expect=(0, 6))
    stage.known["changes"] += 2
    stage.laptops["sophea"].run("sync", expect=(6,))
    told = stage.laptops["sophea"].run("status", expect=(6,)).result["set_aside"]
    _require([entry["code"] for entry in told] == ["change.invalid"], f"the author was told {told}")
    _require(len(told[0]["held"]) == 1, "the later change does not wait behind it")
    items = [item for item in _items(stage) if item["kind"] == "set_aside"]
    _require(bool(items) and items[0]["why"] == "change.invalid", "the supervisor's list does not explain it")
    stage.centre.run(
        "review", "decide", items[0]["item"], "--keep", "--reason", "No such way to meet yet.", "--as", "malis",
        expect=(0, 6),
    )  # fmt: skip
    left = stage.laptops["sophea"].run("sync", expect=(0, 6)).result["set_aside"]
    _require(left == 0, "something is still set aside")
    return "a visit with an unknown code set aside and explained, a later change held behind it; both decided"


def trace(stage: Stage) -> str:
    """Step 10: a mother's inquiry in Latin letters finds the case written in Khmer; nobody is told who it is."""
    today = _today().isoformat()

    def write(login: str) -> None:
        rows = story.a_girl if login == "sophea" else story.a_mother_asks
        written = rows(worker=stage.known[login], office=stage.known["office"], today=today)
        stage.laptops[login].run("import", stage.write_rows(f"tracing-{login}", written), expect=(0, 6))
        stage.laptops[login].run("sync", expect=(0, 6))
        stage.known["changes"] += len(written)

    for login in ("sophea", "dara"):
        write(login)
    found = stage.centre.run("match", "run", expect=(6,)).result["proposals"]
    _require(bool(found) and found[0]["band"] == "likely", f"the pair was not found: {found}")
    again = stage.centre.run("match", "run").result["new"]
    _require(again == 0, "the pair was proposed twice")
    stage.laptops["sophea"].run("sync", expect=(0, 6))
    (match,) = _rows(stage, "sophea", "match")
    stage.known |= {"girl": match["case_id"], "match": match["id"]}
    agreeing = [reason for reason in match["evidence"] if reason.endswith((":agree", ":close"))]
    _require(match["state"] == "proposed" and bool(agreeing), "the proposal did not reach Sophea with its reasons")
    return (
        f'mother\'s inquiry "Sok Chenda" found សុខ ចិន្តា: {found[0]["band"]} ({found[0]["score"]}), '
        f"{len(agreeing)} reasons; a person decides"
    )


def refuse_a_return(stage: Stage) -> str:
    """Step 11: Sophea plans the girl's return too early; the console refuses it and names what is missing."""
    laptop, girl = stage.laptops["sophea"], stage.known["girl"]
    planned = story.a_hasty_return(girl, stage.known["match"], _today().isoformat())
    laptop.run("import", stage.write_rows("return", planned), expect=(0, 6))
    laptop.run("sync", expect=(0, 6))
    stage.known["changes"] += len(planned)
    visitor = Visitor(f"127.0.0.1:{stage.port}")
    visitor.sign_in("malis", passphrase=CONSOLE["malis"], otpauth=stage.otpauth["malis"])
    page = visitor.read(f"/cases/{girl}/reunification")
    named = [words for words in story.MISSING_FOR_A_RETURN if words in page]
    _require(len(named) == len(story.MISSING_FOR_A_RETURN), f"the page names only {named}")
    return "Malis signs in to the console: the return is refused; consent, two signatures and more are missing"


def compare(stage: Stage) -> str:
    """Step 12: the stores agree, nothing is missing from the log, the audit holds."""

    def held_by(login: str) -> dict[str, str]:
        stage.laptops[login].run("sync", expect=(0, 6))
        digests: dict[str, str] = stage.laptops[login].run("check").result["digests"]
        return digests

    laptops = stage.together(held_by, PASSPHRASES)
    centre = stage.centre.run("check").result
    for login, held in laptops.items():
        differing = [scope for scope, digest in held.items() if centre["digests"].get(scope, digest) != digest]
        _require(differing == [], f"{login}'s laptop differs in {differing}")
    stage.hub.run("hub", "sync")
    at_hub = stage.hub.run("check").result["digests"]
    differing = [scope for scope, digest in at_hub.items() if centre["digests"].get(scope, digest) != digest]
    shared = f"office/{stage.known['office']}"
    _require(differing == [] and shared in at_hub, f"the hub differs in {differing}")
    audit = stage.centre.run("audit", "verify").result
    digest = centre["digests"][shared]
    return (
        f"4 stores agree (digest {digest[:4]}…); {stage.known['changes']} changes and 2 decisions among "
        f"{centre['changes']} in the logs; audit holds, {audit['rows']} rows"
    )


def _items(stage: Stage) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = stage.centre.run("review", "list", "--as", "malis", expect=(0, 6)).result["items"]
    return items


def _rows(stage: Stage, login: str, kind: str, program: Program | None = None) -> list[dict[str, Any]]:
    path = stage.folder / f"export-{login}.jsonl"
    (program or stage.laptops[login]).run("export", str(path), expect=(0, 6))
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    path.unlink()
    return [row for row in rows if row["kind"] == kind]


def _case_on(stage: Stage, login: str) -> dict[str, Any]:
    return next(case for case in _rows(stage, login, "case") if case["id"] == stage.known["case"])


def _shared_case(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    other = {case["id"]: case for case in theirs}
    for case in ours:
        if case.get("risk_level") == "medium" and case["id"] in other:
            return case, other[case["id"]]
    raise DemoFailed("no case of medium risk stands on both laptops")


def _today() -> Any:
    return datetime.now(UTC).astimezone().date()


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise DemoFailed(reason)


STEPS: tuple[tuple[int, str, Callable[[Stage], str]], ...] = (
    (1, "Office", open_office),
    (2, "Laptops", enrol_laptops),
    (3, "Caseload", receive_caseload),
    (4, "Offline", work_offline),
    (5, "At rest", look_at_rest),
    (6, "Cut link", cut_the_line),
    (7, "USB", carry_by_usb),
    (8, "Merged", see_the_merge),
    (9, "Decided", decide),
    (9, "Set aside", set_aside),
    (10, "Tracing", trace),
    (11, "Gate", refuse_a_return),
    (12, "Same", compare),
)
