#include "forest.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "random.hpp"

namespace vedette {
namespace {

// A tree is at most this deep: deeper ones would outgrow the evaluation stack.
constexpr int DEEPEST = 64;

double normal(Random& random) {
    const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
    return radius * std::cos(6.283185307179586 * random.uniform());
}

class Grower {
public:
    Grower(const float* x, size_t d, int max_depth, uint64_t seed)
        : x_(x), d_(d), max_depth_(std::min(max_depth, DEEPEST)), random_(seed), order_(d) {
        std::iota(order_.begin(), order_.end(), 0);
    }

    Tree grow(std::vector<int64_t>& rows) {
        const Side root = node(rows.data(), rows.size(), 0);
        tree_.value = root.value;
        return std::move(tree_);
    }

private:
    struct Side {
        bool waits;
        float value;
    };
    struct Mix {
        int32_t f, g;
        float slope;
    };

    const float* row(int64_t i) const { return x_ + static_cast<size_t>(i) * d_; }
    float mixed(int64_t i, const Mix& mix) const {
        return row(i)[mix.f] + mix.slope * row(i)[mix.g];
    }

    Side node(int64_t* rows, size_t n, int depth) {
        const Side leaf{false, static_cast<float>(depth + expected_path(double(n)))};
        if (n <= 1 || depth >= max_depth_) return leaf;
        Mix mix;
        if (!pick(rows, n, mix)) return leaf;
        float cut;
        if (!place(rows, n, mix, cut)) return leaf;
        const auto middle = std::stable_partition(
            rows, rows + n, [&](int64_t i) { return mixed(i, mix) <= cut; });
        const size_t left_n = static_cast<size_t>(middle - rows);
        const Side left = node(rows, left_n, depth + 1);
        const Side right = node(rows + left_n, n - left_n, depth + 1);
        tree_.cuts.push_back({mix.f, mix.g, left.waits | right.waits << 1});
        tree_.values.push_back({mix.slope, cut, left.value, right.value});
        return {true, 0};
    }

    // Standard deviation of a column among the rows, 0 if constant.
    double spread(const int64_t* rows, size_t n, int32_t column) const {
        const float first = row(rows[0])[column];
        double sum = 0, square = 0;
        bool constant = true;
        for (size_t i = 0; i < n; ++i) {
            const float value = row(rows[i])[column];
            const double gap = double(value) - first;
            constant &= value == first;
            sum += gap;
            square += gap * gap;
        }
        if (constant) return 0;
        return std::sqrt(std::max(square / n - (sum / n) * (sum / n), 1e-300));
    }

    // Two random columns that vary here (or one, if no other does) and their weights.
    bool pick(const int64_t* rows, size_t n, Mix& mix) {
        int32_t columns[2];
        double spreads[2];
        int found = 0;
        for (size_t i = 0; i < d_ && found < 2; ++i) {
            std::swap(order_[i], order_[i + random_.below(uint32_t(d_ - i))]);
            const double s = spread(rows, n, order_[i]);
            if (s > 0) {
                columns[found] = order_[i];
                spreads[found++] = s;
            }
        }
        if (found == 0) return false;
        if (found == 1) {
            mix = {columns[0], columns[0], 0.0f};
            return true;
        }
        double a = normal(random_), b = normal(random_);
        int first = 0;
        if (std::fabs(a) < std::fabs(b)) {  // the heavier column first: |slope| stays small
            std::swap(a, b);
            first = 1;
        }
        const int second = 1 - first;
        const float slope = static_cast<float>(b / a * spreads[first] / spreads[second]);
        mix = {columns[first], columns[second], std::isfinite(slope) ? slope : 0.0f};
        return true;
    }

    // The cut with the largest pooled gain: least n_left sd_left + n_right sd_right.
    bool place(const int64_t* rows, size_t n, const Mix& mix, float& cut) {
        sorted_.resize(n);
        for (size_t i = 0; i < n; ++i) sorted_[i] = mixed(rows[i], mix);
        std::sort(sorted_.begin(), sorted_.end());
        if (!(sorted_[0] < sorted_[n - 1])) return false;
        const double middle = sorted_[n / 2];
        right_.resize(n);  // n sd of what lies from i on
        double sum = 0, square = 0;
        for (size_t i = n; i-- > 0;) {
            add(sorted_[i] - middle, sum, square);
            right_[i] = weighted(double(n - i), sum, square);
        }
        sum = square = 0;
        double least = HUGE_VAL;
        for (size_t i = 0; i + 1 < n; ++i) {
            add(sorted_[i] - middle, sum, square);
            if (!(sorted_[i] < sorted_[i + 1])) continue;
            const double pooled = weighted(double(i + 1), sum, square) + right_[i + 1];
            if (pooled < least) {
                least = pooled;
                const float between = 0.5f * sorted_[i] + 0.5f * sorted_[i + 1];
                cut = between < sorted_[i + 1] && between >= sorted_[i] ? between : sorted_[i];
            }
        }
        return true;
    }

    static void add(double value, double& sum, double& square) {
        sum += value;
        square += value * value;
    }
    static double weighted(double n, double sum, double square) {
        return n * std::sqrt(std::max(square / n - (sum / n) * (sum / n), 0.0));
    }

    const float* x_;
    size_t d_;
    int max_depth_;
    Random random_;
    std::vector<int32_t> order_;
    std::vector<float> sorted_;
    std::vector<double> right_;
    Tree tree_;
};

}  // namespace

double expected_path(double n) {
    if (n <= 1) return 0;
    if (n <= 2) return 1;
    return 2 * (std::log(n - 1) + 0.5772156649015329) - 2 * (n - 1) / n;
}

Tree grow(const float* x, size_t d, std::vector<int64_t> rows, int max_depth,
          uint64_t seed) {
    return Grower(x, d, max_depth, seed).grow(rows);
}

}  // namespace vedette
