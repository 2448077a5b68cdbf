"""The JSON of each message: what stands in a frame, written and read side by side. Keys are short: they travel.

A value that is not exactly what its place asks for raises KeyError, TypeError or ValueError; the reader of frames says
`wire.malformed` for all of them.
"""

from collections.abc import Callable, Iterable, Mapping

from shared_schema.canonical import Json, decode_bytes, encode_bytes
from shared_schema.wire.body_values import read_count, read_counts, read_dot, read_hash, read_id, read_text, read_whole
from shared_schema.wire.messages import (
    ACTS,
    MAX_CODES,
    ActNote,
    Checkpoint,
    Compare,
    End,
    Gone,
    HubDevice,
    HubFacts,
    IncarnationStatement,
    Message,
    Notice,
    Refused,
    ReplyHello,
    RequestHello,
    RosterFrame,
    SeenCheckpoint,
    SetAside,
    Verdicts,
    Want,
    Witness,
)

LONGEST_VERSION, LONGEST_KIND = 40, 32


def write_body(message: Message) -> dict[str, Json]:
    """The JSON of a message that is one frame of JSON."""
    match message:
        case RequestHello():
            return _request_hello_body(message)
        case ReplyHello():
            return _reply_hello_body(message)
        case Compare():
            return _compare_body(message)
        case Want(ids):
            return {"i": list(ids)}
        case Notice(lists):
            return dict(lists)
        case Verdicts():
            return _verdicts_body(message)
        case Gone():
            return _gone_body(message)
        case Checkpoint():
            return {"c": dict(message.cursors), "n": message.count, "x": message.checksum}
        case End():
            return _end_body(message)
        case ActNote():
            return _act_note_body(message)
        case HubDevice():
            return _hub_device_body(message)
        case HubFacts():
            return _hub_facts_body(message)
        case Refused():
            return _refused_body(message)
    raise TypeError(f"no frame for {type(message).__name__}")


def _request_hello_body(message: RequestHello) -> dict[str, Json]:
    body: dict[str, Json] = {
        "p": message.protocol,
        "v": message.schema,
        "e": message.epoch,
        "c": dict(message.cursors),
        "k": dict(message.confirmed),
        "h": dict(message.have),
        "m": message.max_reply_bytes,
        "t": message.clock,
    }
    if message.only_push:
        body["o"] = 1
    return body


def _reply_hello_body(message: ReplyHello) -> dict[str, Json]:
    body: dict[str, Json] = {"e": message.epoch, "p": message.protocol, "t": message.clock, "v": message.schema}
    if message.scopes is not None:
        body["s"] = list(message.scopes)
    if message.known:
        body["k"] = {i: [n, encode_bytes(link)] for i, (n, link) in message.known.items()}
    if message.upstream_at is not None:
        body["u"] = message.upstream_at
    if message.only_receipt:
        body["o"] = 1
    return body


def _compare_body(message: Compare) -> dict[str, Json]:
    body: dict[str, Json] = {"s": message.scope}
    if message.sums:
        body["b"] = [str(number) for number in message.sums]
    if message.ids:
        body["i"] = {
            str(bucket): {record: str(digest) for record, digest in entries.items()}
            for bucket, entries in message.ids.items()
        }
    return body


def _gone_body(message: Gone) -> dict[str, Json]:
    body: dict[str, Json] = {"s": message.scope, "y": message.why}
    if message.ids:
        body["i"] = list(message.ids)
    if message.home is not None:
        body["h"] = message.home
    return body


def _end_body(message: End) -> dict[str, Json]:
    body: dict[str, Json] = {"c": dict(message.cursors), "m": message.has_more}
    if message.digests:
        body["d"] = {scope: str(digest) for scope, digest in message.digests.items()}
    if message.highest is not None:
        body["n"] = message.highest
    if message.audit is not None:
        body["a"] = message.audit
    if message.wanted is not None:
        body["w"] = message.wanted
    if message.witnessed:
        body["z"] = list(message.witnessed)
    return body


def _act_note_body(message: ActNote) -> dict[str, Json]:
    body: dict[str, Json] = {"i": message.id, "w": message.act, "k": message.kind, "t": message.at}
    if message.record is not None:
        body["r"] = message.record
    if message.names:
        body["n"] = message.names
    return body


def _hub_device_body(message: HubDevice) -> dict[str, Json]:
    body = {"c": encode_bytes(message.certificate), "i": message.incarnation}
    return body | {"l": encode_bytes(message.lease)} if message.lease else body


def _hub_facts_body(message: HubFacts) -> dict[str, Json]:
    body: dict[str, Json] = {"p": message.version, "u": message.waits_up, "l": message.laptops}
    body |= {"f": message.disk_free, "d": message.disk_total}
    if message.oldest_at is not None:
        body["o"] = message.oldest_at
    if message.codes:
        body["s"] = [list(one) for one in message.codes]
    return body


def _refused_body(message: Refused) -> dict[str, Json]:
    body: dict[str, Json] = {"i": message.incarnation, "c": message.code}
    if message.n is not None:
        body |= {"n": message.n, "l": encode_bytes(message.link)}
    return body


def _verdicts_body(message: Verdicts) -> dict[str, Json]:
    body: dict[str, Json] = {}
    if message.applied:
        body["a"] = [list(entry) for entry in message.applied]
    if message.duplicate:
        body["d"] = [list(entry) for entry in message.duplicate]
    if message.set_aside:
        body["q"] = _aside_body(message.set_aside)
    if message.waits_for:
        body["w"] = [list(dot) for dot in message.waits_for]
    if message.upstream:
        body["u"] = _aside_body(message.upstream)
    return body


