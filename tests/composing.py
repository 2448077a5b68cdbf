"""What every composed application has alike is made once per process: hundreds of tests compose the same one anew.

Werkzeug takes each address apart and writes and compiles two functions for it; styles and scripts are read and shrunk.
Both take most of the time of `create_app`. What comes of an address depends on its words and defaults and on the map's
converters alone (what belongs to one application reaches it through `self`): rules with the same words have the same.
"""

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.routing import Rule

import casework.web.mount as mount

MADE = ("_parts", "_trace", "_converters", "arguments")
Builder = Callable[..., tuple[str, str]]


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", _compile_once(Rule.compile))
        patch.setattr(mount, "read_static_files", functools.cache(mount.read_static_files))
        yield


def _compile_once(compile_anew: Callable[[Rule], None]) -> Callable[[Rule], None]:
    known: dict[tuple[object, ...], tuple[dict[str, Any], Builder, Builder]] = {}

    def compile_once(rule: Rule) -> None:
        assert rule.map is not None and not rule.map.host_matching
        defaults = tuple(sorted((rule.defaults or {}).items()))
        words = (rule.rule, rule.subdomain, rule.merge_slashes, defaults, tuple(rule.map.converters.items()))
        if words not in known:
            compile_anew(rule)
            made = {name: getattr(rule, name) for name in MADE}
            known[words] = (made, rule._build.__func__, rule._build_unknown.__func__)  # type: ignore[attr-defined]
        made, build, build_unknown = known[words]
        for name, value in made.items():
            setattr(rule, name, value)
        rule._build, rule._build_unknown = build.__get__(rule, None), build_unknown.__get__(rule, None)

    return compile_once
