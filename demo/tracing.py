"""The last steps: a mother's inquiry, a return that is refused, and whether all stores agree."""

from demo import story
from demo.asking import require, rows_of, this_day
from demo.stage import CONSOLE, PASSPHRASES, Stage
from demo.visitor import Visitor


def trace(stage: Stage) -> str:
    """Step 10: a mother's inquiry in Latin letters finds the case written in Khmer; nobody is told who it is."""
    today = this_day().isoformat()

    def write(login: str) -> None:
        rows = story.a_girl if login == "sophea" else story.a_mother_asks
        written = rows(worker=stage.known[login], office=stage.known["office"], today=today)
        stage.laptops[login].run("import", stage.write_rows(f"tracing-{login}", written), expect=(0, 6))
        stage.laptops[login].run("sync", expect=(0, 6))
        stage.known["changes"] += len(written)

    for login in ("sophea", "dara"):
        write(login)
    found = stage.centre.run("match", "run", expect=(6,)).result["proposals"]
    require(bool(found) and found[0]["band"] == "likely", f"the pair was not found: {found}")
    again = stage.centre.run("match", "run").result["new"]
    require(again == 0, "the pair was proposed twice")
    stage.laptops["sophea"].run("sync", expect=(0, 6))
    (match,) = rows_of(stage, "sophea", "match")
    stage.known |= {"girl": match["case_id"], "match": match["id"]}
    agreeing = [reason for reason in match["evidence"] if reason.endswith((":agree", ":close"))]
    require(match["state"] == "proposed" and bool(agreeing), "the proposal did not reach Sophea with its reasons")
    return (
        f'mother\'s inquiry "Sok Chenda" found សុខ ចិន្តា: {found[0]["band"]} ({found[0]["score"]}), '
        f"{len(agreeing)} reasons; a person decides"
    )


def refuse_a_return(stage: Stage) -> str:
    """Step 11: Sophea plans the girl's return too early; the console refuses it and names what is missing."""
    laptop, girl = stage.laptops["sophea"], stage.known["girl"]
    planned = story.a_hasty_return(girl, stage.known["match"], this_day().isoformat())
    laptop.run("import", stage.write_rows("return", planned), expect=(0, 6))
    laptop.run("sync", expect=(0, 6))
    stage.known["changes"] += len(planned)
    visitor = Visitor(f"127.0.0.1:{stage.port}")
    visitor.sign_in("malis", passphrase=CONSOLE["malis"], otpauth=stage.otpauth["malis"])
    page = visitor.read(f"/cases/{girl}/reunification")
    named = [words for words in story.MISSING_FOR_A_RETURN if words in page]
    require(len(named) == len(story.MISSING_FOR_A_RETURN), f"the page names only {named}")
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
        require(differing == [], f"{login}'s laptop differs in {differing}")
    stage.hub.run("hub", "sync")
    at_hub = stage.hub.run("check").result["digests"]
    differing = [scope for scope, digest in at_hub.items() if centre["digests"].get(scope, digest) != digest]
    shared = f"office/{stage.known['office']}"
    require(differing == [] and shared in at_hub, f"the hub differs in {differing}")
    audit = stage.centre.run("audit", "verify").result
    digest = centre["digests"][shared]
    return (
        f"4 stores agree (digest {digest[:4]}…); {stage.known['changes']} changes and 2 decisions among "
        f"{centre['changes']} in the logs; audit holds, {audit['rows']} rows"
    )
