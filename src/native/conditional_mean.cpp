// Boosting of the expected value and of the scale.
#include <algorithm>
#include <cmath>

#include "conditional_boost.hpp"

namespace vedette::conditional {

double quantile(std::vector<float>& values, double q) {
    if (values.empty()) return 0.0;
    const auto at = static_cast<size_t>(q * static_cast<double>(values.size() - 1) + 0.5);
    std::nth_element(values.begin(), values.begin() + static_cast<long>(at), values.end());
    return values[at];
}

std::vector<uint8_t> categories(const Task& task, const std::vector<int32_t>& columns) {
    std::vector<uint8_t> out;
    for (int32_t c : columns)
        out.push_back(static_cast<size_t>(c) < task.table.width ? task.table.category[c] : 0);
    return out;
}

std::vector<int32_t> choose(const Task& task, const Boosting& how,
                            const std::vector<uint32_t>& train, const int32_t* g) {
    std::vector<int32_t> columns;
    for (size_t c = 0; c < task.table.width; ++c)
        if (task.allowed[c]) columns.push_back(static_cast<int32_t>(c));
    if (columns.size() > static_cast<size_t>(how.columns)) {
        std::vector<double> gains;
        for (size_t begin = 0; begin < columns.size(); begin += kBins) {
            const std::vector<int32_t> some(
                columns.begin() + static_cast<long>(begin),
                columns.begin() + static_cast<long>(std::min(begin + kBins, columns.size())));
            const Block block = gather(task.table.bins, task.table.width, nullptr, some, train);
            Grower grower(block, categories(task, some), {1, how.min_rows});
            for (double gain : grower.root_gains(g)) gains.push_back(gain);
        }
        std::vector<size_t> rank(columns.size());
        for (size_t i = 0; i < rank.size(); ++i) rank[i] = i;
        std::stable_sort(rank.begin(), rank.end(),
                         [&](size_t a, size_t b) { return gains[a] > gains[b]; });
        rank.resize(static_cast<size_t>(how.columns));
        std::sort(rank.begin(), rank.end());
        std::vector<int32_t> kept;
        for (size_t i : rank) kept.push_back(columns[i]);
        columns = kept;
    }
    if (task.extra) columns.push_back(static_cast<int32_t>(task.table.width));
    return columns;
}

void predict(const Forest& forest, const Block& block, float* out) {
    const size_t classes = forest.start.size();
    std::vector<uint16_t> leaf(block.rows);
    for (size_t i = 0; i < block.rows; ++i)
        for (size_t c = 0; c < classes; ++c) out[i * classes + c] = forest.start[c];
    for (size_t t = 0; t < forest.trees.size(); ++t) {
        const Tree& tree = forest.trees[t];
        walk(tree, block, leaf.data());
        if (forest.steps.empty()) {
            for (size_t i = 0; i < block.rows; ++i) out[i] += tree.nodes[leaf[i]].value;
        } else {
            const float* steps = forest.steps[t].data();
            for (size_t i = 0; i < block.rows; ++i)
                for (size_t c = 0; c < classes; ++c)
                    out[i * classes + c] += steps[leaf[i] * classes + c];
        }
    }
}

namespace {

// Where residuals are clipped: 2.5 sd of a normal, less where the tail is short. From at
// most 1,024 of them.
double clip_at(const std::vector<float>& residual) {
    const size_t step = std::max<size_t>(residual.size() / 1024, 1);
    std::vector<float> some;
    for (size_t i = 0; i < residual.size(); i += step) some.push_back(std::abs(residual[i]));
    const double far = quantile(some, 0.9), middle = 3.7 * quantile(some, 0.5);
    const double delta = middle > 0 ? std::min(far, middle) : far;
    if (delta > 0) return delta;
    double sum = 0;
    for (float v : residual) sum += std::abs(v);
    return sum / static_cast<double>(std::max<size_t>(residual.size(), 1));
}

void huber(const std::vector<float>& residual, double delta, std::vector<int32_t>& g) {
    const double unit = kQuantum / delta;
    for (size_t i = 0; i < residual.size(); ++i) {
        const double r = std::clamp(static_cast<double>(residual[i]), -delta, delta);
        g[i] = static_cast<int32_t>(std::lrint(r * unit));
    }
}

// One step of an M-estimate of location (Huber 1964) from the median.
float centre(std::vector<float>& values, double delta) {
    const double middle = quantile(values, 0.5);
    double sum = 0;
    for (float v : values) sum += std::clamp(v - middle, -delta, delta);
    return static_cast<float>(middle + sum / static_cast<double>(values.size()));
}

// What both losses share: a row's state moves by its leaf's value; the held-out rows say
// when to stop.
template <class Gradient, class Leaf, class Loss>
Forest boost(const Task& task, const Boosting& how, const Parts& part, float start,
             std::vector<float>& state, std::vector<float>& held, Gradient gradient, Leaf value,
             Loss loss) {
    Forest forest;
    forest.start = {start};
    std::vector<int32_t> g(part.train.size());
    Stop stop(loss(held));
    if (part.train.size() < static_cast<size_t>(2 * how.min_rows) || !gradient(0, g))
        return forest;
    forest.columns = choose(task, how, part.train, g.data());
    const Table& table = task.table;
    const Block train = gather(table.bins, table.width, task.extra, forest.columns, part.train);
    const Block other = gather(table.bins, table.width, task.extra, forest.columns, part.held);
    Grower grower(train, categories(task, forest.columns), {how.leaves, how.min_rows});
    std::vector<uint16_t> leaf(other.rows);
    std::vector<float> best = held;
    for (int t = 0; t < how.trees; ++t) {
        if (t && !gradient(t, g)) break;
        Tree tree = grower.grow(g.data());
        if (tree.nodes.size() == 1) break;
        for (const auto& l : grower.leaves()) {
            const float step = static_cast<float>(how.rate) * value(grower.order(), l);
            tree.nodes[l.node].value = step;
            for (uint32_t i = l.begin; i < l.end; ++i) state[grower.order()[i]] += step;
        }
        average_up(tree, grower.leaves());
        walk(tree, other, leaf.data());
        for (size_t i = 0; i < other.rows; ++i) held[i] += tree.nodes[leaf[i]].value;
        forest.trees.push_back(std::move(tree));
        if (!stop.due(t + 1)) continue;
        if (stop.better(loss(held), t + 1)) best = held;
        else if (stop.over(t + 1)) break;
    }
    forest.trees.resize(static_cast<size_t>(stop.trees()));
    held = best;
    return forest;
}

}  // namespace

Forest boost_mean(const Task& task, const Boosting& how, const float* y, const float* base,
                  float* out) {
    const Parts part = parts(task, [&](size_t i) { return !std::isnan(y[i]); });
    std::vector<float> residual;
    for (uint32_t i : part.train) residual.push_back(y[i] - base[i]);
    std::vector<float> values = residual;
    const auto start = static_cast<float>(quantile(values, 0.5));
    std::vector<float> state(residual.size(), start), held(part.held.size(), start);
    std::vector<float> left(residual.size());
    for (float& v : values) v = std::abs(v - start);
    // One wild value must not hide what the trees gain on all others.
    const auto far = static_cast<float>(10.0 * quantile(values, 0.9));
    const float cap = far > 0 ? far : INFINITY;
    double delta = 0;
    auto gradient = [&](int t, std::vector<int32_t>& g) {
        for (size_t i = 0; i < left.size(); ++i) left[i] = residual[i] - state[i];
        if (t % 4 == 0) delta = clip_at(left);
        if (!(delta > 0)) return false;
        huber(left, delta, g);
        return true;
    };
    auto value = [&](const std::vector<uint32_t>& order, const Grower::Leaf& leaf) {
        values.clear();
        for (uint32_t i = leaf.begin; i < leaf.end; ++i) values.push_back(left[order[i]]);
        return centre(values, delta);
    };
    auto loss = [&](const std::vector<float>& at) {
        double sum = 0, rows = 0;
        for (size_t i = 0; i < at.size(); ++i) {
            const uint32_t r = part.held[i];
            if (std::isnan(y[r])) continue;
            sum += std::min(std::abs(y[r] - base[r] - at[i]), cap);
            rows += 1;
        }
        return rows > 0 ? sum / rows : 0.0;
    };
    Forest forest = boost(task, how, part, start, state, held, gradient, value, loss);
    for (size_t i = 0; i < held.size(); ++i) out[part.held[i]] = base[part.held[i]] + held[i];
    return forest;
}

Forest boost_scale(const Task& task, const Boosting& how, const float* size, float* out) {
    const Parts part = parts(task, [&](size_t i) { return !std::isnan(size[i]); });
    std::vector<float> values;
    for (uint32_t i : part.train) values.push_back(size[i]);
    std::vector<float> copy = values;
    double s = std::max(quantile(copy, 0.5) / 0.6745, 1e-30);
    for (int pass = 0; pass < 8 && !values.empty(); ++pass) {
        double sum = 0;
        for (float v : values) sum += std::min(v / s, 5.0);
        s *= sum / static_cast<double>(values.size());
    }
    const auto start = static_cast<float>(std::log(s));
    std::vector<float> state(values.size(), start), held(part.held.size(), start);
    std::vector<float> ratio(values.size());
    auto gradient = [&](int, std::vector<int32_t>& g) {
        for (size_t i = 0; i < ratio.size(); ++i) {
            ratio[i] = static_cast<float>(std::min(values[i] * std::exp(-state[i]), 5.0F));
            g[i] = static_cast<int32_t>(std::lrint((ratio[i] - 1.0) * (kQuantum / 4)));
        }
        return true;
    };
    auto value = [&](const std::vector<uint32_t>& order, const Grower::Leaf& leaf) {
        double sum = 1.0;
        for (uint32_t i = leaf.begin; i < leaf.end; ++i) sum += ratio[order[i]];
        return static_cast<float>(std::log(sum / (leaf.end - leaf.begin + 1.0)));
    };
    auto loss = [&](const std::vector<float>& at) {
        double sum = 0, rows = 0;
        for (size_t i = 0; i < at.size(); ++i) {
            const float a = size[part.held[i]];
            if (std::isnan(a)) continue;
            sum += (at[i] - start) + std::min(a * std::exp(-at[i]), 6.0F);
            rows += 1;
        }
        return rows > 0 ? sum / rows : 0.0;
    };
    Forest forest = boost(task, how, part, start, state, held, gradient, value, loss);
    for (size_t i = 0; i < held.size(); ++i) out[part.held[i]] = held[i];
    return forest;
}

}  // namespace vedette::conditional
