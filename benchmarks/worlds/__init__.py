"""Generated tables of which everything is known: clean ones, and ones with planted errors.

clean(kind, n, seed)                     nothing is wrong
planted(world, n, seed, deviations=8)    known cells are wrong by a known distance
"""

from worlds.clean import CLEAN_KINDS, LEGITIMATE, clean
from worlds.model import Planted, PlantKind, Table, World
from worlds.planted import KINDS, PLANTED_WORLDS, planted
from worlds.series import SERIES_WORLDS

__all__ = [
    "CLEAN_KINDS",
    "KINDS",
    "LEGITIMATE",
    "PLANTED_WORLDS",
    "SERIES_WORLDS",
    "PlantKind",
    "Planted",
    "Table",
    "World",
    "clean",
    "planted",
]
