"""Whether an answer that is read late continues where its reader stands: a laptop with a server, a hub with its centre.

Promise: it follows from cursors and epochs alone; days and clocks decide nothing.
"""

from collections.abc import Mapping

from shared_schema.wire.manifest import ANSWER, Manifest


def is_usable(manifest: Manifest, *, epoch: str | None, now: Mapping[str, int]) -> bool:
    """Whether an answer continues where its reader stands with the server: `now` = its cursors under `epoch`.

    Its snapshot must be at least as new as what the reader holds, scope by scope, and start no later.
    """
    if manifest.hello.epoch != epoch:
        return False
    if manifest.kind != ANSWER or manifest.epoch != (epoch or manifest.epoch):
        return True  # a receipt moves no cursor; after a restore the answer holds cursors and digests, no states
    asked, ends = manifest.hello.cursors, manifest.cursors
    if any(scope in asked and scope not in now for scope in ends):
        return False
    return all(_continues(asked.get(scope), at, ends.get(scope)) for scope, at in now.items())


def _continues(asked: int | None, now: int, end: int | None) -> bool:
    if end is None:  # a scope that the answer takes away, if nothing was heard of it since
        return asked == now
    return (asked or 0) <= now <= end
