"""The first steps: an office with its hub, two laptops, and the caseload that they start from."""

from casework.places import load_gazetteer
from demo import story
from demo.asking import require, this_day
from demo.stage import ADMIN, CONSOLE, INTERNET, PASSPHRASES, Stage

SEED = 20261121
NAMES = 40
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
    require(all(head != b"SQLite format 3" for head in heads), "a store is not encrypted")
    return "Sophea and Dara enrolled by one-time code; both stores encrypted"


def receive_caseload(stage: Stage) -> str:
    """Step 3: the office's register is imported on Dara's laptop; Sophea's receives it."""
    rows = story.caseload(
        seed=SEED, worker=stage.known["sophea"], office=stage.known["office"], today=this_day(), places=load_gazetteer()
    )
    stage.known["names"] = story.names_in(rows, count=NAMES)
    taken = stage.laptops["dara"].run("import", stage.write_rows("register", rows), expect=(0, 6))
    stage.laptops["dara"].run("sync", expect=(0, 6))
    line = stage.lines["sophea"]
    line.counters.reset()
    report = stage.laptops["sophea"].run("sync", expect=(0, 6)).result
    arrived = report["arrived"].get("case", 0)
    require(arrived == story.CASES, f"{arrived} cases arrived")
    stage.hub.run("hub", "sync")  # the hub has heard of the laptops and holds the office's cases
    kilobytes = (line.counters.up + line.counters.down) / 1000
    requests = "1 request" if report["requests"] == 1 else f"{report['requests']} requests"
    return f"{arrived} cases with {taken.result['new']} records received by Sophea in {requests}, {kilobytes:.0f} kB"


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
