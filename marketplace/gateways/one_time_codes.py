"""What code does an authenticator app show just now (RFC 6238)?

Thirty seconds each, six digits, by the machine's own time. A clock may be one step off.
"""

from datetime import datetime

import pyotp
import segno
from pyotp.utils import strings_equal

_SECONDS = 30
_DRIFT = 1
"""Steps that a telephone's clock may be before or behind ours."""


def new_secret() -> str:
    """What app and site share: 160 random bits, in letters and digits that can be typed."""
    return pyotp.random_base32()


def step_at(moment: datetime) -> int:
    """The number of the half minute."""
    return int(moment.timestamp()) // _SECONDS


def code_of(secret: str, step: int) -> str:
    """The code of one half minute."""
    return pyotp.TOTP(secret).at(step * _SECONDS)


def step_of(secret: str, code: str, moment: datetime, *, after: int = 0) -> int | None:
    """The half minute that the code belongs to: of those about the moment, none up to ``after``."""
    now = step_at(moment)
    for step in range(max(now - _DRIFT, after + 1), now + _DRIFT + 1):
        if strings_equal(code_of(secret, step), code):
            return step
    return None


def next_code(secret: str, moment: datetime, *, after: int = 0) -> str | None:
    """A code that counts at the moment, the last one used being of ``after``; None: wait a little."""
    step = max(step_at(moment), after + 1)
    return code_of(secret, step) if step <= step_at(moment) + _DRIFT else None


def address(secret: str, account: str, site: str) -> str:
    """What the app reads: ``otpauth://totp/…``."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=site)


def picture(secret: str, account: str, site: str) -> str:
    """The same as a QR code, an SVG to stand in the page."""
    return segno.make(address(secret, account, site), error="m").svg_inline(
        scale=5, border=4, omitsize=True, light="#fff", title="QR code for your authenticator app"
    )
