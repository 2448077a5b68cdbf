"""The first run: from a slip to an encrypted laptop of one person (security.md 4.1).

Promise: server, authority and root are pinned by the slip before anything secret is sent; the laptop is enrolled
wholly or not at all: everything is made in a folder beside, and the key slots are moved into place last.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from field_client.app import Tools
from field_client.config import Config
from field_client.data_folder import prepare_data_folder
from field_client.safety import wipe
from field_client.safety.name import keep_name
from field_client.safety.travel import is_decided
from field_client.store.database import open_store
from field_client.store.identity import SLOT_GENERATION, Identity
from field_client.store.local_store import LocalStore, open_local_store
from field_client.sync.line import Line, Posted
from field_client.sync.lists import CERTIFICATE, CUSTODIANS, LEASE, REVOCATIONS
from field_client.sync.tls import fetch_authority
from field_client.sync.transport import read_refusal
from field_client.vault.anchor import ANCHOR_NAME
from field_client.vault.incarnation import Incarnation, write_incarnation
from field_client.vault.keys import DeviceKeys, new_device_keys
from field_client.vault.lease import LEASE_NAME
from field_client.vault.slot_files import CURRENT_NAME, PREVIOUS_NAME
from field_client.vault.vault import Vault, create_vault
from shared_schema.errors import HomewardError
from shared_schema.identifiers import random_id
from shared_schema.records.kinds import KINDS
from shared_schema.slip import Slip
from shared_schema.wire.enrolment import (
    CONTENT_TYPE,
    PATH,
    Enrolled,
    EnrolRequest,
    read_enrol_answer,
    write_enrol_request,
)

TRIES = 3  # the same request again after a lost reply gives the same laptop
MAX_ANSWER_BYTES = 256 * 1024
_LOST = frozenset({"sync.cut", "sync.no_contact"})
FetchAuthority = Callable[[str, bytes], str]


@dataclass(frozen=True, slots=True)
class Contacted:
    """A server that answered the slip, and what it said; `authority` is its CA in PEM, None on loopback."""

    url: str
    authority: str | None
    request: EnrolRequest
    keys: DeviceKeys
    enrolled: Enrolled


def enrol(config: Config, tools: Tools, slip: Slip, *, passphrase: str, server_url: str | None = None) -> str:
    """Enrols this laptop and gives the recovery code to print once. Raises `enrol.*`, `tls.*`."""
    wipe.finish(tools.files, config.folder)
    if tools.vault_tools(config.data).slot_files.exist() or is_decided(tools.files, config.folder):
        raise HomewardError("enrol.already")
    prepare_data_folder(
        tools.files, config.folder, environment=tools.environment, allow_cloud=config.allow_cloud_folder
    )
    contacted = contact(tools, slip, server_url=server_url)
    return _settle(config, tools, contacted, passphrase=passphrase)


def contact(
    tools: Tools, slip: Slip, *, server_url: str | None = None, fetch: FetchAuthority | None = None
) -> Contacted:
    """Asks the servers of the slip in order until one answers; every answer is followed from the pinned root."""
    fetch = fetch or (lambda url, pinned: fetch_authority(url, pinned_sha256=pinned))
    keys = new_device_keys(tools.random)
    request = EnrolRequest(
        invitation=slip.invitation,
        code=slip.code,
        device=random_id(tools.random(16)),
        incarnation=random_id(tools.random(16)),
        signing_key=keys.signing_public,
        box_key=keys.receiving_public,
    )
    for url in (server_url,) if server_url else slip.servers:
        try:
            authority = fetch(url, slip.authority) if slip.authority and url.startswith("https:") else None
            line = tools.open_line(url, authority)
            data = _ask(line, write_enrol_request(request, sign=keys.signer()))
        except HomewardError as error:
            if error.code not in (*_LOST, "tls.no_contact"):
                raise
            continue
        enrolled = read_enrol_answer(data, root_sha256=slip.root, request=request)
        return Contacted(url, authority, request, keys, enrolled)
    raise HomewardError("enrol.no_contact")


def _ask(line: Line, body: bytes) -> bytes:
    for attempt in range(TRIES):
        try:
            with line.post(Posted(PATH, {"Content-Type": CONTENT_TYPE}, body)) as answered:
                if answered.status != 200:
                    raise read_refusal(answered)
                data = b""
                for chunk in answered.chunks:
                    data += chunk
                    if len(data) > MAX_ANSWER_BYTES:
                        raise HomewardError("certificate.not_valid", what="enrolment")
                return data
        except HomewardError as error:
            if error.code not in _LOST or attempt == TRIES - 1:
                raise
    raise HomewardError("sync.no_contact")


def _settle(config: Config, tools: Tools, contacted: Contacted, *, passphrase: str) -> str:
    beside = config.enrolling
    if beside.exists():
        shutil.rmtree(beside)
    tools.files.make_folder(beside)
    answer = contacted.enrolled.answer
    vault, code = create_vault(
        tools.vault_tools(beside),
        passphrase=passphrase,
        lease_secret=answer.lease,
        custodians=contacted.enrolled.custodians,
        cost=tools.choose_cost(),
        now=answer.server_clock,
    )
    database = open_store(beside / config.folder.store.name, db_key=vault.db_key)
    try:
        store = open_local_store(database, kinds=KINDS, seal_anchor=vault.anchor().write)
        _fill(store, vault, contacted)
        store.write_anchor(now=tools.clock())
        database.checkpoint()
    finally:
        database.close()
    incarnation = _incarnation(vault, contacted, tools.machine)
    write_incarnation(tools.files, config.folder.incarnation, incarnation)
    _move_into_place(tools, beside, config.data, store_name=config.folder.store.name)
    keep_name(tools.files, config.folder, contacted.enrolled.device.code)
    return code


def _fill(store: LocalStore, vault: Vault, contacted: Contacted) -> None:
    enrolled, answer = contacted.enrolled, contacted.enrolled.answer
    identity = Identity(
        device=enrolled.device.device,
        serial=enrolled.device.serial,
        code=enrolled.device.code,
        keys=contacted.keys.to_bytes(),
        certificate=answer.device_certificate,
        root_key=answer.root_key,
        worker=answer.worker,
        role=answer.role,
        clearance=answer.clearance,
        office=answer.office,
        office_code=answer.office_code,
    )
    server = enrolled.server.server
    with store.transaction():
        store.identity.put(identity)
        store.identity.put_fact(SLOT_GENERATION, str(vault.generation))
        store.identity.put_fact("centre_name", answer.centre_name)
        store.cursors.put_server(
            server,
            kind=enrolled.server.kind,
            url=contacted.url,
            certificate=answer.server_certificate,
            tls_authority=(contacted.authority or "").encode("ascii"),
        )
        store.cursors.put_epoch(server, answer.epoch)
        store.leaving.use_scopes(server, answer.scopes, at=answer.server_clock)
        store.log.begin(contacted.request.incarnation, public_key=contacted.keys.signing_public, code=identity.code)
        store.identity.put_list(CUSTODIANS, enrolled.custodians.number, answer.custodians)
        store.identity.put_list(REVOCATIONS, enrolled.revocations.number, answer.revocations)
        store.identity.put_list(CERTIFICATE, identity.serial, b"")
        store.identity.put_list(LEASE, 1, b"")


def _incarnation(vault: Vault, contacted: Contacted, machine: bytes) -> Incarnation:
    return Incarnation(contacted.request.incarnation, vault.id, sha256(machine).digest())


def _move_into_place(tools: Tools, beside: Path, data: Path, *, store_name: str) -> None:
    for name in (store_name, LEASE_NAME, ANCHOR_NAME, CURRENT_NAME, PREVIOUS_NAME):  # with the slots it is decided
        if tools.files.exists(beside / name):
            tools.files.replace(beside / name, data / name)
    shutil.rmtree(beside)
