"""The real server in a process of its own: started, stopped, killed, and started again at the same address."""

import datetime as dt
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from lms.config import ROOT
from lms.models.base import reading_only

PATIENCE = 40
"""Seconds to wait for a server that starts; the machine may be busy."""

SERVING = ("-m", "waitress", "--host", "127.0.0.1", "--threads", "8", "--ident=")
"""What `lms serve` turns into; started again as that, it is back sooner."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server on a free port of this machine. ``command`` replaces ``-m lms serve`` for a server that is planted."""

    def __init__(self, instance: Path, url: str = "", command: Sequence[str] = (), **settings: str) -> None:
        self.instance = instance
        self.url = url or f"sqlite:///{instance / 'footing.db'}"
        self.port = free_port()
        self.command = command
        self.settings = settings
        self.kills = 0
        self.process: subprocess.Popen[bytes] | None = None
        dialect = self.url.replace("postgresql://", "postgresql+psycopg://")
        self.engine = sa.create_engine(dialect, poolclass=sa.pool.NullPool)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.instance / "server.log").read_text()

    def start(self) -> "Server":
        """Start it and wait until it answers."""
        assert self.process is None
        command = [*(self.command or ("-m", "lms", "serve")), "--port", str(self.port)]
        if self.kills and not self.command:
            heard = ["--no-clear-untrusted-proxy-headers"] if self.settings.get("TRUSTED_PROXIES") else []
            command = [*SERVING, *heard, "--port", str(self.port), "wsgi:app"]
        unset = {"FOOTING_DATABASE_URL", "FOOTING_INSTANCE", "FOOTING_SECRET_KEY", "SECRET_KEY"}
        environment = {name: value for name, value in os.environ.items() if name not in unset}
        environment |= {"INSTANCE": str(self.instance), "DATABASE_URL": self.url, "FOOTING_VOICE_PROGRAM": ""}
        environment |= self.settings
        with (self.instance / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        until = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise RuntimeError(f"the server does not answer: {self.log}")
            time.sleep(0.05)
        return self

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/signed-out")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """End it as a power cut does; only this very process."""
        if self.process is not None:
            self.kills += 1
            self.process.kill()
            self.process.wait()
            self.process = None

    def end(self) -> None:
        """End it for good; a fault of the server's own makes the test that used it red."""
        self.kill()
        assert "Traceback" not in self.log, self.log[-6000:]

    def restart(self) -> None:
        """Kill it and start it again."""
        self.kill()
        self.start()

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """What the database holds, read past the server."""
        reading_only.set(True)
        with self.engine.connect() as connection:
            return list(connection.execute(sa.text(statement), values))

    def change(self, statement: str, **values: Any) -> None:
        """Alter the database past the server, for what would take a test too long to wait for."""
        reading_only.set(False)
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement), values)

    def grow_old(self) -> None:
        """Let every running session have been still for an hour."""
        an_hour_ago = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
        self.change(f"UPDATE sign_in SET seen_at = '{an_hour_ago:%Y-%m-%d %H:%M:%S.%f}' WHERE ended_at IS NULL")

    def count(self, table: str, where: str = "1=1", **values: Any) -> int:
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {where}", **values)[0][0])


def copied(prepared: Path, to: Path) -> Path:
    """A copy of a prepared instance folder, without the leftovers of a server."""
    shutil.copytree(prepared, to, ignore=shutil.ignore_patterns("*.log", "*-wal", "*-shm"))
    return to


def fresh_postgresql(server_address: str, name: str) -> str:
    """Make an empty database of this name on a PostgreSQL server and give its address."""
    address = server_address.replace("postgresql://", "postgresql+psycopg://")
    admin = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    admin.dispose()
    base, _, rest = server_address.rpartition("/postgres")
    return f"{base}/{name}{rest}"


def settings_of(instance: Path, url: str = "") -> Mapping[str, str]:
    """The settings of an app in this process on the same database and key as a server's."""
    return {"INSTANCE": str(instance), "DATABASE_URL": url or f"sqlite:///{instance / 'footing.db'}"}
