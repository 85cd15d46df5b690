"""How is it wired? Settings meet the database, the keys and the outside systems here alone."""

from typing import Any

import structlog

from marketplace import chapters
from marketplace.engine import action, clock, db, jobs
from marketplace.gateways import erasures, files, keys, mail, reply_addresses, stripe, virus_scan
from marketplace.settings import Settings

_LOG: list[Any] = [
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
    structlog.processors.JSONRenderer(),
]
"""One JSON line an event; a traceback without the values of variables, which may be sealed."""


def wire(settings: Settings) -> None:
    """Connect everything that is not the web: for web, worker, commands and tests alike."""
    if settings.database_url is None:
        raise RuntimeError("No database is named.")
    structlog.configure(processors=_LOG)
    chapters.load()
    db.connect(settings.database_url, settings.read_url)
    clock.allow_setting(settings.demonstration)
    keys.use(settings.keys)
    files.use(settings.files)
    erasures.use(settings.erasures)
    mail.use(settings.smtp_url, settings.mail_from)
    reply_addresses.use(settings.reply_address)
    stripe.use(settings)
    virus_scan.use(settings.scan_command)
    redis_url = settings.redis_url
    if redis_url:
        action.bell = lambda wanted: jobs.ring(redis_url, wanted)
