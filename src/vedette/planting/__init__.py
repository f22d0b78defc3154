"""Anomalies of known kind, place and size, planted into a user's own table."""

from vedette.planting.kinds import KINDS, Kind, kinds_named
from vedette.planting.noise import Noise, marginal_noise
from vedette.planting.plant import plant, plant_wishes, possible
from vedette.planting.planted import SIZES, Planted, Wish

__all__ = [
    "KINDS",
    "SIZES",
    "Kind",
    "Noise",
    "Planted",
    "Wish",
    "kinds_named",
    "marginal_noise",
    "plant",
    "plant_wishes",
    "possible",
]
