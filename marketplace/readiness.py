"""Can this process answer people now? Each thing it stands on, looked at anew; nothing secret said."""

import os
import shutil
import socket
from collections.abc import Callable

import redis
from sqlalchemy.exc import SQLAlchemyError

from marketplace import migrate
from marketplace.engine import db, installation
from marketplace.settings import Settings

LEAST_FREE = 500 * 1024 * 1024
"""Bytes that must be free on the disk: below them uploads and the database soon fail."""
_SECONDS = 3


def faults(settings: Settings) -> dict[str, str]:
    """What is wrong, each part with its sentence; empty where everything is as it must be."""
    looked_at = {name: look(settings) for name, look in _PARTS.items()}
    return {name: sentence for name, sentence in looked_at.items() if sentence}


def listener_fault(settings: Settings) -> str:
    """What is wrong with the listener for answers by e-mail, where one is named; pages do not need it."""
    if settings.reply_listener is None:
        return ""
    try:
        with socket.create_connection(settings.listens_at, _SECONDS) as connection:
            connection.settimeout(_SECONDS)
            if connection.recv(3) == b"220":
                return ""
    except (OSError, ValueError):
        pass
    return (
        f"The listener for answers by e-mail does not answer at {settings.reply_listener}. Who sends "
        "one is not told yet: their mail servers try again, for some days."
    )


def _database(_: Settings) -> str:
    try:
        db.session.connection()
    except SQLAlchemyError:
        return "The database does not answer."
    return ""


def _migrations(_: Settings) -> str:
    try:
        if migrate.is_current(db.session.connection()):
            return ""
    except SQLAlchemyError:
        return "It cannot be seen which migrations the database has."
    return "The database has other migrations than this version needs."


def _queue(settings: Settings) -> str:
    """Without one that is named the worker looks at the outbox itself."""
    if settings.redis_url is None:
        return ""
    try:
        redis.Redis.from_url(
            settings.redis_url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS
        ).ping()
    except redis.exceptions.RedisError:
        return "The queue does not answer: jobs are found by the sweep, some seconds later."
    return ""


def _keys(_: Settings) -> str:
    try:
        if installation.has_its_key():
            return ""
    except SQLAlchemyError:
        return ""  # said of the database
    except (OSError, ValueError):
        return "The master key cannot be read: no sealed bid or bank account can be opened."
    return "The master key is not the one that the database belongs to."


def _disk(settings: Settings) -> str:
    try:
        free = shutil.disk_usage(settings.var).free
    except OSError:
        return "The folder for files is not there."
    if not os.access(settings.var, os.W_OK):
        return "The folder for files cannot be written to."
    return "" if free >= LEAST_FREE else f"Only {free // 1024 // 1024} MB are free on the disk."


_PARTS: dict[str, Callable[[Settings], str]] = {
    "database": _database,
    "migrations": _migrations,
    "queue": _queue,
    "keys": _keys,
    "disk": _disk,
}
