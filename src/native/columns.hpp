// The values of a column in order, and finding other values among them: for ECOD and COPOD.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

namespace vedette::ranks {

// Columns first .. first + count of some rows of x (.., d), each in `step` places of out.
// -0 becomes 0.
inline void transpose(const double* x, size_t rows, size_t d, size_t first, size_t count, double* out,
               size_t step) {
    for (size_t r = 0; r < rows; ++r)
        for (size_t j = 0; j < count; ++j) out[j * step + r] = x[r * d + first + j] + 0.0;
}

// A column on its way to being sorted: places of rows in the order of a coarse 32-bit image
// of their values, each as (image << 32 | row).
struct Sorter {
    std::vector<uint64_t> keys, spare;

    explicit Sorter(size_t n) : keys(n), spare(n) {}

    // Bring n values into ascending order. Afterwards `keys` holds their places before, in
    // their lower halves.
    void sort(double* values, size_t n) {
        make_keys(values, n);
        sort_keys(n);
        order_runs(values, n);
        for (size_t i = 0; i < n; ++i) std::memcpy(&spare[i], values + row(i), sizeof *values);
        std::memcpy(values, spare.data(), n * sizeof *values);
    }
    size_t row(size_t i) const { return static_cast<uint32_t>(keys[i]); }

private:
    // The image rises evenly over the range of a sample; halves do not overflow.
    void make_keys(const double* values, size_t n) {
        double low = values[0], high = low;
        for (size_t i = 0; i < n; i += std::max<size_t>(n / 1024, 1)) {
            low = std::min(low, values[i]);
            high = std::max(high, values[i]);
        }
        constexpr double MOST = 4294967295.0;
        const double half = low / 2;
        double inverse = MOST / (high / 2 - half);
        if (!(inverse < 1e300)) inverse = 0;
        for (size_t i = 0; i < n; ++i) {
            const double at = (values[i] / 2 - half) * inverse;
            const double held = at > 0 ? (at < MOST ? at : MOST) : 0;
            keys[i] = static_cast<uint64_t>(static_cast<int64_t>(held)) << 32 | i;
        }
    }
    // Lowest digit of the image first; a digit that all share is passed over.
    void sort_keys(size_t n) {
        constexpr size_t BITS = 8, SIZE = 1 << BITS, DIGITS = 4;
        std::vector<uint32_t> count(DIGITS * SIZE);
        for (size_t i = 0; i < n; ++i)
            for (size_t g = 0; g < DIGITS; ++g)
                ++count[g * SIZE + ((keys[i] >> (32 + g * BITS)) & (SIZE - 1))];
        for (size_t g = 0; g < DIGITS; ++g) {
            uint32_t* at = count.data() + g * SIZE;
            const size_t shift = 32 + g * BITS;
            if (at[(keys[0] >> shift) & (SIZE - 1)] == n) continue;
            uint32_t sum = 0;
            for (size_t b = 0; b < SIZE; ++b) {
                const uint32_t here = at[b];
                at[b] = sum;
                sum += here;
            }
            for (size_t i = 0; i < n; ++i)
                spare[at[(keys[i] >> shift) & (SIZE - 1)]++] = keys[i];
            keys.swap(spare);
        }
    }
    // Values of one image in their own order.
    void order_runs(const double* values, size_t n) {
        for (size_t i = 0, end; i < n; i = end) {
            end = i + 1;
            bool ascending = true;
            for (; end < n && keys[end] >> 32 == keys[i] >> 32; ++end)
                ascending = ascending && values[row(end - 1)] <= values[row(end)];
            if (!ascending)
                std::sort(keys.begin() + i, keys.begin() + end, [&](uint64_t a, uint64_t b) {
                    return values[static_cast<uint32_t>(a)] < values[static_cast<uint32_t>(b)];
                });
        }
    }
};

// Whether the skewness of n ascending values is below 0. Sums run in eight parts side by
// side: an order that is always the same. A power of two keeps cubes from overflowing.
inline bool skewed_left(const double* x, size_t n) {
    constexpr double ROUNDING = 1e-12;
    constexpr size_t W = 8;
    const int exponent = std::ilogb(std::max({std::fabs(x[0]), std::fabs(x[n - 1]), 1e-300}));
    const double unit = std::ldexp(1.0, -std::min(exponent, 1000)), centre = x[n / 2] * unit;
    const auto added = [&](auto&& term) {
        double sum[W] = {};
        size_t i = 0;
        for (; i + W <= n; i += W)
            for (size_t w = 0; w < W; ++w) sum[w] += term(x[i + w] * unit - centre);
        for (size_t w = 0; i < n; ++i, ++w) sum[w] += term(x[i] * unit - centre);
        double whole = 0;
        for (size_t w = 0; w < W; ++w) whole += sum[w];
        return whole;
    };
    const double mean = added([](double v) { return v; }) / double(n);
    const double cubes = added([=](double v) { return (v - mean) * (v - mean) * (v - mean); });
    const double sizes = added([=](double v) {
        const double gap = std::fabs(v - mean);
        return gap * gap * gap;
    });
    return cubes < -ROUNDING * sizes;
}

// Where a value's cell is. The range is cut into `count` parts of equal width, and part p into
// cells knots[p] to knots[p + 1] of equal width, so that a cell holds few values. Rising in the
// value, so that all values of lower cells are smaller. In units in which nothing overflows.
struct Cells {
    double unit, low, inverse;
    const uint32_t* knots;
    double count;

