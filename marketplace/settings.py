"""Where is everything? The only reader of the environment."""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """What the installation is told from outside; a default for everything else.

    ``database_url`` and ``redis_url`` are None where the embedded servers serve.
    ``owner_url`` is the same database as the role that owns its tables and migrates it;
    None where the role of ``database_url`` does.
    ``read_url`` is a copy that follows the database, from which pages made for everybody read.
    ``demonstration`` opens the pages that exist only there: the kept e-mails and
    the settable clock.
    """

    var: Path = ROOT / "var"
    database_url: str | None = None
    owner_url: str | None = None
    read_url: str | None = None
    redis_url: str | None = None
    smtp_url: str | None = None
    mail_from: str = "marketplace@localhost"
    reply_address: str | None = None
    """The mailbox whose e-mails reach ``marketplace take-reply``; None: none can be answered."""
    reply_listener: str | None = None
    """Where ``marketplace listen-for-replies`` takes them; None: nobody looks whether it does."""
    base_url: str = "http://127.0.0.1:8000"
    demonstration: bool = False
    stripe_key: str | None = None
    stripe_api: str | None = None
    stripe_webhook_secret: str | None = None
    scan_command: str | None = None
    trusted_proxies: int = 0
    """How many proxies of our own stand before the web server: whose word on addresses counts."""
    secret_key: str = field(default="", repr=False)

    @property
    def url_of_owner(self) -> str:
        """The database as whoever owns its tables."""
        return self.owner_url or self.database_url or ""

    @property
    def files(self) -> Path:
        return self.var / "files"

    @property
    def keys(self) -> Path:
        return self.var / "keys"

    @property
    def shows_links(self) -> bool:
        """Whether what an e-mail would hold stands on the page: in a demonstration without mail."""
        return self.demonstration and self.smtp_url is None

    @property
    def listens_at(self) -> tuple[str, int]:
        """The address of this machine, and the port, where answers are taken. ValueError: neither."""
        where = urlsplit(f"//{self.reply_listener or '127.0.0.1:8025'}")
        if where.hostname is None or where.port is None:
            raise ValueError(self.reply_listener)
        return where.hostname, where.port

    @property
    def erasures(self) -> Path:
        """The list of who was erased."""
        return self.var / "erased.txt"


def from_environment(base_url: str = Settings.base_url) -> Settings:
    """The settings as the environment names them, over the defaults.

    ``docs/settings.md`` says of each what it decides.
    """
    told = os.environ.get
    smtp_url = told("SMTP_URL") or None
    var = Path(told("MARKETPLACE_VAR", str(ROOT / "var"))).resolve()
    database_url = told("DATABASE_URL") or None
    demonstration = _is_yes(told("DEMONSTRATION", "no" if database_url else "yes"))
    return Settings(
        var=var,
        database_url=_with_driver(database_url),
        owner_url=_with_driver(told("DATABASE_OWNER_URL") or None),
        read_url=_with_driver(told("DATABASE_READ_URL") or None),
        redis_url=told("REDIS_URL") or None,
        smtp_url=smtp_url,
        mail_from=told("MAIL_FROM", "marketplace@localhost"),
        reply_address=told("REPLY_ADDRESS") or _tried_out(demonstration and not smtp_url),
        reply_listener=told("REPLY_LISTENER") or None,
        base_url=told("BASE_URL", base_url).rstrip("/"),
        demonstration=demonstration,
        stripe_key=told("STRIPE_SECRET_KEY") or None,
        stripe_api=told("STRIPE_API_BASE") or None,
        stripe_webhook_secret=told("STRIPE_WEBHOOK_SECRET") or None,
        scan_command=told("VIRUS_SCAN_COMMAND") or None,
        trusted_proxies=int(told("TRUSTED_PROXIES", "0")),
        secret_key=told("SECRET_KEY") or kept_secret(var / "keys" / "cookies.key"),
    )


def kept_secret(path: Path) -> str:
    """A random secret in a file only its owner can read, made the first time it is asked for."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(f".{os.getpid()}.{token_hex(4)}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(token_hex(32))
        with suppress(FileExistsError):
            os.link(part, path)  # whole or not at all, and the first to come stays
        part.unlink()
    return path.read_text()


def short_folder(var: Path) -> Path:
    """A folder for sockets, whose path must stay under 107 bytes."""
    wanted = var / "run"
    if len(str(wanted)) < 80:
        return wanted
    return Path(gettempdir()) / f"marketplace-{sha256(str(var).encode()).hexdigest()[:12]}"


def _with_driver(url: str | None) -> str | None:
    if url and url.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    return url


def _tried_out(is_without_mail: bool) -> str | None:
    """In a demonstration without mail e-mails are answered on its own pages."""
    return "answers@localhost" if is_without_mail else None


def _is_yes(text: str) -> bool:
    return text.strip().lower() in {"1", "yes", "true", "on"}
