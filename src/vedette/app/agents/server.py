"""The tools by the Model Context Protocol, on standard input and output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vedette.app.agents.folders import Folders
from vedette.app.agents.tools import TOOLS
from vedette.core.errors import MissingExtra, VedetteError
from vedette.core.wording import plain

if TYPE_CHECKING:
    from mcp.server import Server
    from mcp.types import CallToolResult

INSTRUCTIONS = (
    "Vedette says what looks wrong in a table, and why. It reads files under {folders}; it "
    "writes nothing. Begin with `scan`; `roles` if the columns are not known; `explain` for "
    "one row."
)


def serve(folders: Folders) -> None:
    """Answer until standard input ends."""
    import anyio

    try:
        server = made(folders)
        from mcp.server.stdio import stdio_server
    except ImportError:
        raise MissingExtra(
            "vedette mcp needs the Python library of the protocol, which is not installed",
            hint="pip install 'vedette[mcp]'",
        ) from None

    async def run() -> None:
        async with stdio_server() as (received, sent):
            await server.run(received, sent, server.create_initialization_options())

    anyio.run(run)


def made(folders: Folders) -> Server[Any]:
    """The server, bound to no stream yet."""
    import anyio
    from mcp import types
    from mcp.server import Server

    from vedette import __version__

    tools = {tool.name: tool for tool in TOOLS}
    # One at a time: a scan takes memory by the size of its table.
    turn = anyio.CapacityLimiter(1)

    async def listed(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=tool.name,
                    title=tool.title,
                    description=tool.description,
                    input_schema=tool.schema(),
                    annotations=types.ToolAnnotations(
                        read_only_hint=True, open_world_hint=False
                    ),
                )
                for tool in TOOLS
            ]
        )

    async def called(_: Any, asked: types.CallToolRequestParams) -> CallToolResult:
        tool = tools.get(asked.name)
        if tool is None:
            return refusal(f"there is no tool {asked.name!r}; there are {', '.join(tools)}")

        def work() -> CallToolResult:
            return answered(lambda: tool.records(folders, asked.arguments or {}))

        # In a thread, so that pings are answered meanwhile.
        return await anyio.to_thread.run_sync(work, abandon_on_cancel=True, limiter=turn)

    return Server(
        "vedette",
        version=__version__,
        title="Vedette",
        instructions=INSTRUCTIONS.format(folders=folders),
        on_list_tools=listed,
        on_call_tool=called,
    )


def answered(work: Any) -> CallToolResult:
    """What the work gives, or what is wrong: never a traceback."""
    from mcp import types

    from vedette.report import jsonl

    try:
        records = work()
    except VedetteError as error:
        return refusal(str(error))
    except MemoryError:
        return refusal("there is not enough memory for this table; select fewer columns")
    except OSError as error:
        return refusal(f"the file cannot be read: {error.strerror or error}")
    except Exception as error:
        return refusal(f"this is a bug in vedette: {type(error).__name__}: {error}")
    return types.CallToolResult(
        content=[types.TextContent(text=jsonl.lines(records))],
        structured_content={"records": records},
    )


def refusal(text: str) -> CallToolResult:
    from mcp import types

    said = "\n".join(plain(line) for line in text[:2000].split("\n"))
    return types.CallToolResult(content=[types.TextContent(text=said)], is_error=True)
