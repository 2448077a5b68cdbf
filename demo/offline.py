"""Steps of a day without internet: two people write, a disk is searched, a line is cut, a stick is carried."""

from pathlib import Path
from typing import Any

from demo import story
from demo.asking import require, rows_of, this_day
from demo.programs import DemoFailed
from demo.stage import INTERNET, PASSPHRASES, Stage

CUT_AFTER_BYTES = 900


def work_offline(stage: Stage) -> str:
    """Step 4: no server; both workers write, also on the same case."""
    stage.stop()
    cases = stage.together(lambda login: rows_of(stage, login, "case"), PASSPHRASES)
    shared = _shared_case(cases["sophea"], cases["dara"])
    stage.known["case"] = shared[0]["id"]
    today = this_day().isoformat()
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
    require(bool(failed.problems), "the missing server was not told")
    visits = sum(row["kind"] == "visit" for rows in days.values() for row in rows)
    changes = sum(len(rows) for rows in days.values())
    stage.known["changes"] = changes
    return f"both laptops offline; {visits} visits, {changes} changes, two people on one case; sync says: no contact"


def look_at_rest(stage: Stage) -> str:
    """Step 5: what a thief of the disk would find."""
    needles = [name.encode(code) for name in stage.known["names"] for code in ("utf-8", "utf-16-le")]
    files = [path for path in stage.laptop_folder("dara").rglob("*") if path.is_file()]
    found = sum(needle in path.read_bytes() for path in files for needle in needles)
    require(found == 0, f"{found} names were readable")
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
    require(kept == waiting, "something left the outbox without a receipt")
    stage.lines[INTERNET].cut_after_bytes = None
    line.counters.reset()
    left = laptop.run("sync", expect=(0, 6)).result["waiting"]
    require(left == 0, "something still waits")
    whole = line.counters.up + line.counters.down
    percent = CUT_AFTER_BYTES * 100 // whole
    return f"Sophea sends; line cut at {percent} %; sent again: 0 doubled, 0 lost, {whole / 1000:.1f} kB"


def carry_by_usb(stage: Stage) -> str:
    """Step 7: Dara's work goes on a stick to the hub, from there on the hub's own stick to Phnom Penh, and the answer
    comes back; a stick read twice changes nothing."""
    stage.lines[INTERNET].cut_after_bytes = 0  # the province has no line
    stage.start_hub()
    stick = stage.folder / "stick"
    stick.mkdir()
    made = stage.laptops["dara"].run("bundle", "make", "--to", str(stick), "--for", "BTB").result
    (file,) = (stick / name for name in made["files"])  # a question for photos may lie beside it
    data = file.read_bytes()
    require(not any(name.encode() in data for name in stage.known["names"]), "a name is readable on the stick")
    read = stage.hub.run("bundle", "read", str(file), expect=(0, 6)).result
    require(read["applied"] > 0 and read["already_read"] is None, f"the hub took in {read}")
    again = stage.hub.run("bundle", "read", str(file), expect=(0, 6)).result
    require(again["already_read"] is not None and again["applied"] == 0, f"read twice, the stick did {again}")
    carried = _carry_up(stage, stick)
    stage.lines[INTERNET].cut_after_bytes = None
    size = f"{len(data) / 1000:.0f} kB"
    return f"Dara's stick ({size}) to the hub, the hub's ({carried}) to Phnom Penh; twice: nothing new"


def _carry_up(stage: Stage, stick: Path) -> str:
    """The hub's stick to Phnom Penh and the answer back; how many changes rode on it."""
    made = stage.hub.run("bundle", "make", "--to", str(stick)).result
    read = stage.centre.run(
        "bundle", "read", str(stick / made["files"][0]), "--answer", str(stick), expect=(0, 6)
    ).result
    require(read["applied"] > 0 and read["refused"] == 0, f"Phnom Penh took in {read}")
    answer = stage.hub.run("bundle", "read", str(stick / read["answer"]), expect=(0, 6)).result
    require(answer["waits_up"] == 0, f"the answer told the hub {answer}")
    return f"{read['applied']} changes"


def _shared_case(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    other = {case["id"]: case for case in theirs}
    for case in ours:
        if case.get("risk_level") == "medium" and case["id"] in other:
            return case, other[case["id"]]
    raise DemoFailed("no case of medium risk stands on both laptops")
