// Queries that fall into one leaf walk through the other leaves together, the nearest
// first. A leaf whose box is farther than a query's k-th row so far is passed by; in the
// others float32 sums rule out most rows, and the rest are measured in float64.
#include "search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "parallel.hpp"

namespace vedette {
namespace {

constexpr double INF = std::numeric_limits<double>::infinity();

struct Found {
    double size;    // a sum of squares, or a distance
    int32_t index;  // its place in the table
    uint32_t row;   // and in the tree

    bool operator<(const Found& other) const {
        return size < other.size || (size == other.size && index < other.index);
    }
};

// Bounds hold for float32 sums of d columns of a leaf whose rows are within `reach` of its
// centre if they are widened so: 8 times what rounding can do.
float widened(double bound, double reach, size_t d) {
    const double share = 5e-6 + static_cast<double>(d) * 1e-6;
    return static_cast<float>(bound * (1 + share) + 2e-6 * reach + 1e-35);
}

double measured(const Metric& metric, const double* a, const double* b, size_t used,
                size_t d) {
    double sum = 0;
    switch (metric.kind) {
        case Metric::Kind::euclidean:
            for (size_t j = 0; j < used; ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
            break;
        case Metric::Kind::manhattan:
            for (size_t j = 0; j < used; ++j) sum += std::fabs(a[j] - b[j]);
            break;
        case Metric::Kind::chebyshev:
            for (size_t j = 0; j < used; ++j) sum = std::max(sum, std::fabs(a[j] - b[j]));
            break;
        case Metric::Kind::minkowski: {
            double most = 0;  // powers of shares of the largest do not overflow
            for (size_t j = 0; j < used; ++j) most = std::max(most, std::fabs(a[j] - b[j]));
            if (most == 0) break;
            for (size_t j = 0; j < used; ++j)
                sum += std::pow(std::fabs(a[j] - b[j]) / most, metric.p);
            sum = most * std::pow(sum, 1 / metric.p);
        }
    }
    for (size_t j = used; j < d; ++j) sum += a[j] != b[j];
    return sum;
}

// What a row must be within, in the norm that rules rows out, to be within `size`.
struct Rule {
    Norm norm;
    Metric metric;
    double shrink = 1;  // least ratio of the metric to the Euclidean distance

    Rule(const Metric& m, size_t used) : norm(Norm::squares), metric(m) {
        if (m.kind == Metric::Kind::manhattan) norm = Norm::sum;
        if (m.kind == Metric::Kind::chebyshev) norm = Norm::largest;
        // Hoelder: |x|_p >= d^(1/p - 1/2) |x|_2 for p > 2, and |x|_p >= |x|_2 below.
        if (m.kind == Metric::Kind::minkowski && m.p > 2 && used > 0)
            shrink = std::pow(static_cast<double>(used), 1 / m.p - 0.5);
    }
    double bound(double size) const {
        if (metric.kind != Metric::Kind::minkowski) return size;
        return (size / shrink) * (size / shrink) * (1 + 1e-9);
    }
    double joined(double sum, double gap) const {
        if (norm == Norm::squares) return sum + gap * gap;
        return norm == Norm::sum ? sum + gap : std::max(sum, gap);
    }
    // Between two boxes (a point is a box).
    double apart(const double* low, const double* high, const double* other_low,
                 const double* other_high, size_t d) const {
        double sum = 0;
        for (size_t j = 0; j < d; ++j)
            sum = joined(sum, std::max({other_low[j] - high[j], low[j] - other_high[j], 0.0}));
        return sum;
    }
};

size_t home(const Tree& tree, const double* query) {
    int32_t at = tree.cut_count ? 0 : ~0;
    while (at >= 0) {
        const TreeCut& cut = tree.cuts[at];
        at = query[cut.column] < tree.values[at] ? cut.left : cut.right;
    }
    return static_cast<size_t>(~at);
}

bool equal(const double* a, const double* b, size_t d) {
    for (size_t j = 0; j < d; ++j)
        if (a[j] != b[j]) return false;
    return true;
}

// A group of queries on its way through the leaves.
class Walk {
public:
    Walk(const SearchKernels& kernels, const Tree& tree, const Rule& rule,
         const double* queries, size_t keep)
        : kernels_(kernels), tree_(tree), rule_(rule), queries_(queries), keep_(keep),
          columns_(tree.used * GROUP), low_(tree.used), high_(tree.used), mean_(tree.used),
          scratch_(tree.used) {}

    // Queries that all fall into the leaf `start`.
    void through(const uint32_t* ids, size_t count, size_t start) {
        ids_ = ids;
        count_ = count;
        bounds_.assign(count, INF);
        lists_.assign(count, {});
        for (auto& list : lists_) list.reserve(keep_);
        gather();
        visit(start);
        for (const auto& place : others(start)) visit(place.second);
    }

    // The nearest rows of query q of the group, nearest first.
    const std::vector<Found>& sorted(size_t q) {
        std::sort(lists_[q].begin(), lists_[q].end());
        return lists_[q];
    }

private:
    const double* query(size_t q) const { return queries_ + ids_[q] * tree_.d; }

    void gather() {
        std::fill(low_.begin(), low_.end(), INF);
        std::fill(high_.begin(), high_.end(), -INF);
        std::fill(mean_.begin(), mean_.end(), 0.0);
        for (size_t q = 0; q < count_; ++q)
            for (size_t j = 0; j < tree_.used; ++j) {
                const double value = query(q)[j];
                columns_[j * GROUP + q] = value;
                low_[j] = std::min(low_[j], value);
                high_[j] = std::max(high_[j], value);
                mean_[j] += value / static_cast<double>(count_);
            }
    }

    // The other leaves that may matter to any query, by distance from the mean query.
    std::vector<std::pair<double, size_t>> others(size_t start) const {
        const size_t d = tree_.used;
        const double worst = *std::max_element(bounds_.begin(), bounds_.end());
        auto apart = [&](const double* low, const double* high) {
            return rule_.apart(low_.data(), high_.data(), low, high, d);
        };
        std::vector<std::pair<double, size_t>> found;
        for (size_t b = 0; b < tree_.branches; ++b) {
            if (apart(tree_.branch_low + b * d, tree_.branch_high + b * d) > worst) continue;
            const size_t end = std::min(tree_.leaves, (b + 1) * BRANCH);
            for (size_t leaf = b * BRANCH; leaf < end; ++leaf) {
                const double *low = tree_.low + leaf * d, *high = tree_.high + leaf * d;
                if (leaf == start || apart(low, high) > worst) continue;
                const double away = rule_.apart(mean_.data(), mean_.data(), low, high, d);
                found.emplace_back(away, leaf);
            }
        }
        std::sort(found.begin(), found.end());
        return found;
    }

    void visit(size_t leaf) {
        const size_t d = tree_.used, at = leaf * d;
        const double *low = tree_.low + at, *high = tree_.high + at;
        double away[GROUP];
        kernels_.to_box(rule_.norm, columns_.data(), count_, low, high, d, away);
        double reach = 0;  // of the box, at least twice that of its rows
        for (size_t j = 0; j < d; ++j) reach = rule_.joined(reach, high[j] - low[j]);
        for (size_t q = 0; q < count_; ++q)
            if (away[q] < bounds_[q] || (away[q] == bounds_[q] && may_be_earlier(q, leaf)))
                scan(q, leaf, reach);
    }

    // Whether a row of the leaf, if as far as the last one found, would come before it.
    bool may_be_earlier(size_t q, size_t leaf) const {
        return lists_[q].size() < keep_ || rule_.metric.kind == Metric::Kind::minkowski ||
               tree_.first[leaf] < lists_[q].front().index;
    }

    void scan(size_t q, size_t leaf, double reach) {
        const size_t d = tree_.used, begin = static_cast<size_t>(tree_.starts[leaf]);
        const size_t rows = static_cast<size_t>(tree_.starts[leaf + 1]) - begin;
        uint64_t within[LEAF / 64];
        kernels_.scan(rule_.norm, tree_.blocks + leaf * d * LEAF, tree_.centre + leaf * d,
                      query(q), d, widened(bounds_[q], reach, d), scratch_.data(), within);
        for (size_t word = 0; word < LEAF / 64; ++word)
            for (uint64_t bits = within[word]; bits; bits &= bits - 1) {
                const size_t row = word * 64 + static_cast<size_t>(__builtin_ctzll(bits));
                if (row < rows) consider(q, begin + row);
            }
    }

    void consider(size_t q, size_t row) {
        const double* values = tree_.rows + row * tree_.d;
        const Found found{measured(rule_.metric, query(q), values, tree_.used, tree_.d),
                          tree_.index[row], static_cast<uint32_t>(row)};
        std::vector<Found>& list = lists_[q];
        if (list.size() == keep_) {
            if (!(found < list.front())) return;
            std::pop_heap(list.begin(), list.end());
            list.back() = found;
        } else {
            list.push_back(found);
        }
        std::push_heap(list.begin(), list.end());
        if (list.size() == keep_) bounds_[q] = rule_.bound(list.front().size);
    }

    const SearchKernels& kernels_;
    const Tree& tree_;
    const Rule& rule_;
    const double* queries_;
    const size_t keep_;
    std::vector<double> columns_, low_, high_, mean_;
    std::vector<float> scratch_;
    const uint32_t* ids_ = nullptr;
    size_t count_ = 0;
    std::vector<std::vector<Found>> lists_;
    std::vector<double> bounds_;
};

// Queries in the order of their home leaves, and where each group of one home begins.
struct Groups {
    std::vector<uint32_t> ids, homes, starts;

    Groups(const Tree& tree, const double* queries, size_t m, size_t most, int threads)
        : ids(m), homes(m) {
        constexpr size_t AT_ONCE = 4096;
        parallel_for((m + AT_ONCE - 1) / AT_ONCE, threads, [&](size_t item) {
            const size_t end = std::min(m, (item + 1) * AT_ONCE);
            for (size_t i = item * AT_ONCE; i < end; ++i)
                homes[i] = static_cast<uint32_t>(home(tree, queries + i * tree.d));
        });
        std::vector<uint32_t> at(tree.leaves + 1, 0);
        for (const uint32_t leaf : homes) ++at[leaf + 1];
        for (size_t leaf = 0; leaf < tree.leaves; ++leaf) at[leaf + 1] += at[leaf];
        for (size_t i = 0; i < m; ++i) ids[at[homes[i]]++] = static_cast<uint32_t>(i);
        for (size_t i = 0; i < m; ++i)
            if (i == 0 || homes[ids[i]] != homes[ids[i - 1]] || i - starts.back() == most)
                starts.push_back(static_cast<uint32_t>(i));
        starts.push_back(static_cast<uint32_t>(m));
    }
};

// The first of the found rows (nearest first) that equals the query; their number: none.
size_t own_row(const std::vector<Found>& list, const double* query, const Tree& tree) {
    for (size_t i = 0; i < list.size() && list[i].size == 0; ++i)
        if (equal(query, tree.rows + list[i].row * tree.d, tree.d)) return i;
    return list.size();
}

}  // namespace

void search(const SearchKernels& kernels, const Tree& tree, Metric metric,
            const double* queries, size_t m, size_t k, bool leave_out, int threads,
            int64_t* indices, double* distances) {
    const size_t keep = k + (leave_out ? 1 : 0);
    const Rule rule(metric, tree.used);
    // Long lists: fewer queries at a time, so that memory stays bounded.
    const size_t most = std::clamp<size_t>((size_t{1} << 20) / keep, 8, GROUP);
    const Groups groups(tree, queries, m, most, threads);
    parallel_for(groups.starts.size() - 1, threads, [&](size_t g) {
        const uint32_t* ids = groups.ids.data() + groups.starts[g];
        const size_t count = groups.starts[g + 1] - groups.starts[g];
        Walk walk(kernels, tree, rule, queries, keep);
        walk.through(ids, count, groups.homes[ids[0]]);
        for (size_t q = 0; q < count; ++q) {
            const std::vector<Found>& list = walk.sorted(q);
            // Without a row of its own, the query needs one row less than were kept.
            const size_t own =
                leave_out ? std::min(own_row(list, queries + ids[q] * tree.d, tree), k) : k;
            for (size_t i = 0; i < k; ++i) {
                const Found& found = list[i < own ? i : i + 1];
                const size_t out = ids[q] * k + i;
                indices[out] = found.index;
                distances[out] = metric.kind == Metric::Kind::euclidean ? std::sqrt(found.size)
                                                                        : found.size;
            }
        }
    });
}

}  // namespace vedette
