#include "isolation_scorer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <stdexcept>
#include <unordered_map>

#include "parallel.hpp"

namespace vedette {
namespace {

constexpr double INF = std::numeric_limits<double>::infinity();
// From so many rows on a block is evaluated whole; fewer are walked down the trees.
constexpr size_t FEW = 32;
// Larger trees, or so many columns, are walked: a walk meets a few nodes, a block all.
constexpr size_t LARGE_TREE = 1024, MANY_COLUMNS = 512;
// Cuts of a group: ranks are 16 bits.
constexpr size_t MOST_CUTS = 65'000;
constexpr size_t MOST_EIGHTS = 4;
constexpr size_t TOGETHER = 8;  // walks at a time, so that their memory accesses overlap

// A rank of 0 .. 65,535 in the order of signed numbers, which vectors compare.
int16_t lowered(size_t rank) { return int16_t(int64_t(rank) - 32768); }

}  // namespace

IsolationScorer::IsolationScorer(const Arrays& forest)
    : d_(forest.d), trees_(forest.trees), terms_(forest.terms) {
    check(forest);
    const size_t m = size_t(forest.starts[trees_]);
    double longest = 1;
    for (size_t i = 0; i < m; ++i)
        if (forest.left[i] == 0) longest = std::max(longest, forest.value[i]);
    unit_ = 32768;
    while (unit_ * longest > 65535) unit_ /= 2;
    nodes_.resize(m);
    path_.resize(m);
    for (size_t tree = 0; tree < trees_; ++tree) add_nodes(forest, tree);
    if (terms_) {
        weights_.assign(forest.weights, forest.weights + m * terms_);
        columns_.assign(forest.columns, forest.columns + m * terms_);
    }
    if (!fits_blocks()) return;
    for (size_t first = 0, last = 0; first < trees_; first = last) {
        const size_t begin = size_t(forest.starts[first]);
        do ++last;
        while (last < trees_ && size_t(forest.starts[last + 1]) - begin <= MOST_CUTS);
        groups_.push_back(grouped(first, last));
    }
    for (const Group& group : groups_)
        columns_used_ = std::max(columns_used_, group.rankings.size());
}

// A forest may come from a damaged file: nothing outside the arrays is ever reached.
void IsolationScorer::check(const Arrays& forest) {
    const auto require = [](bool holds) {
        if (!holds) throw std::invalid_argument("the arrays are no forest");
    };
    require(forest.trees > 0 && forest.starts[0] == 0);
    require(forest.starts[forest.trees] == int64_t(forest.nodes));
    const size_t columns = std::max<size_t>(forest.terms, 1);
    for (size_t tree = 0; tree < forest.trees; ++tree) {
        const int64_t begin = forest.starts[tree], end = forest.starts[tree + 1];
        require(begin < end && end <= int64_t(forest.nodes));
        for (int64_t i = begin; i < end; ++i) {
            const int32_t left = forest.left[i];
            require(left == 0 || (left > i - begin && left + 1 < end - begin));
            require(left || (forest.value[i] >= 0 && forest.value[i] < 32768));
        }
    }
    for (size_t i = 0; i < forest.nodes * columns; ++i)
        require(forest.columns[i] >= 0 && size_t(forest.columns[i]) < forest.d);
}

void IsolationScorer::add_nodes(const Arrays& forest, size_t tree) {
    const size_t begin = size_t(forest.starts[tree]), end = size_t(forest.starts[tree + 1]);
    std::vector<int> depth(end - begin, 0);
    int deepest = 0;
    for (size_t i = begin; i < end; ++i) {  // parents come before their children
        const int32_t left = forest.left[i];
        if (left == 0) {
            nodes_[i] = {INF, 0, int32_t(i)};
            path_[i] = uint16_t(std::lround(forest.value[i] * unit_));
            continue;
        }
        const int32_t column = terms_ ? 0 : forest.columns[i];
        nodes_[i] = {forest.value[i], column, int32_t(begin) + left};
        depth[size_t(left)] = depth[size_t(left) + 1] = depth[i - begin] + 1;
        deepest = std::max(deepest, depth[i - begin] + 1);
    }
    roots_.push_back(uint32_t(begin));
    depths_.push_back(deepest);
}

bool IsolationScorer::fits_blocks() const {
    if (terms_ || nodes_.size() > 2 * LARGE_TREE * trees_) return false;
    if (*std::max_element(depths_.begin(), depths_.end()) >= int(DEEPEST_BLOCK)) return false;
    std::vector<bool> used(d_, false);
    for (const Node& node : nodes_) used[size_t(node.column)] = true;
    if (size_t(std::count(used.begin(), used.end(), true)) > MANY_COLUMNS) return false;
    for (size_t tree = 0; tree < trees_; ++tree) {
        const size_t end = tree + 1 < trees_ ? roots_[tree + 1] : nodes_.size();
        if (end - roots_[tree] > MOST_CUTS) return false;
    }
    return true;
}

// Ranks

IsolationScorer::Ranking::Ranking(int32_t of, std::vector<double> sorted)
    : column(uint32_t(of)), cuts(sorted.size()), low(sorted.front()), cut(std::move(sorted)) {
    const double width = cut.back() - low;
    const size_t buckets = std::min<size_t>(8 * cuts, 16384);
    per_unit = width > 0 ? double(buckets) / width : 0;
    if (!std::isfinite(width) || !std::isfinite(per_unit)) per_unit = 0;  // all in one bucket
    start.resize(buckets);
    std::vector<size_t> filled(buckets + 1, 0);
    for (const double c : cut) ++filled[bucket(c) + 1];
    const size_t fullest = *std::max_element(filled.begin(), filled.end());
    eights = fullest <= 8 * MOST_EIGHTS ? (fullest + 7) / 8 : 0;
    for (size_t b = 0; b < buckets; ++b) {
        start[b] = uint16_t(filled[b]);
        filled[b + 1] += filled[b];
    }
    cut.resize(cuts + 8 * MOST_EIGHTS, INF);
}

size_t IsolationScorer::Ranking::bucket(double x) const {
    const double place = (x - low) * per_unit;
    const double last = double(start.size() - 1);
    return place > 0 ? size_t(place < last ? place : last) : 0;
}

size_t IsolationScorer::Ranking::rank(double x) const {
    return size_t(std::lower_bound(cut.begin(), cut.begin() + long(cuts), x) - cut.begin());
}

IsolationScorer::Group IsolationScorer::grouped(size_t first, size_t last) const {
    const size_t end = last < trees_ ? roots_[last] : nodes_.size();
    std::map<int32_t, std::vector<double>> cuts;
    for (size_t i = roots_[first]; i < end; ++i)
        if (!is_leaf(i)) cuts[nodes_[i].column].push_back(nodes_[i].cut);
    Group group;
    std::unordered_map<int32_t, uint16_t> places;
    for (auto& [column, sorted] : cuts) {
        std::sort(sorted.begin(), sorted.end());
        sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
        places[column] = uint16_t(group.rankings.size());
        group.rankings.emplace_back(column, std::move(sorted));
    }
    // A node's cut as a rank.
    const auto ranked = [&](size_t i) {
        const Node& node = nodes_[i];
        const uint16_t place = places.at(node.column);
        const size_t rank = group.rankings[place].rank(node.cut);
        const size_t left = size_t(node.left);
        return RankCut{place, lowered(rank), path_[left], path_[left + 1]};
    };
    group.starts.push_back(0);
    for (size_t tree = first; tree < last; ++tree) {
        if (is_leaf(roots_[tree])) group.still += path_[roots_[tree]];
        for (const size_t i : postorder(roots_[tree])) {
            const size_t left = size_t(nodes_[i].left), right = left + 1;
            Step step{};
            step.self = ranked(i);
            if ((step.left_side = side(left)) == PAIR) step.left = ranked(left);
            if ((step.right_side = side(right)) == PAIR) step.right = ranked(right);
            group.steps.push_back(step);
        }
        group.starts.push_back(group.steps.size());
    }
    return group;
}

Side IsolationScorer::side(size_t i) const {
    if (is_leaf(i)) return LEAF;
    const size_t left = size_t(nodes_[i].left);
    return is_leaf(left) && is_leaf(left + 1) ? PAIR : WAITS;
}

// The cuts below a root that take a step, each after those it waits for.
std::vector<size_t> IsolationScorer::postorder(size_t root) const {
    std::vector<size_t> order, todo;
    if (!is_leaf(root)) todo.push_back(root);
    while (!todo.empty()) {  // from the root, right before left; then turned round
        const size_t i = todo.back(), left = size_t(nodes_[i].left);
        todo.pop_back();
        order.push_back(i);
        if (side(left) == WAITS) todo.push_back(left);
        if (side(left + 1) == WAITS) todo.push_back(left + 1);
    }
    std::reverse(order.begin(), order.end());
    return order;
}

// Scores

void IsolationScorer::blocks(const double* x, size_t n, const IsolationKernels& kernels,
                             int16_t* ranks, double* out) const {
    alignas(64) uint32_t sum[ROWS];
    uint64_t total[ROWS] = {};
    const size_t rows = (n + VECTOR - 1) / VECTOR * VECTOR;
    double column[ROWS];
    uint32_t begin[ROWS];
    for (const Group& group : groups_) {
        for (size_t j = 0; j < group.rankings.size(); ++j) {
            const Ranking& r = group.rankings[j];
            int16_t* rank = ranks + j * ROWS;
            for (size_t q = 0; q < n; ++q) column[q] = x[q * d_ + r.column];
            if (r.eights == 0) {
                for (size_t q = 0; q < n; ++q)
                    rank[q] = lowered(r.rank(column[q]));
            } else {
                for (size_t q = 0; q < n; ++q) begin[q] = r.start[r.bucket(column[q])];
                kernels.count_below(column, r.cut.data(), begin, n, r.eights, rank);
            }
            std::fill(rank + n, rank + rows, int16_t(-32768));
        }
        std::fill_n(sum, rows, 0u);
        for (size_t t = 0; t + 1 < group.starts.size(); ++t) {
            const size_t first = group.starts[t], size = group.starts[t + 1] - first;
            if (size) kernels.add_path(ranks, &group.steps[first], size, rows, sum);
        }
        for (size_t q = 0; q < n; ++q) total[q] += sum[q] + group.still;
    }
    for (size_t q = 0; q < n; ++q) out[q] = mean(total[q]);
}

template <size_t N>
void IsolationScorer::walk(const double* const (&rows)[N], uint32_t (&at)[N],
                           int depth) const {
    if (terms_ == 0) {
        for (int step = 0; step < depth; ++step)
            for (size_t i = 0; i < N; ++i) {
                const Node& node = nodes_[at[i]];
                at[i] = uint32_t(node.left) + (rows[i][node.column] > node.cut);
            }
        return;
    }
    for (int step = 0; step < depth; ++step) {
        double sum[N] = {};
        const double* weights[N];
        const int32_t* columns[N];
        for (size_t i = 0; i < N; ++i) {
            weights[i] = &weights_[at[i] * terms_];
            columns[i] = &columns_[at[i] * terms_];
        }
        for (size_t k = 0; k < terms_; ++k)
            for (size_t i = 0; i < N; ++i) sum[i] += weights[i][k] * rows[i][columns[i][k]];
        for (size_t i = 0; i < N; ++i) {
            const Node& node = nodes_[at[i]];
            at[i] = uint32_t(node.left) + (sum[i] > node.cut);
        }
    }
}

// A few rows: each down several trees at a time.
void IsolationScorer::walk_rows(const double* x, size_t n, double* out) const {
    for (size_t q = 0; q < n; ++q) {
        uint64_t sum = 0;
        for (size_t t = 0; t < trees_; t += TOGETHER) {
            const double* rows[TOGETHER];
            uint32_t at[TOGETHER];
            int depth = 0;
            for (size_t i = 0; i < TOGETHER; ++i) {
                const size_t tree = std::min(t + i, trees_ - 1);
                rows[i] = x + q * d_;
                at[i] = roots_[tree];
                depth = std::max(depth, depths_[tree]);
            }
            walk(rows, at, depth);
            for (size_t i = 0; i < TOGETHER && t + i < trees_; ++i) sum += path_[at[i]];
        }
        out[q] = mean(sum);
    }
}

// Many rows: several at a time down one tree, which so stays near.
void IsolationScorer::walk_trees(const double* x, size_t n, double* out) const {
    std::vector<uint64_t> sum(n, 0);
    for (size_t t = 0; t < trees_; ++t)
        for (size_t q = 0; q < n; q += TOGETHER) {
            const double* rows[TOGETHER];
            uint32_t at[TOGETHER];
            for (size_t i = 0; i < TOGETHER; ++i) {
                rows[i] = x + std::min(q + i, n - 1) * d_;
                at[i] = roots_[t];
            }
            walk(rows, at, depths_[t]);
            for (size_t i = 0; i < TOGETHER && q + i < n; ++i) sum[q + i] += path_[at[i]];
        }
    for (size_t q = 0; q < n; ++q) out[q] = mean(sum[q]);
}

void IsolationScorer::mean_path(const double* x, size_t n, int threads,
                                const IsolationKernels& kernels, double* out) const {
    if (n < FEW) return walk_rows(x, n, out);
    constexpr size_t BLOCKS = 4;  // a thread takes this many at once
    const size_t items = (n + BLOCKS * ROWS - 1) / (BLOCKS * ROWS);
    parallel_for(items, threads, [&](size_t item) {
        // From a multiple of 64 bytes: a vector across two cache lines takes twice as long.
        std::vector<int16_t> room(columns_used_ * ROWS + 32);
        void* ranks = room.data();
        size_t bytes = 2 * room.size();
        std::align(64, 2 * columns_used_ * ROWS, ranks, bytes);
        const size_t end = std::min(n, (item + 1) * BLOCKS * ROWS);
        for (size_t first = item * BLOCKS * ROWS; first < end; first += ROWS) {
            const size_t count = std::min(ROWS, end - first);
            const double* rows = x + first * d_;
            if (groups_.empty()) walk_trees(rows, count, out + first);
            else if (count < FEW) walk_rows(rows, count, out + first);
            else blocks(rows, count, kernels, static_cast<int16_t*>(ranks), out + first);
        }
    });
}

}  // namespace vedette
