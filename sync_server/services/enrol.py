"""Enrolment of laptops: the one answer to the code of a slip that makes a laptop hers (security.md 4.1)."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection

from shared_schema.certificates import DeviceCertificate
from shared_schema.errors import HomewardError
from shared_schema.identifiers import Id
from shared_schema.wire.enrolment import LEASE_BYTES, EnrolAnswer, EnrolRequest
from sync_server.server import Server
from sync_server.services.invitations import HOUR_MS, mac_input
from sync_server.services.leaves import leaves_of
from sync_server.services.new_devices import enter_device
from sync_server.services.office_servers import servers_of_office
from sync_server.store import devices, people
from sync_server.store.hubs import HUB
from sync_server.store.invitations import Invitation, count_try, lock_invitation, use_invitation
from sync_server.store.leases import read_lease, start_lease
from sync_server.store.rates import count_use
from sync_server.store.upstream import read_block

REQUESTS_PER_HOUR = 20


def require_calm(server: Server, address: str) -> None:
    """Count a request from `address`; `server.too_busy` beyond 20 in an hour, over all processes."""
    now = server.clock()
    used = server.database.run(
        lambda connection: count_use(connection, f"enrol/{address}", window_ms=HOUR_MS, now_ms=now)
    )
    if used > REQUESTS_PER_HOUR:
        raise HomewardError("server.too_busy", seconds=(HOUR_MS - now % HOUR_MS) // 1000 + 1)


def enrol(server: Server, request: EnrolRequest) -> EnrolAnswer:
    """Certificate, lease and lists for the laptop. The same request repeated (reply lost) gets the same laptop again.

    Raises `enrol.code_wrong` (a try is used up and committed), `enrol.code_dead`,
    `enrol.not_released`, `device.taken`.
    """
    server.sealing.prepare(["directory"])
    outcome = server.database.run(lambda connection: _Enrolment(server, connection, request).decide())
    if isinstance(outcome, HomewardError):
        raise outcome
    return outcome


@dataclass(frozen=True, slots=True)
class _Enrolment:
    """One request in its transaction; a refusal is a value, so that the counted try is committed."""

    server: Server
    connection: Connection
    request: EnrolRequest

    def decide(self) -> EnrolAnswer | HomewardError:
        now = self.server.clock()
        invitation = lock_invitation(self.connection, self.request.invitation)
        if invitation is None or invitation.tries_left <= 0 or now > invitation.expires_at:
            return HomewardError("enrol.code_dead")
        typed = mac_input(invitation.id, self.request.code)
        if not self.server.ring.is_mac("enrolment", typed, invitation.code_hmac):
            count_try(self.connection, invitation.id)
            return HomewardError("enrol.code_wrong", tries_left=invitation.tries_left - 1)
        if invitation.is_waiting:
            return HomewardError("enrol.not_released")
        if invitation.used_at is not None:
            return self._repeat(invitation)
        account = people.account_by_id(self.connection, invitation.person)
        if account is None or not account.is_active or account.role != invitation.role:
            return HomewardError("enrol.code_dead")
        if account.office != invitation.office:
            return HomewardError("enrol.code_dead")
        return self._accept(invitation, account, now)

    def _repeat(self, invitation: Invitation) -> EnrolAnswer | HomewardError:
        device = devices.find_device(self.connection, self.request.device)
        account = people.account_by_id(self.connection, invitation.person)
        if invitation.answer_for != _fingerprint(self.request) or device is None or account is None:
            return HomewardError("enrol.code_dead")
        return self._answer(device, account)

    def _accept(self, invitation: Invitation, account: people.Account, now: int) -> EnrolAnswer | HomewardError:
        taken = devices.find_device(self.connection, self.request.device)
        if taken is not None or devices.find_incarnation(self.connection, self.request.incarnation) is not None:
            return HomewardError("device.taken")
        device = self._new_device(account, invitation.office, now)
        secret = self.server.random(LEASE_BYTES)
        start_lease(self.connection, self.server.sealing, device.id, secret=secret, now_ms=now)
        use_invitation(
            self.connection,
            invitation.id,
            device=device.id,
            answer_for=_fingerprint(self.request),
            now_ms=now,
        )
        return self._answer(device, account)

    def _new_device(self, account: people.Account, office: Id, now: int) -> devices.Device:
        request = self.request
        code, serial = self._code_and_serial()
        certificate = DeviceCertificate(
            device=request.device,
            code=code,
            serial=serial,
            signing_key=request.signing_key,
            box_key=request.box_key,
            user=account.id,
            office=office,
            issued=now,
            issuer=self.server.identity.server,
        )
        return enter_device(
            self.server,
            self.connection,
            certificate,
            kind=devices.LAPTOP,
            person=account.id,
            office=office,
            incarnation=request.incarnation,
            last_contact_at=now,
        )

    def _code_and_serial(self) -> tuple[str, int]:
        """The next of this server; a hub has a block of its own, so that no two servers give the same."""
        number, serial = devices.next_device_number(self.connection), devices.next_serial(self.connection)
        if self.server.identity.kind != HUB:
            return f"K{number}", serial
        block = read_block(self.connection)
        if serial >= block.last_serial:
            raise HomewardError("hub.no_serial_left")
        return f"{block.prefix}{number}", serial

    def _answer(self, device: devices.Device, account: people.Account) -> EnrolAnswer | HomewardError:
        lease = read_lease(self.connection, self.server.sealing, device.id)
        office = people.office_by_id(self.connection, device.office or "")
        custodians = devices.read_list(self.connection, devices.CUSTODIANS)
        revocations = devices.read_list(self.connection, devices.REVOCATIONS)
        own = devices.find_device(self.connection, self.server.identity.own_device)
        if lease is None or office is None or own is None or custodians is None or revocations is None:
            return HomewardError("enrol.code_dead")  # lost or withdrawn since the first answer
        return EnrolAnswer(
            root_key=self.server.identity.root_key,
            server_certificate=self.server.identity.certificate,
            server_device=own.certificate,
            device_certificate=device.certificate,
            custodians=custodians[1],
            revocations=revocations[1],
            lease=lease.secret,
            epoch=self.server.identity.epoch,
            scopes=leaves_of(account),
            worker=account.id,
            login=account.login,
            role=account.role,
            clearance=account.clearance,
            office=office.id,
            office_code=office.code,
            centre_name=self.server.config.centre_name,
            server_clock=self.server.clock(),
            servers=servers_of_office(self.server, self.connection, office.id)[1],
        )


def _fingerprint(request: EnrolRequest) -> bytes:
    parts = (request.device, request.incarnation, request.signing_key.hex(), request.box_key.hex())
    return sha256("/".join(parts).encode()).digest()
