"""The rooms of those who run the house: people, offices, laptops, hubs, settings, audit, jobs."""

from sync_server.console import (
    audit,
    devices,
    hubs,
    jobs,
    lease_codes,
    lost,
    offices,
    settings,
    slips,
    users,
    weights,
    wording,
)
from sync_server.console.room import Room

ROOMS: tuple[Room, ...] = (
    users.ROOM,
    offices.ROOM,
    slips.ROOM,
    devices.ROOM,
    lease_codes.ROOM,
    lost.ROOM,
    hubs.ROOM,
    settings.ROOM,
    weights.ROOM,
    wording.ROOM,
    audit.ROOM,
    jobs.ROOM,
)
