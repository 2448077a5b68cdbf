"""Values of an older schema are read as the present one writes them; steps run in order, each for its own kind."""

from shared_schema.records.kinds import SCHEMA_VERSION, UPCASTS, Upcast, upcast


def _split_name(values):
    first, _blank, last = values["name"].partition(" ")
    rest = {register: value for register, value in values.items() if register != "name"}
    return {**rest, "first": first, "last": last}


def _shout_last(values):
    return {**values, "last": values["last"].upper()}


CHAIN = (Upcast("person", 2, _shout_last), Upcast("person", 1, _split_name), Upcast("house", 1, lambda values: {}))


def test_steps_run_in_the_order_of_versions():
    assert upcast("person", 1, {"name": "Dara Sok", "new": 1}, chain=CHAIN) == {
        "first": "Dara",
        "last": "SOK",
        "new": 1,
    }


def test_values_of_a_later_version_take_only_the_steps_they_lack():
    assert upcast("person", 2, {"first": "Dara", "last": "Sok"}, chain=CHAIN) == {"first": "Dara", "last": "SOK"}
    newest = {"first": "Dara", "last": "Sok"}
    assert upcast("person", 3, newest, chain=CHAIN) is newest


def test_another_kind_is_left_alone():
    assert upcast("visit", 1, {"name": "as it is"}, chain=CHAIN) == {"name": "as it is"}


def test_the_values_handed_in_are_not_changed():
    values = {"name": "Dara Sok"}
    upcast("person", 1, values, chain=CHAIN)
    assert values == {"name": "Dara Sok"}


def test_the_first_schema_has_no_step_yet():
    assert (SCHEMA_VERSION, UPCASTS) == (1, ())
