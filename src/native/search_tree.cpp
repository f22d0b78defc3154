#include "search_tree.hpp"

#include <algorithm>

namespace vedette {
namespace {

constexpr size_t LOOKED_AT = 512;  // rows that choose the column of a cut

struct Planner {
    const double* rows;
    size_t d, used;
    TreePlan plan;

    double value(int32_t row, size_t j) const {
        return rows[static_cast<size_t>(row) * d + j];
    }

    // The column with the largest variance among evenly spaced rows.
    size_t widest(size_t begin, size_t end) const {
        const size_t step = std::max<size_t>(1, (end - begin) / LOOKED_AT);
        std::vector<double> sum(used, 0.0), squares(used, 0.0);
        double count = 0;
        for (size_t i = begin; i < end; i += step, ++count)
            for (size_t j = 0; j < used; ++j) {
                const double gap = value(plan.order[i], j) - value(plan.order[begin], j);
                sum[j] += gap;
                squares[j] += gap * gap;
            }
        size_t best = 0;
        double most = -1;
        for (size_t j = 0; j < used; ++j) {
            const double variance = squares[j] - sum[j] * sum[j] / count;
            if (variance > most) {
                most = variance;
                best = j;
            }
        }
        return best;
    }

    // Cut order[begin, end) into leaves; returns the cut or leaf it became.
    int32_t split(size_t begin, size_t end) {
        if (end - begin <= LEAF || used == 0) {  // no column to cut by: all rows as they come
            const int32_t leaf = static_cast<int32_t>(plan.starts.size());
            for (; begin < end; begin += LEAF)
                plan.starts.push_back(static_cast<int64_t>(begin));
            return ~leaf;
        }
        const size_t column = widest(begin, end);
        // A multiple of LEAF goes left, so that leaves are full.
        const size_t middle = begin + ((end - begin) / 2 + LEAF - 1) / LEAF * LEAF;
        const auto first = plan.order.begin();
        // Equal values by place: of many copies the first are then together.
        auto before = [&](int32_t a, int32_t b) {
            const double at_a = value(a, column), at_b = value(b, column);
            return at_a < at_b || (at_a == at_b && a < b);
        };
        std::nth_element(first + begin, first + middle, first + end, before);
        const size_t at = plan.cuts.size();
        plan.cuts.push_back({static_cast<int32_t>(column), 0, 0});
        plan.values.push_back(value(plan.order[middle], column));
        const int32_t left = split(begin, middle), right = split(middle, end);
        plan.cuts[at].left = left;
        plan.cuts[at].right = right;
        return static_cast<int32_t>(at);
    }
};

}  // namespace

TreePlan plan_tree(const double* rows, size_t n, size_t d, size_t used) {
    Planner planner{rows, d, used, {}};
    planner.plan.order.resize(n);
    for (size_t i = 0; i < n; ++i) planner.plan.order[i] = static_cast<int32_t>(i);
    planner.split(0, n);
    planner.plan.starts.push_back(static_cast<int64_t>(n));
    return std::move(planner.plan);
}

}  // namespace vedette
