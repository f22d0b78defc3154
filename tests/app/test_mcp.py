"""`vedette mcp` in a process of its own, asked by the protocol's official client."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import numpy as np
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from vedette.app.agents import bounding
from vedette.app.agents.folders import Folders
from vedette.cli.run import run as command
from vedette.core.errors import InvalidParameter, UnknownName

Asking = Callable[[ClientSession], Awaitable[Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("served") / "data"
    made.mkdir()
    rng = np.random.default_rng(2)
    length = rng.normal(10, 1, 400)
    weight = 2 * length + rng.normal(0, 0.1, 400)
    weight[[7, 90, 201]] += 5
    lines = [
        f"w{i:03d},{a:.3f},{b:.3f}"
        for i, (a, b) in enumerate(zip(length, weight, strict=True))
    ]
    (made / "parts.csv").write_text("id,length,weight\n" + "\n".join(lines) + "\n")
    (made.parent / "secret.csv").write_text("a,b\n1,2\n3,4\n")
    (made / "link.csv").symlink_to(made.parent / "secret.csv")
    return made


def asked(folder: Path, work: Asking) -> Any:
    """What `work` gets from a server over the folder; the server leaves by itself."""
    words = ["-m", "vedette", "mcp", str(folder)]
    server = StdioServerParameters(
        command=sys.executable, args=words, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    )

    async def main() -> Any:
        async with (
            stdio_client(server) as (received, sent),
            ClientSession(received, sent) as session,
        ):
            return await work(session)

    return anyio.run(main)


def test_the_official_client_lists_and_calls_every_tool(folder, capfdbinary):
    before = sorted((p, p.stat().st_mtime_ns) for p in folder.rglob("*"))

    async def work(session: ClientSession) -> Any:
        begun = await session.initialize()
        tools = (await session.list_tools()).tools
        calls = {}
        async with anyio.create_task_group() as group:

            async def scan() -> None:
                calls["scan"] = await session.call_tool("scan", {"file": "parts.csv"})

            group.start_soon(scan)
            for _ in range(20):  # so that it is asked first
                await anyio.lowlevel.checkpoint()
            await session.send_ping()  # answered while a scan runs
            calls["pinged first"] = "scan" not in calls
        calls["explain"] = await session.call_tool(
            "explain", {"file": str(folder / "parts.csv"), "row": "w090"}
        )
        calls["roles"] = await session.call_tool("roles", {"file": "parts.csv"})
        calls["all"] = await session.call_tool("detectors", {"limit": 3})
        calls["lof"] = await session.call_tool("detectors", {"name": "lof"})
        return begun, tools, calls

    begun, tools, calls = asked(folder, work)

    assert begun.server_info.name == "vedette"
    assert str(folder) in begun.instructions
    assert [tool.name for tool in tools] == ["scan", "explain", "roles", "detectors"]
    for tool in tools:
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        assert tool.annotations.read_only_hint
        assert len(tool.description) > 100
    assert calls.pop("pinged first")
    assert not any(call.is_error for call in calls.values())
    capfdbinary.readouterr()
    assert command(["scan", str(folder / "parts.csv"), "--json"]) == 0
    assert text(calls["scan"]) == capfdbinary.readouterr().out.decode()
    assert command(["explain", str(folder / "parts.csv"), "w090", "--json"]) == 0
    assert text(calls["explain"]) == capfdbinary.readouterr().out.decode()
    assert command(["roles", str(folder / "parts.csv"), "--json"]) == 0
    assert text(calls["roles"]) == capfdbinary.readouterr().out.decode()
    *few, left = records(calls["all"])
    assert [item["kind"] for item in few] == ["detector"] * 3
    assert left["kind"] == "left_out"
    assert left["detectors"] > 10
    assert records(calls["lof"])[0]["parameters"]
    assert sorted((p, p.stat().st_mtime_ns) for p in folder.rglob("*")) == before


@pytest.mark.parametrize("name", ["secret", "passwd"])
def test_what_is_refused_is_a_tool_error_with_its_reason(folder, name):
    wrong = {
        "outside": {"file": f"/etc/{name}"},
        "'..'": {"file": f"../{name}.csv"},
        "leads out": {"file": "link.csv"},
        "under": {"file": "-"},
        "servers": {"file": "postgresql://u:pw@h/db?table=t"},
        "is outside": {"file": f"sqlite:/etc/{name}.db?table=t"},
        "no table": {"file": "part.csv"},
        "no column": {"file": "parts.csv", "select": ["lenght"]},
        "'file' is a required": {},
        "additionalProperties": {},
        "limit": {"file": "parts.csv", "limit": 0},
        "not allowed": {"file": "parts.csv", "outptu": "x"},
        "unexpected": {"file": "parts.csv", "sedd": 1},
        "cannot be used": {"file": "parts.csv", "where": "length >"},
    }
    del wrong["additionalProperties"]

    async def work(session: ClientSession) -> Any:
        await session.initialize()
        calls = {why: await session.call_tool("scan", what) for why, what in wrong.items()}
        calls["there is no tool"] = await session.call_tool("delete", {})
        await session.send_ping()
        return calls

    for why, call in asked(folder, work).items():
        assert call.is_error, why
        assert why in text(call)
        assert "Traceback" not in text(call)
        assert "pw" not in text(call)


def text(call: Any) -> str:
    return call.content[0].text


def records(call: Any) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in text(call).splitlines()]
    assert call.structured_content == {"records": lines}
    return lines


def test_only_files_under_the_folders_are_found(folder, tmp_path):
    inside = Folders([str(folder)])
    assert inside.table("parts.csv") == str(folder.resolve() / "parts.csv")
    (folder / "shop.db").write_bytes(b"")
    try:
        assert inside.table("sqlite:shop.db?query=select '../x'") == (
            f"sqlite:{folder.resolve()}/shop.db?query=select '../x'"
        )
    finally:
        (folder / "shop.db").unlink()
    (folder / "up").symlink_to(folder.parent)
    try:
        with pytest.raises(InvalidParameter, match="leads out"):
            inside.table("up/secret.csv")
    finally:
        (folder / "up").unlink()
    with pytest.raises(UnknownName, match=r"did you mean 'parts\.csv'"):
        inside.table("prts.csv")
    for bad in ("", "\0", "x" * 5000, "postgres://h/d", ".", "sqlite:///etc/x"):
        with pytest.raises((InvalidParameter, UnknownName)):
            inside.table(bad)
    with pytest.raises(InvalidParameter, match="not a folder"):
        Folders([str(folder / "parts.csv")])


def test_an_answer_is_bounded_and_the_rest_is_counted():
    many = [{"kind": "finding", "text": "x" * 5000, "rows": list(range(300))}] * 30
    few = bounding.bounded([{"kind": "run"}, *many], 10)
    assert [item["kind"] for item in few] == ["run", *["finding"] * 10, "left_out"]
    assert few[1]["text"] == "x" * 1000 + "…"
    assert len(few[1]["rows"]) == 100
    assert few[-1]["findings"] == 20
    assert few[-1]["items_of_lists"] == 10 * 200
    huge = [{"kind": "finding", "cells": [["y" * 1000] * 90]}] * 50
    assert len(json.dumps(bounding.bounded(huge, 200))) < 1.1 * bounding.MOST_BYTES
    assert bounding.bounded([{"kind": "run"}], 1) == [{"kind": "run"}]


def test_nothing_but_the_protocol_is_on_standard_output(folder):
    done = subprocess.run(
        [sys.executable, "-m", "vedette", "mcp", str(folder)],
        input=b"this is no message\n",
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stdout
    for line in done.stdout.splitlines():
        assert json.loads(line)["jsonrpc"] == "2.0"
