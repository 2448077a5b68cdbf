"""The addresses of pages are compiled once per process: hundreds of tests compose the same application anew.

Werkzeug writes and compiles two functions for every rule, which takes most of the time of `create_app`. They depend on
the rule's words alone (what belongs to one application reaches them through `self`), so a rule with the same words may
have the same functions.
"""

from collections.abc import Callable, Iterator

import pytest
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


@pytest.fixture(scope="session", autouse=True)
def _rules_compiled_once() -> Iterator[None]:
    compile_builder = Rule._compile_builder
    known: dict[tuple[object, ...], Builder] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Builder:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        words = (rule.rule, tuple(rule._trace), append_unknown)
        if words not in known:
            known[words] = compile_builder(rule, append_unknown)
        return known[words]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield
