// Softmax boosting with one tree a round for all classes: its structure follows a random
// combination of the classes' gradients, its leaves carry a Newton step for each class.
#include <algorithm>
#include <cmath>

#include "conditional_boost.hpp"
#include "random.hpp"

namespace vedette::conditional {

void softmax(float* scores, size_t rows, size_t classes) {
    for (size_t i = 0; i < rows; ++i) {
        float* row = scores + i * classes;
        float top = row[0];
        for (size_t c = 1; c < classes; ++c) top = std::max(top, row[c]);
        float sum = 0;
        for (size_t c = 0; c < classes; ++c) sum += row[c] = std::exp(row[c] - top);
        for (size_t c = 0; c < classes; ++c) row[c] /= sum;
    }
}

namespace {

std::vector<float> log_shares(const int32_t* y, const std::vector<uint32_t>& rows, size_t classes) {
    std::vector<double> count(classes, 1.0);
    for (uint32_t i : rows) count[static_cast<size_t>(y[i])] += 1;
    const double total = static_cast<double>(rows.size() + classes);
    std::vector<float> out;
    for (double c : count) out.push_back(static_cast<float>(std::log(c / total)));
    return out;
}

std::vector<float> repeat(const std::vector<float>& row, size_t times) {
    std::vector<float> out;
    out.reserve(row.size() * times);
    for (size_t i = 0; i < times; ++i) out.insert(out.end(), row.begin(), row.end());
    return out;
}

// Newton steps of every class in every leaf, (nodes, classes).
std::vector<float> newton(const Tree& tree, const Grower& grower, const std::vector<float>& p,
                          const std::vector<int32_t>& y, size_t classes, double rate) {
    std::vector<float> steps(tree.nodes.size() * classes, 0.0F);
    std::vector<double> up(classes), down(classes);
    for (const auto& leaf : grower.leaves()) {
        std::fill(up.begin(), up.end(), 0.0);
        std::fill(down.begin(), down.end(), 1.0);
        for (uint32_t i = leaf.begin; i < leaf.end; ++i) {
            const uint32_t r = grower.order()[i];
            const float* row = p.data() + r * classes;
            for (size_t c = 0; c < classes; ++c) {
                up[c] -= row[c];
                down[c] += row[c] * (1.0F - row[c]);
            }
            up[static_cast<size_t>(y[r])] += 1;
        }
        for (size_t c = 0; c < classes; ++c)
            steps[leaf.node * classes + c] =
                static_cast<float>(rate * std::clamp(up[c] / down[c], -4.0, 4.0));
    }
    return steps;
}

}  // namespace

Forest boost_classes(const Task& task, const Boosting& how, const int32_t* y, int many,
                     uint64_t seed, float* out) {
    const auto classes = static_cast<size_t>(many);
    const Parts part = parts(task, [&](size_t i) { return y[i] >= 0; });
    const size_t rows = part.train.size();
    Forest forest;
    forest.start = log_shares(y, part.train, classes);
    std::vector<int32_t> truth, g(rows);
    for (uint32_t i : part.train) truth.push_back(y[i]);
    std::vector<float> state = repeat(forest.start, rows), p;
    std::vector<float> held = repeat(forest.start, part.held.size()), best = held;
    auto finish = [&](std::vector<float>& scores) {
        softmax(scores.data(), part.held.size(), classes);
        for (size_t i = 0; i < part.held.size(); ++i)
            std::copy_n(scores.begin() + static_cast<long>(i * classes), classes,
                        out + part.held[i] * classes);
    };
    auto loss = [&] {
        std::vector<float> q = held;
        softmax(q.data(), part.held.size(), classes);
        double sum = 0, count = 0;
        for (size_t i = 0; i < part.held.size(); ++i) {
            const int32_t c = y[part.held[i]];
            if (c < 0) continue;
            sum -= std::log(std::max(q[i * classes + static_cast<size_t>(c)], 1e-7F));
            count += 1;
        }
        return count > 0 ? sum / count : 0.0;
    };
    auto gradient = [&](int t) {
        p = state;
        softmax(p.data(), rows, classes);
        Random random(mix64(seed + static_cast<uint64_t>(t)));
        std::vector<float> weight;
        for (size_t c = 0; c < classes; ++c) {
            const double size = 0.5 + random.uniform();
            weight.push_back(static_cast<float>(random.uniform() < 0.5 ? -size : size));
        }
        for (size_t i = 0; i < rows; ++i) {
            float sum = weight[static_cast<size_t>(truth[i])];
            for (size_t c = 0; c < classes; ++c) sum -= weight[c] * p[i * classes + c];
            g[i] = static_cast<int32_t>(std::lrint(sum * static_cast<float>(kQuantum / 3)));
        }
    };
    Stop stop(loss());
    if (rows < static_cast<size_t>(2 * how.min_rows)) {
        finish(held);
        return forest;
    }
    gradient(0);
    forest.columns = choose(task, how, part.train, g.data());
    const Table& table = task.table;
    const Block train = gather(table.bins, table.width, nullptr, forest.columns, part.train);
    const Block other = gather(table.bins, table.width, nullptr, forest.columns, part.held);
    Grower grower(train, categories(task, forest.columns), {how.leaves, how.min_rows});
    std::vector<uint16_t> leaf(other.rows);
    for (int t = 0; t < how.trees; ++t) {
        if (t) gradient(t);
        Tree tree = grower.grow(g.data());
        const std::vector<float> steps = newton(tree, grower, p, truth, classes, how.rate);
        for (const auto& l : grower.leaves())
            for (uint32_t i = l.begin; i < l.end; ++i)
                for (size_t c = 0; c < classes; ++c)
                    state[grower.order()[i] * classes + c] += steps[l.node * classes + c];
        walk(tree, other, leaf.data());
        for (size_t i = 0; i < other.rows; ++i)
            for (size_t c = 0; c < classes; ++c)
                held[i * classes + c] += steps[leaf[i] * classes + c];
        forest.trees.push_back(std::move(tree));
        forest.steps.push_back(steps);
        if (!stop.due(t + 1)) continue;
        if (stop.better(loss(), t + 1)) best = held;
        else if (stop.over(t + 1)) break;
    }
    forest.trees.resize(static_cast<size_t>(stop.trees()));
    forest.steps.resize(forest.trees.size());
    finish(best);
    return forest;
}

}  // namespace vedette::conditional
