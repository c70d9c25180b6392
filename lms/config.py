"""Every setting: its name, its default and what it means. The environment may override each one."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. The type of ``default`` is the type of the value."""

    name: str
    default: Any
    meaning: str


SETTINGS = (
    Setting("DATABASE_URL", "", "where the database is; empty means instance/footing.db (SQLite)"),
    Setting("SECRET_KEY", "", "signs cookies; empty means a key kept in instance/secret_key (made once, mode 0600)"),
    Setting("INSTANCE", "", "folder for the database and the key; empty means instance/ beside the program"),
    Setting("DEMO", False, "shows the demo sign-ins on the sign-in page; never set it where real people sign in"),
    Setting("IDLE_MINUTES", 15, "minutes without a request after which a session ends and the work is kept"),
    Setting("SESSION_HOURS", 12, "hours after which a session ends in any case"),
    Setting("TRUSTED_PROXIES", 0, "how many proxies stand in front; their X-Forwarded headers are then believed"),
    Setting("HTTPS_ONLY", False, "marks the cookie Secure; set it where the kiosks use https"),
    Setting("MAX_REQUEST_MB", 2, "largest request a page accepts, in megabytes"),
    Setting("MAX_UPLOAD_MB", 100, "largest file that can be brought into a draft, in megabytes"),
    Setting("VOICE_PROGRAM", "espeak-ng", "program that reads aloud where a kiosk has no voice; empty means none"),
)


def read_settings(overrides: dict[str, Any]) -> dict[str, Any]:
    """Collect all settings: default, then environment, then ``overrides`` (which may hold Flask's own names too)."""
    found: dict[str, Any] = {}
    for setting in SETTINGS:
        value: Any = os.environ.get(f"FOOTING_{setting.name}", os.environ.get(setting.name))
        if value is None:
            value = setting.default
        elif isinstance(setting.default, bool):
            value = value.lower() in ("1", "true", "yes", "on")
        elif isinstance(setting.default, int):
            value = int(value)
        found[setting.name] = value
    return found | overrides


def flask_settings(overrides: dict[str, Any]) -> dict[str, Any]:
    """Give the settings with those that Flask and its extensions read derived from them."""
    found = read_settings(overrides)
    instance = Path(found["INSTANCE"] or ROOT / "instance")
    url = found["DATABASE_URL"] or f"sqlite:///{instance / 'footing.db'}"
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not found["SECRET_KEY"]:
        found["SECRET_KEY"] = _kept_key(instance)
    return {
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True} if "postgresql" in url else {},
        "SESSION_COOKIE_NAME": "footing",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": found["HTTPS_ONLY"],
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": found["MAX_REQUEST_MB"] * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": found["MAX_REQUEST_MB"] * 1024 * 1024,
        "MAX_FORM_PARTS": 500,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
        "TEMPLATES_AUTO_RELOAD": False,
        **found,
        "INSTANCE": str(instance),
    }


def _kept_key(instance: Path) -> str:
    """Read the key of this installation, making it on first use, readable by its owner alone."""
    path = instance / "secret_key"
    instance.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text()
