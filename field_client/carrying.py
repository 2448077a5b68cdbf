"""The courier of an open laptop, for one of its servers; commands and pages ask here."""

from casework.book import Query
from field_client.app import Laptop
from field_client.store.cursors import CENTRE, ServerRow
from field_client.sync.courier import Courier
from field_client.sync.photo_courier import PhotoCourier
from field_client.vault.age_file import pouring_to, sealer_to
from shared_schema.certificates import ServerCertificate, read_server_certificate
from shared_schema.errors import HomewardError
from shared_schema.wire.bundle import open_bundle
from shared_schema.wire.manifest import UP
from shared_schema.wire.photo_head import PhotoHead


def courier_for(laptop: Laptop, server: ServerRow) -> Courier:
    """What carries to and from this server; no line is used."""
    certificate = certificate_of(laptop, server)
    return Courier(
        engine=laptop.engine(server.server),
        certificate=certificate,
        root_key=laptop.identity.root_key,
        device=laptop.identity.device,
        own_certificate=laptop.store.identity.read().certificate,
        opener=laptop.keys.open_age,
        sealer=sealer_to(certificate.age_recipient),
        random=laptop.tools.random,
        delivered=laptop.lease().note_delivery,
    )


def photos_for(laptop: Laptop, server: ServerRow) -> PhotoCourier:
    """What carries photos to and from this server."""
    courier = courier_for(laptop, server)
    return PhotoCourier(courier, laptop.keys.open_age_into, pouring_to(courier.certificate.age_recipient))


def photos_of(laptop: Laptop, head: PhotoHead) -> PhotoCourier:
    """What carries photos to and from whichever server made this file. Raises `bundle.from_unknown`."""
    for row in laptop.store.cursors.servers():
        if row.server == head.maker:
            return photos_for(laptop, row)
    raise HomewardError("bundle.not_an_answer" if head.kind == UP else "bundle.from_unknown")


def certificate_of(laptop: Laptop, server: ServerRow) -> ServerCertificate:
    """What the root says of a server."""
    return read_server_certificate(server.certificate, root_key=laptop.identity.root_key)


def server_for(laptop: Laptop, office: str | None) -> ServerRow:
    """The centre, or the hub of the office with this code. Raises `bundle.no_server`, `sync.not_enrolled`."""
    if office is None or office.lower() == "centre":
        return laptop.centre()
    offices = laptop.book.list(Query("office", equals={"code": office.upper()})).records
    ids = {one.record_id for one in offices}
    for row in laptop.store.cursors.servers():
        if ids & set(certificate_of(laptop, row).offices):
            return row
    raise HomewardError("bundle.no_server")


def courier_of(laptop: Laptop, data: bytes) -> Courier:
    """The courier for whichever server made this file. Raises the `bundle.*` errors."""
    maker = open_bundle(data, opener=laptop.keys.open_age).manifest.maker
    for row in laptop.store.cursors.servers():
        if row.server == maker:
            return courier_for(laptop, row)
    raise HomewardError("bundle.from_unknown")


def server_name(laptop: Laptop, server: ServerRow) -> str:
    """What a person calls a server: the name of the centre, or the code of the office where the hub stands."""
    if server.kind == CENTRE:
        return laptop.store.identity.fact("centre_name") or laptop.config.centre_name
    return laptop.config.office_name or laptop.identity.office_code
