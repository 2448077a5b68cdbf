"""What hubs say and are told, as values: frames, the roster, joining, and the list of servers."""

from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_schema.certificates import (
    DeviceCertificate,
    ServerCertificate,
    make_device_certificate,
    make_server_certificate,
)
from shared_schema.errors import HomewardError
from shared_schema.signed_lists import (
    CustodianList,
    ListedServer,
    RevocationList,
    ServerList,
    make_custodian_list,
    make_revocation_list,
    make_server_list,
    read_server_list,
)
from shared_schema.wire.exchange import ReplyReader, read_request, write_message
from shared_schema.wire.frames import read_frames
from shared_schema.wire.hub_joining import (
    JoinAnswer,
    JoinRequest,
    fingerprint_of,
    read_join_answer,
    read_join_request,
    write_join_answer,
    write_join_request,
)
from shared_schema.wire.messages import HubDevice, HubFacts, Refused, RequestHello, RosterFrame
from shared_schema.wire.roster import (
    Credentials,
    Roster,
    RosterDevice,
    RosterIncarnation,
    RosterOffice,
    RosterPerson,
    read_credentials,
    read_roster,
    write_credentials,
    write_roster,
)

ROOT, CENTRE, HUB, OWN = (Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32) for seed in (1, 2, 3, 4))
IDS = {name: f"{name:A<21}A" for name in ("centre", "hub", "device", "life", "office", "worker", "centredevice")}


def key(of: Ed25519PrivateKey) -> bytes:
    return of.public_key().public_bytes_raw()


def server(kind: str = "centre", of: Ed25519PrivateKey = CENTRE, *, by: Ed25519PrivateKey = ROOT) -> bytes:
    offices = (IDS["office"],) if kind == "hub" else ()
    certificate = ServerCertificate(IDS[kind], kind, key(of), "age1", offices, b"", 1, 1)
    return make_server_certificate(certificate, sign=by.sign)


def device(of: Ed25519PrivateKey, name: str, *, by: Ed25519PrivateKey = CENTRE) -> bytes:
    nobody = IDS["worker"]
    certificate = DeviceCertificate(IDS[name], "H1", 7, key(of), b"x" * 32, nobody, nobody, 1, IDS["centre"])
    return make_device_certificate(certificate, sign=by.sign)


def a_request() -> JoinRequest:
    return JoinRequest(
        hub=IDS["hub"], name="Battambang", signing_key=key(HUB), age_recipient="age1", device=IDS["device"],
        incarnation=IDS["life"], own_signing_key=key(OWN), own_box_key=b"b" * 32, urls=("https://10.0.0.2:8443",),
        tls_authority="-----BEGIN-----", made_at=5,
    )  # fmt: skip


def an_answer() -> JoinAnswer:
    custodians = make_custodian_list(CustodianList(0, 1, ()), sign=ROOT.sign)
    revocations = make_revocation_list(RevocationList(0, IDS["centre"], ()), sign=CENTRE.sign)
    return JoinAnswer(
        hub=IDS["hub"], root_key=key(ROOT), centre_certificate=server(), centre_device=device(OWN, "centredevice"),
        hub_certificate=server("hub", HUB), hub_device=device(OWN, "device"), centre_name="Phnom Penh",
        centre_urls=("https://centre",), centre_authority="", custodians=custodians, revocations=revocations,
        servers=(a_server_list(),), prefix="KA", first_serial=10, last_serial=20, made_at=6,
    )  # fmt: skip


def a_server_list() -> bytes:
    rows = tuple(
        ListedServer((url,), made, "", None)  # type: ignore[arg-type]
        for url, made in (("https://centre", server()), ("https://10.0.0.2:8443", server("hub", HUB)))
    )
    return make_server_list(ServerList(3, IDS["centre"], IDS["office"], rows, {IDS["device"]: 9}), sign=CENTRE.sign)


def a_roster() -> Roster:
    life = RosterIncarnation(IDS["life"], 1, "", key(OWN), b"l" * 32, None, None)
    return Roster(
        number=4, hub=IDS["hub"], made_at=1, offices=(RosterOffice(IDS["office"], "BTB", True),),
        people=(RosterPerson(IDS["worker"], "sophea", "supervisor", IDS["office"], (), "active", "none", b"sealed"),),
        devices=(RosterDevice("laptop", device(OWN, "device"), server("hub", HUB), (life,), None),),
    )  # fmt: skip