    uint32_t part(double value, double& within) const {
        const double at = (value * unit - low) * inverse;
        const double held = at > 0 ? (at < count ? at : count) : 0;
        const int32_t part = std::min(static_cast<int32_t>(held), int32_t(count) - 1);
        within = held - part;
        return static_cast<uint32_t>(part);
    }
    uint32_t of(double value) const {
        double within;
        const uint32_t p = part(value, within), many = knots[p + 1] - knots[p];
        const uint32_t cell = static_cast<uint32_t>(static_cast<int32_t>(within * int32_t(many)));
        return knots[p] + std::min(cell, many - 1);
    }
};

struct Columns {
    const double* sorted;   // (d, n)
    const double* cells;    // (d, 3) unit, low, inverse
    const uint32_t* knots;  // (d, parts + 1)
    const uint32_t* starts; // (d, m + 1)
    const double* spread;   // (d,) in units of `unit`
    size_t n, d, parts, m;

    Cells cells_of(size_t j) const {
        const double* c = cells + 3 * j;
        return {c[0], c[1], c[2], knots + j * (parts + 1), double(parts)};
    }
};

// Products instead of branches: which way a search turns cannot be foreseen.
inline size_t first_not_below(const double* x, size_t from, size_t to, double value) {
    size_t left = to - from;
    while (left > 0) {
        const size_t half = (left + 1) / 2;
        from += half * size_t(x[from + half - 1] < value);
        left -= half;
    }
    return from;
}

inline size_t first_above(const double* x, size_t from, size_t to, double value) {
    size_t left = to - from;
    while (left > 0) {
        const size_t half = (left + 1) / 2;
        from += half * size_t(x[from + half - 1] <= value);
        left -= half;
    }
    return from;
}

// Looks values up group by group of cells that lie side by side: a column's memory is swept
// over once, instead of waited for at every value.
class Finder {
public:
    explicit Finder(size_t rows) : cells_(rows), queries_(rows), count_(GROUPS + 1) {}

    // How many values of column j are below, and how many are at most, each of `rows` values.
    void look_up(const Columns& of, size_t j, const double* values, size_t rows,
                 int32_t* below, int32_t* upto) {
        const double* x = of.sorted + j * of.n;
        const uint32_t* start = of.starts + j * (of.m + 1);
        const Cells cell = of.cells_of(j);
        for (size_t r = 0; r < rows; ++r) cells_[r] = cell.of(values[r]);
        group(values, rows, of.m);
        for (size_t i = 0; i < rows; ++i) {
            __builtin_prefetch(x + start[queries_[std::min(i + AHEAD, rows - 1)].cell]);
            const Query& query = queries_[i];
            find(x, of.n, start[query.cell], start[query.cell + 1], query.value,
                 below[query.row], upto[query.row]);
        }
    }

private:
    static constexpr size_t GROUPS = 2048, FEW = 64, AHEAD = 8;
    struct Query {
        double value;
        uint32_t cell, row;
    };

    // The values of higher cells are larger: looking beyond this one's does no harm.
    static void find(const double* x, size_t n, size_t from, size_t to, double value,
                     int32_t& below, int32_t& upto) {
        constexpr size_t W = 8;
        if (to - from <= W && from + W <= n) {
            int64_t less = 0, most = 0;
            for (size_t w = 0; w < W; ++w) {
                less += x[from + w] < value;
                most += x[from + w] <= value;
            }
            below = int32_t(from + less);
            upto = int32_t(from + most);
            return;
        }
        const size_t first = first_not_below(x, from, to, value);
        size_t next = first;
        if (next < to && x[next] == value) ++next;
        if (next < to && x[next] == value) next = first_above(x, next, to, value);
        below = int32_t(first);
        upto = int32_t(next);
    }

    void group(const double* values, size_t rows, size_t m) {
        unsigned shift = 0;
        while ((m - 1) >> shift >= GROUPS) ++shift;
        if (rows <= FEW) {
            for (size_t r = 0; r < rows; ++r) queries_[r] = {values[r], cells_[r], uint32_t(r)};
            return;
        }
        std::fill(count_.begin(), count_.end(), 0u);
        for (size_t r = 0; r < rows; ++r) ++count_[(cells_[r] >> shift) + 1];
        for (size_t g = 0; g < GROUPS; ++g) count_[g + 1] += count_[g];
        for (size_t r = 0; r < rows; ++r)
            queries_[count_[cells_[r] >> shift]++] = {values[r], cells_[r], uint32_t(r)};
    }

    std::vector<uint32_t> cells_;
    std::vector<Query> queries_;
    std::vector<uint32_t> count_;
};

}  // namespace vedette::ranks
