"""The pages of hubs in a real browser, both languages: one that is well, one that is not, none."""

from shared_schema.wire.messages import HubFacts
from tests.builders.raw_hub import a_raw_hub


def test_hubs_are_seen_looked_at_and_withdrawn(stage):
    assert "No hub." in stage.opens("administrator", "/hubs")
    hub = a_raw_hub(stage.console.town)
    a_raw_hub(stage.console.town, offices=("PLN",))
    theirs = stage.console.town.laptop("mony")
    theirs.save(stage.console.town.case_of("mony"))
    device, sent = hub.enrol(user=stage.console.person("worker"), office=stage.console.town.battambang)
    facts = HubFacts("0.1.0", 3, stage.console.clock() - 7_200_000, 40_000_000_000, 240_000_000_000, 4)
    hub.relay(sent, theirs.device.batch(), facts)
    for language in ("en", "km"):
        stage.opens("administrator", "/hubs", language=language, shot="hubs")
        stage.opens("administrator", "/hubs/H1", language=language, shot="hub")
    stage.opens("coordinator", "/hubs")
    stage.console.steps_up("administrator")
    said = stage.opens("administrator", "/hubs/H1/withdraw", shot="hub-withdraw")
    assert device.worker and "Withdraw it and leave its laptops in use" in said
    after = stage.presses("Withdraw it and cut off these laptops")
    assert "the laptops that it enrolled are cut off" in after and "What is left to do" in after