def test_what_a_hub_says_and_is_told_reads_back_as_it_was_written() -> None:
    hello = RequestHello(1, None, {}, {}, {}, 1000, 5)
    said = [
        hello,
        HubDevice(b"certificate", IDS["life"]),
        HubDevice(b"certificate", IDS["life"], b"sealed lease"),
        HubFacts("1.0", 5, 77, 10, 20, 3),
        HubFacts("", 0, None, 0, 0, 0),
    ]
    data = b"".join(write_message(one) for one in said)
    assert list(read_request(read_frames(data))) == said
    told = [
        RosterFrame(b"{}"),
        Refused(IDS["life"], "device.unknown"),
        Refused(IDS["life"], "device.forked", 3, b"h" * 32),
    ]
    reader = ReplyReader(scopes=())
    assert [reader.read(frame) for one in told for frame in read_frames(write_message(one))] == told


def test_a_roster_is_for_one_hub_and_by_the_centre_alone() -> None:
    data = write_roster(a_roster(), sign=CENTRE.sign)
    assert read_roster(data, server_key=key(CENTRE), hub=IDS["hub"]) == a_roster()
    for server_key, hub in ((key(HUB), IDS["hub"]), (key(CENTRE), IDS["centre"])):
        with pytest.raises(HomewardError, match=r"certificate\.not_valid"):
            read_roster(data, server_key=server_key, hub=hub)


def test_credentials_are_of_the_person_they_stand_with() -> None:
    told = Credentials(IDS["worker"], "$argon2id$" + "x" * 300, "BASE32", 7)
    assert read_credentials(write_credentials(told), person=IDS["worker"]) == told
    with pytest.raises(HomewardError, match=r"certificate\.not_valid"):
        read_credentials(write_credentials(told), person=IDS["office"])


def test_a_request_to_join_is_signed_by_both_keys_of_the_hub() -> None:
    data = write_join_request(a_request(), sign=HUB.sign, sign_own=OWN.sign)
    assert read_join_request(data + b"\n") == a_request()
    assert len(fingerprint_of(data).split()) == 4
    assert fingerprint_of(data + b"\n") == fingerprint_of(data)
    other_device = write_join_request(a_request(), sign=HUB.sign, sign_own=CENTRE.sign)
    for damaged in (data.replace(b"Battambang", b"Kandal"), other_device, data[:-9], b"[]", b""):
        with pytest.raises(HomewardError, match=r"hub\.request_damaged"):
            read_join_request(damaged)


def test_an_answer_is_believed_as_far_as_the_root_reaches() -> None:
    data = write_join_answer(an_answer(), sign=CENTRE.sign)
    joined = read_join_answer(data, request=a_request())
    assert joined.answer == an_answer()
    assert joined.hub.offices == (IDS["office"],)
    assert sha256(joined.answer.root_key).digest() == sha256(key(ROOT)).digest()
    wrong = {
        "another hub": (replace(a_request(), hub=IDS["centre"]), an_answer(), CENTRE),
        "another device": (replace(a_request(), own_signing_key=key(HUB)), an_answer(), CENTRE),
        "signed by a hub": (a_request(), an_answer(), HUB),
        "not by this root": (a_request(), replace(an_answer(), hub_certificate=server("hub", HUB, by=HUB)), CENTRE),
        "a centre as hub": (a_request(), replace(an_answer(), centre_certificate=server("hub", CENTRE)), CENTRE),
    }
    for request, answer, by in wrong.values():
        with pytest.raises(HomewardError, match=r"hub\.answer_not_ours"):
            read_join_answer(write_join_answer(answer, sign=by.sign), request=request)


def test_every_server_in_the_list_is_certified_by_the_root() -> None:
    found = read_server_list(a_server_list(), server_key=key(CENTRE), root_key=key(ROOT))
    assert [one.says.kind for one in found.servers] == ["centre", "hub"]
    assert (found.number, found.withdrawn) == (3, {IDS["device"]: 9})
    for server_key, root_key in ((key(HUB), key(ROOT)), (key(CENTRE), key(HUB))):
        with pytest.raises(HomewardError, match=r"certificate\.not_valid"):
            read_server_list(a_server_list(), server_key=server_key, root_key=root_key)
