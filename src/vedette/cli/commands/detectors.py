"""`vedette detectors`: list the detectors, or say everything about one."""

from __future__ import annotations

from typing import Any

import click

from vedette.cli import options, session
from vedette.cli.group import vedette
from vedette.cli.suggesting import Command


@vedette.command(cls=Command, short_help="List the detectors, or say everything about one.")
@click.argument("name", required=False)
@click.option("--family", metavar="FAMILY", help="Only those of one family.")
@click.option("--missing", is_flag=True, help="Only those that take missing values.")
@click.option(
    "--categories", is_flag=True, help="Only those that tell categories from numbers."
)
@click.option("--streams", is_flag=True, help="Only those that go on learning.")
@options.as_json
def detectors(name: str | None, as_json: bool, **wanted: Any) -> int:
    """List the detectors, or say everything about the one called NAME.

    \b
    vedette detectors --missing --family density
    vedette detectors ensemble
    """
    from vedette.app import output as place
    from vedette.detectors import catalogue
    from vedette.report import detectors_screen

    if name is not None and any(wanted.values()):
        raise options.usage(
            "NAME and the options that choose among detectors exclude each other"
        )
    wide, colour = session.columns(), session.colour()
    if name is None:
        entries = catalogue.chosen(**wanted)
        text = detectors_screen.render(entries, columns=wide, colour=colour)
        place.to_stdout(detectors_screen.dump(entries) if as_json else text)
        return 0
    from vedette.app.detectors import known
    from vedette.report import detector_screen

    one = known(name)
    text = detector_screen.render(one, columns=wide, colour=colour)
    place.to_stdout(detector_screen.dump(one) if as_json else text)
    return 0
