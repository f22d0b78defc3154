// Ranks of values among the sorted values of a column: ECOD and COPOD. Shapes are checked
// by the wrappers in kernels/ranks.py.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "arrays.hpp"
#include "columns.hpp"
#include "parallel.hpp"

namespace nb = nanobind;

namespace vedette {
namespace {

using namespace ranks;

constexpr size_t BLOCK = 4096;  // rows of an item of work
constexpr size_t SPAN = 1 << 17;  // rows that are looked up in one sweep over a column
constexpr size_t PANEL = 4;       // columns that are brought side by side

// Cut each column into cells of about `per_cell` values: knots, and starts[j, c], how many of
// the sorted values lie in cells below c.
void index_columns(In<double, 2> sorted, In<double, 2> cells, size_t per_cell, int threads,
                   Out<uint32_t, 2> knots, Out<uint32_t, 2> starts) {
    const size_t d = sorted.shape(0), n = sorted.shape(1);
    const size_t parts = knots.shape(1) - 1, m = starts.shape(1) - 1;
    const Columns of{nullptr, cells.data(), knots.data(), nullptr, nullptr, n, d, parts, m};
    nb::gil_scoped_release free;
    parallel_for(d, threads, [&](size_t j) {
        const double* x = sorted.data() + j * n;
        uint32_t *knot = knots.data() + j * (parts + 1), *start = starts.data() + j * (m + 1);
        const Cells cell = of.cells_of(j);
        std::fill_n(knot, parts + 1, 0u);
        double within;
        for (size_t i = 0; i < n; ++i) ++knot[cell.part(x[i], within) + 1];
        for (size_t p = 0; p < parts; ++p)
            knot[p + 1] = knot[p] + std::max<uint32_t>(1, knot[p + 1] / uint32_t(per_cell));
        std::fill_n(start, m + 1, 0u);
        for (size_t i = 0; i < n; ++i) start[cell.of(x[i]) + 1] = uint32_t(i + 1);
        for (size_t c = 0; c < m; ++c) start[c + 1] = std::max(start[c + 1], start[c]);
    });
}

// Log of 1 + the distance beyond the training values in units of their spread.
double beyond(const Columns& of, size_t j, double value, int32_t below, int32_t upto) {
    if (size_t(below) != of.n && upto != 0) return 0;
    const double *x = of.sorted + j * of.n, unit = of.cells[3 * j];
    const double edge = (upto == 0 ? x[0] : x[of.n - 1]) * unit;
    const double far = std::fabs(value * unit - edge) / of.spread[j];
    return std::log1p(std::min(far, 1e300));
}

enum Choice { LARGEST_SUM = 0, LARGER_TAIL = 1, SKEWED_OR_MEAN = 2 };

// What has been added up of some rows: products of counts (of at most FACTORS columns, so that
// they do not overflow), and sums of logarithms.
struct Sums {
    double *product[3], *sum[3];
    size_t kinds;
};
constexpr size_t FACTORS = 15;

// Multiply column j of some rows in. Outside of all values a count of 0 is n / (n + 1).
template <Choice choice, bool skewed_left>
bool multiply(double n, const int32_t* below, const int32_t* upto, const Sums& to, size_t at,
              size_t rows) {
    const double outside = n / (n + 1);
    double *a = to.product[0] + at, *b = nullptr, *c = nullptr;
    if (choice == LARGEST_SUM) b = to.product[1] + at, c = to.product[2] + at;
    int32_t strange = 0;
    for (size_t r = 0; r < rows; ++r) {
        const double counted = double(upto[r]), left = n - double(below[r]);
        strange |= (counted == 0) | (left == 0);
        const double low = counted > 0 ? counted : outside, high = left > 0 ? left : outside;
        const double skewed = skewed_left ? low : high;
        if (choice == LARGEST_SUM) {
            a[r] *= low;
            b[r] *= high;
            c[r] *= skewed;
        } else if (choice == LARGER_TAIL) {
            a[r] *= low < high ? low : high;
        } else {  // twice the logarithm; what is outside comes apart
            const double both = low * high, alone = skewed * skewed;
            const double least = both < alone ? both : alone;
            a[r] *= (counted > 0) & (left > 0) ? least : n * n;
        }
    }
    return strange != 0;
}

// Add column j of the rows `at` to `at + rows`; `far` says how far a value is outside.
template <Choice choice, class Far>
void add_column(bool skewed_left, size_t of_n, const int32_t* below, const int32_t* upto,
                Far&& far, const Sums& to, size_t at, size_t rows) {
    const double n = double(of_n), outside = n / (n + 1);
    const bool strange = skewed_left ? multiply<choice, true>(n, below, upto, to, at, rows)
                                     : multiply<choice, false>(n, below, upto, to, at, rows);
    if (!strange) return;
    for (size_t r = 0; r < rows; ++r) {
        const bool under = upto[r] == 0, over = size_t(below[r]) == of_n;
        if (!under && !over) continue;
        const double log = far(r);
        double* const* sum = to.sum;
        if (choice == LARGEST_SUM) {
            sum[under ? 0 : 1][at + r] += log;
            sum[2][at + r] += under == skewed_left ? log : 0;
        } else if (choice == LARGER_TAIL) {
            sum[0][at + r] += log;
        } else {  // the other tail is certain: its logarithm is 0
            const double tail = log - std::log(outside / n);
            sum[0][at + r] += under == skewed_left ? 2 * tail : tail;
        }
    }
}

template <class Far>
void add_column(Choice choice, bool skewed_left, size_t n, const int32_t* below,
                const int32_t* upto, Far&& far, const Sums& to, size_t at, size_t rows) {
    const auto add = choice == LARGEST_SUM   ? &add_column<LARGEST_SUM, Far>
                     : choice == LARGER_TAIL ? &add_column<LARGER_TAIL, Far>
                                             : &add_column<SKEWED_OR_MEAN, Far>;
    add(skewed_left, n, below, upto, std::forward<Far>(far), to, at, rows);
}

// The product that `columns` columns have where all their shares are 1.
double whole_product(Choice choice, double n, size_t columns) {
    double whole = 1;
    for (size_t j = 0; j < columns; ++j) whole *= choice == SKEWED_OR_MEAN ? n * n : n;
    return whole;
}

// Turn the products of some columns into sums.
void fold(double whole, const Sums& of, size_t from, size_t to) {
    for (size_t k = 0; k < of.kinds; ++k)
        for (size_t i = from; i < to; ++i) {
            of.sum[k][i] -= std::log(of.product[k][i] / whole);
            of.product[k][i] = 1;
        }
}

// The score of a row, the products of the last columns not being in its sums, which are null
// where there was nothing to add.
double score_of(Choice choice, double whole, const Sums& of, size_t i) {
    double score = 0;
    for (size_t k = 0; k < of.kinds; ++k)
        score = std::max(score, (of.sum[k] ? of.sum[k][i] : 0.0) -
                                    std::log(of.product[k][i] / whole));
    return choice == SKEWED_OR_MEAN ? score / 2 : score;
}

// The scores of some rows at a time, with what it takes to find them.
class Scorer {
public:
    Scorer(const Columns& of, const uint8_t* left, Choice choice, size_t rows)
        : of_(of), left_(left), choice_(choice), kinds_(choice == LARGEST_SUM ? 3 : 1),
          finder_(rows), below_(rows), upto_(rows), panel_(PANEL * rows),
          held_(2 * kinds_ * rows) {
        to_.kinds = kinds_;
        for (size_t k = 0; k < kinds_; ++k) {
            to_.product[k] = held_.data() + k * rows;
            to_.sum[k] = held_.data() + (kinds_ + k) * rows;
        }
    }

