// Gradient boosting (Friedman 2001) of three losses on shared bins: the expected value (Huber
// gradient, M-estimate leaves), its scale (exponential likelihood of |residual|, clipped) and
// classes (softmax, one tree a round).
#pragma once
#include <cmath>

#include "conditional_tree.hpp"

namespace vedette::conditional {

struct Table {
    const uint8_t* bins;      // (rows, width), row-major
    size_t rows, width;
    const uint8_t* category;  // (width), 1: bins have no order
    std::vector<size_t> fold;  // rows of fold k: fold[k] .. fold[k + 1] - 1
};

struct Boosting {
    int trees, leaves, min_rows;
    double rate;
    int columns;  // at most so many columns a forest, those with the largest gain at the root
};

// What one forest learns: its fold, and which columns it may look at.
struct Task {
    const Table& table;
    size_t fold;
    const uint8_t* allowed;  // (width)
    const uint8_t* extra;    // (rows) bins of one more column, or null
};

// y, base: (rows), NaN in y where missing. out: base + forest for the rows of the held-out fold.
Forest boost_mean(const Task& task, const Boosting& how, const float* y, const float* base,
                  float* out);
// size: (rows) |residual| > 0, NaN where missing. out: log scale of the held-out rows.
Forest boost_scale(const Task& task, const Boosting& how, const float* size, float* out);
// y: (rows) in 0 .. classes-1, -1 missing. out: (rows, classes) probabilities.
Forest boost_classes(const Task& task, const Boosting& how, const int32_t* y, int classes,
                     uint64_t seed, float* out);

// start + trees of one forest for each row of the block. out: (rows, classes).
void predict(const Forest& forest, const Block& block, float* out);
void softmax(float* scores, size_t rows, size_t classes);

// Rows that a forest learns from, and those that it is judged on and predicts.
struct Parts {
    std::vector<uint32_t> train, held;
};
template <class Known>
Parts parts(const Task& task, Known known) {
    Parts p;
    const auto& fold = task.table.fold;
    for (size_t i = 0; i < task.table.rows; ++i) {
        const auto r = static_cast<uint32_t>(i);
        if (i >= fold[task.fold] && i < fold[task.fold + 1]) p.held.push_back(r);
        else if (known(i)) p.train.push_back(r);
    }
    return p;
}
// The columns of a forest: all that are allowed, or the best by gain at the root for g.
std::vector<int32_t> choose(const Task& task, const Boosting& how,
                            const std::vector<uint32_t>& train, const int32_t* g);
std::vector<uint8_t> categories(const Task& task, const std::vector<int32_t>& columns);

// Decides when to stop: every 8 trees, after 8 without gain of 1e-4 of the start.
class Stop {
public:
    explicit Stop(double start) : start_(start), best_(start) {}
    static bool due(int trees) { return trees % 8 == 0; }
    // True if this many trees are the best so far.
    bool better(double loss, int trees) {
        if (!(loss < best_ - 1e-4 * std::abs(start_))) return false;
        best_ = loss;
        trees_ = trees;
        return true;
    }
    bool over(int trees) const { return trees - trees_ >= 8; }
    int trees() const { return trees_; }

private:
    double start_, best_;
    int trees_ = 0;
};

double quantile(std::vector<float>& values, double q);  // reorders values

}  // namespace vedette::conditional
