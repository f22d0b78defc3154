"""Every kind of clean table, by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from worlds import businesses, everyday, groups, relations, shapes, times
from worlds.model import Table, World, generator
from worlds.pieces import Rng
from worlds.series import SERIES_WORLDS, clean_series

Maker = Callable[[int, Rng], Table]

MAKERS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        shapes.gaussian, shapes.t3, shapes.lognormal, shapes.pareto, shapes.uniform,
        shapes.counts, shapes.rounded, shapes.clipped, shapes.zero_inflated, shapes.zipf,
        shapes.chi2, shapes.skewed, shapes.bimodal, shapes.percentages, shapes.heaping,
        shapes.money, shapes.flags, shapes.ratings, shapes.t3_12, shapes.correlated_12,
        shapes.mixed_12, shapes.missing_random, shapes.missing_dependent,
        relations.sharp_function, relations.sharp_t2, relations.heteroscedastic,
        relations.interactions, relations.regression_t4, relations.log_products,
        relations.multiplicative, relations.ratios, relations.durations, relations.waiting,
        relations.poisson_regression, relations.sums, relations.skewed_rates,
        relations.steps, relations.quantised,
        groups.blobs, groups.blobs_named, groups.legitimate_cluster, groups.catalogue,
        groups.catalogue_year, groups.price_list, groups.duplicates, groups.geo,
        groups.geo_plain, groups.dates, groups.text_ids,
        times.mixed_seasons, times.sinusoid, times.hourly_counts, times.counter,
        times.two_times, times.modes, times.prices,
        everyday.rates, everyday.exam, everyday.censored, everyday.angles, everyday.web_log,
        everyday.balances, everyday.one_hot, everyday.rare_events, everyday.wide_40,
        everyday.housing,
    )
}  # fmt: skip
MAKERS |= {world: partial(clean_series, world) for world in SERIES_WORLDS}

BUSINESSES = (
    businesses.orders, businesses.servers, businesses.sensors, businesses.staff,
    businesses.weather,
)  # fmt: skip
# The planted worlds before anything is planted.
MAKERS |= {
    f"{maker.__name__}_clean": lambda n, rng, maker=maker: maker(n, rng).table  # type: ignore[misc]
    for maker in BUSINESSES
}

# Judged apart: nothing in the data tells such a cluster from errors, so the promise is
# "at most one group, worded as one", and not "nothing".
LEGITIMATE = "legitimate_cluster"

CLEAN_KINDS: tuple[str, ...] = tuple(MAKERS)


def clean(kind: str, n: int, seed: int) -> World:
    """A table with nothing wrong in it. The same arguments give the same bytes."""
    return World(kind, MAKERS[kind](n, generator(kind, n, seed)))