    void score(const double* x, size_t rows, double* out) {
        for (size_t k = 0; k < kinds_; ++k) {
            std::fill_n(to_.product[k], rows, 1.0);
            std::fill_n(to_.sum[k], rows, 0.0);
        }
        for (size_t j = 0; j < of_.d; ++j) {
            if (j % PANEL == 0)
                transpose(x, rows, of_.d, j, std::min(PANEL, of_.d - j), panel_.data(), rows);
            const double* values = panel_.data() + j % PANEL * rows;
            finder_.look_up(of_, j, values, rows, below_.data(), upto_.data());
            const auto far = [&](size_t r) {
                return beyond(of_, j, values[r], below_[r], upto_[r]);
            };
            add_column(choice_, left_[j], of_.n, below_.data(), upto_.data(), far, to_, 0, rows);
            if (j % FACTORS == FACTORS - 1 && j + 1 < of_.d)
                fold(whole_product(choice_, double(of_.n), FACTORS), to_, 0, rows);
        }
        const double whole = whole_product(choice_, double(of_.n), (of_.d - 1) % FACTORS + 1);
        for (size_t r = 0; r < rows; ++r) out[r] = score_of(choice_, whole, to_, r);
    }

private:
    Columns of_;
    const uint8_t* left_;
    Choice choice_;
    size_t kinds_;
    Finder finder_;
    std::vector<int32_t> below_, upto_;
    std::vector<double> panel_, held_;
    Sums to_;
};

// Sort the columns of x (n, d) into the rows of sorted (d, n), say which are skewed to the
// left, and score the rows themselves: their ranks are known from the sorting.
void fit_tails(In<double, 2> x, int choice_of, int threads, Out<double, 2> sorted,
               Out<uint8_t, 1> left, Out<double, 1> scores) {
    const size_t n = x.shape(0), d = x.shape(1);
    const Choice choice = Choice(choice_of);
    const size_t kinds = choice == LARGEST_SUM ? 3 : 1;
    nb::gil_scoped_release free;
    const size_t at_once = std::min<size_t>(d, std::max(threads, 1));
    std::vector<Sorter> sorters;
    for (size_t t = 0; t < at_once; ++t) sorters.emplace_back(n);
    std::vector<double> products(kinds * n, 1.0), sums(d > FACTORS ? kinds * n : 0);
    Sums to{{}, {}, kinds};
    for (size_t k = 0; k < kinds; ++k) {
        to.product[k] = products.data() + k * n;
        to.sum[k] = sums.empty() ? nullptr : sums.data() + k * n;
    }
    parallel_for((n + BLOCK - 1) / BLOCK, threads, [&](size_t item) {
        const size_t from = item * BLOCK, rows = std::min(BLOCK, n - from);
        for (size_t j = 0; j < d; j += PANEL)
            transpose(x.data() + from * d, rows, d, j, std::min(PANEL, d - j),
                      sorted.data() + j * n + from, n);
    });
    for (size_t first = 0; first < d; first += at_once) {
        const size_t some = std::min(at_once, d - first);
        parallel_for(some, threads, [&](size_t t) {
            double* column = sorted.data() + (first + t) * n;
            sorters[t].sort(column, n);
            left.data()[first + t] = skewed_left(column, n);
            // The ranks take the place of the spare keys: rows below, rows at most.
            Sorter& own = sorters[t];
            for (size_t i = 0, end; i < n; i = end) {
                for (end = i + 1; end < n && column[end] == column[i];) ++end;
                for (size_t q = i; q < end; ++q) own.spare[own.row(q)] = uint64_t(end) << 32 | i;
            }
        });
        parallel_for((n + BLOCK - 1) / BLOCK, threads, [&](size_t item) {
            const size_t from = item * BLOCK, rows = std::min(BLOCK, n - from);
            std::vector<int32_t> below(rows), upto(rows);
            for (size_t t = 0; t < some; ++t) {
                const uint64_t* ranks = sorters[t].spare.data() + from;
                for (size_t r = 0; r < rows; ++r) {
                    below[r] = int32_t(uint32_t(ranks[r]));
                    upto[r] = int32_t(ranks[r] >> 32);
                }
                const size_t j = first + t;
                add_column(choice, left.data()[j], n, below.data(), upto.data(),
                           [](size_t) { return 0.0; }, to, from, rows);
                if (j % FACTORS == FACTORS - 1 && j + 1 < d)
                    fold(whole_product(choice, double(n), FACTORS), to, from, from + rows);
            }
            if (first + some < d) return;
            const double whole = whole_product(choice, double(n), (d - 1) % FACTORS + 1);
            for (size_t i = from; i < from + rows; ++i)
                scores.data()[i] = score_of(choice, whole, to, i);
        });
    }
}

void tail_scores(In<double, 2> x, In<double, 2> sorted, In<double, 2> cells,
                 In<uint32_t, 2> knots, In<uint32_t, 2> starts, In<double, 1> spread,
                 In<uint8_t, 1> left, int choice, int threads, Out<double, 1> out) {
    const size_t rows = x.shape(0), d = x.shape(1);
    const Columns of{sorted.data(), cells.data(), knots.data(), starts.data(), spread.data(),
                     sorted.shape(1), d, knots.shape(1) - 1, starts.shape(1) - 1};
    nb::gil_scoped_release free;
    parallel_for((rows + SPAN - 1) / SPAN, threads, [&](size_t item) {
        const size_t first = item * SPAN, count = std::min(SPAN, rows - first);
        Scorer(of, left.data(), Choice(choice), count)
            .score(x.data() + first * d, count, out.data() + first);
    });
}

// Minus the logarithm of the left and of the right tail's share, for each value.
void tails(In<double, 2> x, In<double, 2> sorted, In<double, 2> cells, In<uint32_t, 2> knots,
           In<uint32_t, 2> starts, In<double, 1> spread, int threads, Out<double, 2> left,
           Out<double, 2> right) {
    const size_t rows = x.shape(0), d = x.shape(1);
    const Columns of{sorted.data(), cells.data(), knots.data(), starts.data(), spread.data(),
                     sorted.shape(1), d, knots.shape(1) - 1, starts.shape(1) - 1};
    const double n = double(of.n), outside = n / (n + 1);
    nb::gil_scoped_release free;
    parallel_for((rows + BLOCK - 1) / BLOCK, threads, [&](size_t item) {
        const size_t first = item * BLOCK, count = std::min(BLOCK, rows - first);
        Finder finder(count);
        std::vector<int32_t> below(count), upto(count);
        std::vector<double> values(count);
        for (size_t j = 0; j < d; ++j) {
            transpose(x.data() + first * d, count, d, j, 1, values.data(), count);
            finder.look_up(of, j, values.data(), count, below.data(), upto.data());
            for (size_t r = 0; r < count; ++r) {
                const size_t at = (first + r) * d + j;
                const double far = beyond(of, j, x.data()[at], below[r], upto[r]);
                const bool under = upto[r] == 0, over = size_t(below[r]) == of.n;
                left.data()[at] = (under ? far : 0) -
                                  std::log((under ? outside : double(upto[r])) / n);
                right.data()[at] = (over ? far : 0) -
                                   std::log((over ? outside : double(of.n - size_t(below[r]))) / n);
            }
        }
    });
}

}  // namespace
}  // namespace vedette

void bind_ranks(nb::module_& m) {
    using namespace vedette;
    m.def("fit_tails", &fit_tails);
    m.def("index_columns", &index_columns);
    m.def("tail_scores", &tail_scores);
    m.def("tails", &tails);
}
