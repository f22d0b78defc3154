"""A real Postgres in a temporary folder, on a socket in it and, if asked, on loopback."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WHY_NOT = "no Postgres server is installed (initdb and pg_ctl; PG_BIN names their folder)"


@dataclass(frozen=True)
class Postgres:
    """A running server. Over the socket anybody may connect; over TCP with a password."""

    folder: Path
    port: int

    def address(self, database: str = "postgres", user: str = "postgres") -> str:
        """The address of a database over the socket."""
        return f"postgresql://{user}@/{database}?host={self.folder}&port={self.port}"

    def connect(self, database: str = "postgres") -> Any:
        """A connection that commits each statement by itself."""
        import psycopg

        return psycopg.connect(self.address(database), autocommit=True)


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl; None if they are not installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    places = [*debian, *([Path(on_path).resolve().parent] if on_path else [])]
    if "PG_BIN" in os.environ:
        places = [Path(os.environ["PG_BIN"])]
    return next((p for p in places if (p / "initdb").exists()), None)


@contextmanager
def running() -> Iterator[Postgres]:
    """A server of its own, gone with the block.

    Raises
    ------
    FileNotFoundError
        If there is no Postgres; the tests that need one skip then.
    """
    found = binaries()
    if found is None:
        raise FileNotFoundError(WHY_NOT)
    # Not in pytest's folder: that is closed to the user that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    port = free_port()
    who = identity(folder)

    def tool(name: str, *words: str) -> None:
        subprocess.run(
            [str(found / name), *words],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **who,
        )

    data = str(folder / "data")
    how = ("-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
    options = (
        f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories={folder} "
        "-c fsync=off -c shared_buffers=64MB"
    )
    try:
        tool("initdb", *how, "-D", data)
        rules = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        (folder / "data" / "pg_hba.conf").write_text(rules)
        tool("pg_ctl", "-w", "-D", data, "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield Postgres(folder, port)
        finally:
            tool("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def identity(folder: Path) -> dict[str, Any]:
    """As whom the server runs: it refuses to be root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
