"""Acts are chained within a second of their commit; a checkpoint is signed each 1,000 rows and each hour."""

from sync_server.jobs.job import Job
from sync_server.server import Server
from sync_server.services.audit import auditor_of


def chain_audit(server: Server) -> None:
    """One turn: everything that waits is chained. Several processes may try; a row lock elects one."""
    auditor_of(server).chain(epoch=server.identity.epoch)


JOB = Job("audit_chainer", 1.0, chain_audit)
