"""A notice by mail each morning at 07:00 in Phnom Penh (00:00 UTC), counts only; off unless the settings ask for it.

Nothing is sent on a day on which nothing needs anybody.
"""

from sync_server.jobs.job import Job
from sync_server.server import Server
from sync_server.services.mail_notice import count_now, is_wanted, send_notice, write_notice


def send_morning_notice(server: Server) -> bool:
    """This morning's notice; whether one was sent."""
    if not is_wanted(server.config):
        return False
    counts = count_now(server)
    if counts.is_quiet:
        return False
    send_notice(server.config, write_notice(server.config, counts, now_ms=server.clock()))
    return True


JOB = Job("mail_notice", 600.0, send_morning_notice, daily_at_ms=0)