def _aside_body(entries: Iterable[SetAside]) -> list[Json]:
    return [
        [*entry.dot, entry.code] if entry.behind is None else [*entry.dot, entry.code, *entry.behind]
        for entry in entries
    ]


def _read_request_hello(body: Json) -> RequestHello:
    epoch = None if body["e"] is None else read_text(body["e"])
    return RequestHello(
        read_whole(body["v"]), epoch, read_counts(body["c"]), read_counts(body["k"]), read_counts(body["h"]),
        read_count(body["m"]), read_whole(body["t"]), read_whole(body["p"]), "o" in body,
    )  # fmt: skip


def _read_reply_hello(body: Json) -> ReplyHello:
    known = {i: (read_count(n), read_hash(link)) for i, (n, link) in body.get("k", {}).items()}
    scopes = tuple(read_text(scope) for scope in body["s"]) if "s" in body else None
    upstream_at = read_count(body["u"]) if "u" in body else None
    return ReplyHello(
        read_text(body["e"]), read_whole(body["v"]), read_whole(body["t"]), scopes, known, read_whole(body["p"]),
        upstream_at, "o" in body,
    )  # fmt: skip


def _read_compare(body: Json) -> Compare:
    ids = {
        int(bucket): {record: int(digest) for record, digest in entries.items()}
        for bucket, entries in body.get("i", {}).items()
    }
    return Compare(read_text(body["s"]), tuple(int(number) for number in body.get("b", ())), ids)


def _read_verdicts(body: Json) -> Verdicts:
    ranges = [tuple((read_id(i), read_count(a), read_count(z)) for i, a, z in body.get(key, ())) for key in ("a", "d")]
    aside, upstream = (tuple(_read_aside(entry) for entry in body.get(key, ())) for key in ("q", "u"))
    return Verdicts(ranges[0], ranges[1], aside, tuple(read_dot(entry) for entry in body.get("w", ())), upstream)


def _read_aside(entry: Json) -> SetAside:
    return SetAside(read_dot(entry[:2]), read_text(entry[2]), read_dot(entry[3:]) if len(entry) > 3 else None)


def _read_gone(body: Json) -> Gone:
    home = read_text(body["h"]) if "h" in body else None
    return Gone(
        read_text(body["s"]), read_text(body["y"]), tuple(read_id(record) for record in body.get("i", ())), home
    )


def _read_end(body: Json) -> End:
    digests = {scope: int(digest) for scope, digest in body.get("d", {}).items()}
    highest = read_count(body["n"]) if "n" in body else None
    wanted = read_count(body["w"]) if "w" in body else None
    witnessed = tuple(read_count(number) for number in body.get("z", ()))
    return End(read_counts(body["c"]), digests, bool(body["m"]), highest, body.get("a"), wanted, witnessed)


def _read_act_note(body: Json) -> ActNote:
    kind = read_text(body["k"])
    if body["w"] not in ACTS or not kind or len(kind) > LONGEST_KIND or not kind.replace("_", "").isalpha():
        raise ValueError("not an act of a laptop")
    record = read_id(body["r"]) if "r" in body else None
    return ActNote(read_id(body["i"]), body["w"], kind, read_count(body["t"]), record, read_count(body.get("n", 0)))


def _read_hub_facts(body: Json) -> HubFacts:
    version = read_text(body["p"])
    if len(version) > LONGEST_VERSION:
        raise ValueError("not a version")
    oldest_at = read_count(body["o"]) if "o" in body else None
    disk_free, disk_total = read_count(body["f"]), read_count(body["d"])
    codes = tuple((read_id(person), read_count(step)) for person, step in body.get("s", ()))
    if len(codes) > MAX_CODES:
        raise ValueError("too many codes")
    return HubFacts(version, read_count(body["u"]), oldest_at, disk_free, disk_total, read_count(body["l"]), codes)


def _read_refused(body: Json) -> Refused:
    if "n" not in body:
        return Refused(read_id(body["i"]), read_text(body["c"]))
    return Refused(read_id(body["i"]), read_text(body["c"]), read_count(body["n"]), read_hash(body["l"]))


LETTERS: Mapping[type, str] = {
    RequestHello: "H", Compare: "Q", Want: "W",
    ReplyHello: "h", Notice: "n", Verdicts: "v", Gone: "g", Checkpoint: "k", End: "e",
    HubDevice: "D", HubFacts: "A", Refused: "f", ActNote: "N",
}  # fmt: skip
RAW: Mapping[str, Callable[[bytes], Message]] = {
    "I": IncarnationStatement, "Z": Witness, "K": SeenCheckpoint, "r": RosterFrame,
}  # fmt: skip
READERS: Mapping[str, Callable[[Json], Message]] = {
    "H": _read_request_hello,
    "Q": _read_compare,
    "W": lambda body: Want(tuple(read_id(record) for record in body["i"])),
    "h": _read_reply_hello,
    "n": lambda body: Notice(dict(body)),
    "v": _read_verdicts,
    "g": _read_gone,
    "k": lambda body: Checkpoint(read_counts(body["c"]), read_count(body["n"]), read_count(body["x"])),
    "e": _read_end,
    "D": lambda body: HubDevice(decode_bytes(body["c"]), read_id(body["i"]), decode_bytes(body.get("l", ""))),
    "A": _read_hub_facts,
    "N": _read_act_note,
    "f": _read_refused,
}
