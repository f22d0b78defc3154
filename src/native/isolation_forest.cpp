#include "isolation_forest.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

#include "forest.hpp"
#include "random.hpp"

namespace vedette {
namespace {

// `count` of 0 .. n-1 without replacement, in any order (Floyd's algorithm where few).
std::vector<uint32_t> drawn(Random& random, size_t n, size_t count) {
    std::vector<uint32_t> chosen;
    if (count * 8 < n) {
        std::unordered_set<uint32_t> seen(2 * count);
        for (size_t i = n - count; i < n; ++i) {
            const uint32_t at = random.below(uint32_t(i + 1));
            chosen.push_back(seen.insert(at).second ? at : uint32_t(i));
            if (chosen.back() != at) seen.insert(chosen.back());
        }
        return chosen;
    }
    chosen.resize(n);
    std::iota(chosen.begin(), chosen.end(), 0u);
    for (size_t i = 0; i < count; ++i)
        std::swap(chosen[i], chosen[i + random.below(uint32_t(n - i))]);
    chosen.resize(count);
    return chosen;
}

// With replacement. A row drawn twice counts once: copies would be parted by no cut.
std::vector<uint32_t> drawn_again(Random& random, size_t n, size_t count) {
    std::vector<uint32_t> chosen(count);
    for (auto& row : chosen) row = random.below(uint32_t(n));
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    return chosen;
}

double normal(Random& random) {
    const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
    return radius * std::cos(6.283185307179586 * random.uniform());
}

struct Range {
    double low, high;
    // Halves keep the width of both signs of 1e308 from overflowing.
    double at(double share) const {
        const double width = high - low;
        const double place = std::isfinite(width)
                                 ? low + share * width
                                 : 2 * (low / 2 + share * (high / 2 - low / 2));
        return place < high && place >= low ? place : low;
    }
};

template <class Value>
class Grower {
public:
    Grower(const Growing<Value>& g, uint64_t seed) : g_(g), random_(seed) {
        rows_ = g.bootstrap ? drawn_again(random_, g.n, g.sample)
                            : drawn(random_, g.n, g.sample);
        columns_ = drawn(random_, g.d, g.features);
        for (const uint32_t row : rows_) __builtin_prefetch(g.x + size_t(row) * g.d);
    }

    IsolationTree grow() {
        add_node();
        node(0, rows_.data(), rows_.size(), 0, 0);
        return std::move(tree_);
    }

private:
    double at(uint32_t row, uint32_t column) const {
        return g_.x[size_t(row) * g_.d + column];
    }

    void add_node() {
        tree_.left.push_back(0);
        tree_.value.push_back(0);
        tree_.columns.resize(tree_.columns.size() + std::max<size_t>(g_.terms, 1), 0);
        tree_.weights.resize(tree_.weights.size() + g_.terms, 0.0);
    }

    Range range(const uint32_t* rows, size_t n, uint32_t column) const {
        double low = at(rows[0], column), high = low;
        for (size_t i = 1; i < n; ++i) {
            const double value = at(rows[i], column);
            low = std::min(low, value);
            high = std::max(high, value);
        }
        return {low, high};
    }

    // columns_[0 .. constant-1] are constant among these rows, so in every node below too.
    void node(size_t me, uint32_t* rows, size_t n, int depth, size_t constant) {
        tree_.value[me] = depth + expected_path(double(n));
        if (n <= 1 || depth >= g_.max_depth) return;
        uint32_t* middle = rows;
        if (g_.terms == 0) {
            Range range{0, 0};
            uint32_t column = 0;
            if (!pick(rows, n, constant, column, range)) return;
            const double cut = range.at(random_.uniform());
            middle = std::partition(rows, rows + n,
                                    [&](uint32_t row) { return at(row, column) <= cut; });
            tree_.columns[me] = int32_t(column);
            tree_.value[me] = cut;
        } else {
            if (!place(me, rows, n, constant)) return;
            middle = std::partition(rows, rows + n, [&](uint32_t row) {
                return !(measured(me, row) > tree_.value[me]);
            });
        }
        const size_t left = tree_.left.size();
        tree_.left[me] = int32_t(left);
        add_node();
        add_node();
        const size_t left_n = size_t(middle - rows);
        node(left, rows, left_n, depth + 1, constant);
        node(left + 1, middle, n - left_n, depth + 1, constant);
    }

    // A random column that varies among the rows; false if none does.
    bool pick(const uint32_t* rows, size_t n, size_t& constant, uint32_t& column,
              Range& found) {
        while (constant < columns_.size()) {
            const size_t rest = columns_.size() - constant;
            const size_t i = constant + random_.below(uint32_t(rest));
            found = range(rows, n, columns_[i]);
            column = columns_[i];
            if (found.low < found.high) return true;
            std::swap(columns_[i], columns_[constant++]);
        }
        return false;
    }

    // A random plane through a random point of the rows' box; false if the box is a point.
    bool place(size_t me, const uint32_t* rows, size_t n, size_t& constant) {
        int32_t* columns = &tree_.columns[me * g_.terms];
        double* weights = &tree_.weights[me * g_.terms];
        size_t filled = 0;
        double cut = 0;
        for (size_t next = constant; filled < g_.terms && next < columns_.size();) {
            const size_t rest = columns_.size() - next;
            const size_t i = next + random_.below(uint32_t(rest));
            std::swap(columns_[i], columns_[next]);
            const uint32_t column = columns_[next];
            const Range box = range(rows, n, column);
            if (!(box.low < box.high)) {  // it stays constant below: it parts no rows
                std::swap(columns_[next++], columns_[constant++]);
                continue;
            }
            ++next;
            columns[filled] = int32_t(column);
            weights[filled] = normal(random_);
            cut += weights[filled] * box.at(random_.uniform());
            ++filled;
        }
        if (filled == 0) return false;
        tree_.value[me] = cut;
        return true;
    }

    double measured(size_t me, uint32_t row) const {
        double sum = 0;
        for (size_t k = 0; k < g_.terms; ++k)
            sum += tree_.weights[me * g_.terms + k] *
                   at(row, uint32_t(tree_.columns[me * g_.terms + k]));
        return sum;
    }

    const Growing<Value>& g_;
    Random random_;
    std::vector<uint32_t> rows_, columns_;
    IsolationTree tree_;
};

}  // namespace

template <class Value>
IsolationTree grow_isolation(const Growing<Value>& growing, uint64_t seed) {
    return Grower<Value>(growing, seed).grow();
}

template IsolationTree grow_isolation(const Growing<float>&, uint64_t);
template IsolationTree grow_isolation(const Growing<double>&, uint64_t);

}  // namespace vedette
