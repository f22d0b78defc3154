#include "conditional_ridge.hpp"

#include <algorithm>
#include <cmath>

#include "parallel.hpp"

namespace vedette::conditional {
namespace {

// Sum of a * b in four fixed lanes.
double dot(const float* a, const float* b, size_t n) {
    double lane[4] = {};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t l = 0; l < 4; ++l)
            lane[l] += static_cast<double>(a[i + l]) * static_cast<double>(b[i + l]);
    for (; i < n; ++i) lane[0] += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

double sum(const float* a, size_t n) {
    double lane[4] = {};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t l = 0; l < 4; ++l) lane[l] += static_cast<double>(a[i + l]);
    for (; i < n; ++i) lane[0] += static_cast<double>(a[i]);
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

// The ranges of rows outside one fold.
struct Span {
    size_t begin, size;
};
std::vector<Span> outside(const Design& design, size_t fold) {
    return {{0, design.fold[fold]}, {design.fold[fold + 1], design.rows - design.fold[fold + 1]}};
}

template <class F>
double over(const std::vector<Span>& spans, F f) {
    double out = 0;
    for (const Span& s : spans) out += f(s.begin, s.size);
    return out;
}

double median(std::vector<float>& values) {
    if (values.empty()) return 0.0;
    auto middle = values.begin() + static_cast<long>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// Lower Cholesky factor in place; the matrix has lambda on its diagonal, so it exists.
void factor(std::vector<double>& a, size_t q) {
    for (size_t i = 0; i < q; ++i)
        for (size_t j = 0; j <= i; ++j) {
            double s = a[i * q + j];
            for (size_t k = 0; k < j; ++k) s -= a[i * q + k] * a[j * q + k];
            a[i * q + j] = i == j ? std::sqrt(std::max(s, 1e-12)) : s / a[j * q + j];
        }
}

void solve(const std::vector<double>& a, size_t q, std::vector<double>& b) {
    for (size_t i = 0; i < q; ++i) {
        for (size_t k = 0; k < i; ++k) b[i] -= a[i * q + k] * b[k];
        b[i] /= a[i * q + i];
    }
    for (size_t i = q; i-- > 0;) {
        for (size_t k = i + 1; k < q; ++k) b[i] -= a[k * q + i] * b[k];
        b[i] /= a[i * q + i];
    }
}

struct Moments {
    double rows;
    std::vector<double> mean, covariance;  // sums over the rows / rows
};

Moments moments(const Design& d, const std::vector<double>& grams, size_t fold,
                const std::vector<int32_t>& columns) {
    const auto spans = outside(d, fold);
    const size_t q = columns.size(), p = d.columns;
    Moments m;
    m.rows = static_cast<double>(std::max<size_t>(spans[0].size + spans[1].size, 1));
    for (int32_t c : columns)
        m.mean.push_back(over(spans, [&](size_t b, size_t n) {
                             return sum(d.column(static_cast<size_t>(c)) + b, n);
                         }) / m.rows);
    m.covariance.resize(q * q);
    for (size_t i = 0; i < q; ++i)
        for (size_t j = 0; j <= i; ++j) {
            const auto ci = static_cast<size_t>(columns[i]), cj = static_cast<size_t>(columns[j]);
            double s = 0;
            if (grams.empty()) {
                s = over(spans, [&](size_t b, size_t n) {
                    return dot(d.column(ci) + b, d.column(cj) + b, n);
                });
            } else {
                for (size_t k = 0; k + 1 < d.fold.size(); ++k)
                    if (k != fold) s += grams[(k * p + ci) * p + cj];
            }
            s = s / m.rows - m.mean[i] * m.mean[j];
            m.covariance[i * q + j] = m.covariance[j * q + i] = s;
        }
    return m;
}

// The allowed columns with the largest |correlation| with y on the screen's rows.
std::vector<int32_t> nearest(const Screen& screen, const std::vector<float>& y,
                             const std::vector<int32_t>& columns, size_t few) {
    const size_t n = screen.rows.size();
    std::vector<float> target(n);
    double centre = 0;
    for (uint32_t r : screen.rows) centre += y[r];
    centre /= static_cast<double>(std::max<size_t>(n, 1));
    for (size_t i = 0; i < n; ++i) target[i] = static_cast<float>(y[screen.rows[i]] - centre);
    std::vector<std::pair<double, int32_t>> rank;
    for (int32_t c : columns) {
        const float* x = screen.unit.data() + static_cast<size_t>(c) * n;
        float lane[16] = {};
        size_t i = 0;
        for (; i + 16 <= n; i += 16)
            for (size_t l = 0; l < 16; ++l) lane[l] += x[i + l] * target[i + l];
        double s = 0;
        for (; i < n; ++i) s += static_cast<double>(x[i]) * target[i];
        for (float v : lane) s += static_cast<double>(v);
        rank.emplace_back(-std::abs(s), c);
    }
    std::sort(rank.begin(), rank.end());
    std::vector<int32_t> kept;
    for (size_t i = 0; i < std::min(few, rank.size()); ++i) kept.push_back(rank[i].second);
    std::sort(kept.begin(), kept.end());
    return kept;
}

}  // namespace

std::vector<double> gram(const Design& d, int threads) {
    const size_t p = d.columns, folds = d.fold.size() - 1;
    std::vector<double> out(folds * p * p);
    parallel_for(folds * p, threads, [&](size_t item) {
        const size_t k = item / p, i = item % p;
        const size_t begin = d.fold[k], n = d.fold[k + 1] - begin;
        for (size_t j = 0; j <= i; ++j) {
            const double s = dot(d.column(i) + begin, d.column(j) + begin, n);
            out[(k * p + i) * p + j] = s;
            out[(k * p + j) * p + i] = s;
        }
    });
    return out;
}

Screen screen(const Design& d, size_t fold) {
    Screen out;
    const size_t train = d.rows - (d.fold[fold + 1] - d.fold[fold]);
    const size_t step = std::max<size_t>(train / (d.columns > 1000 ? 512 : 4096), 1);
    for (const Span& s : outside(d, fold))
        for (size_t i = s.begin; i < s.begin + s.size; i += step)
            out.rows.push_back(static_cast<uint32_t>(i));
    const size_t n = out.rows.size();
    out.unit.resize(d.columns * n);
    for (size_t c = 0; c < d.columns; ++c) {
        const float* x = d.column(c);
        float* unit = out.unit.data() + c * n;
        double sx = 0, sxx = 0;
        for (uint32_t r : out.rows) {
            const double v = x[r];
            sx += v;
            sxx += v * v;
        }
        const double mean = sx / static_cast<double>(std::max<size_t>(n, 1));
        const double spread = sxx - sx * mean;
        const double scale = spread > 1e-9 * sxx ? 1 / std::sqrt(spread) : 0.0;
        for (size_t i = 0; i < n; ++i)
            unit[i] = static_cast<float>((x[out.rows[i]] - mean) * scale);
    }
    return out;
}

void evaluate(const float* x, size_t rows, const Line& line, float* out) {
    std::fill(out, out + rows, static_cast<float>(line.intercept));
    for (size_t j = 0; j < line.columns.size(); ++j) {
        const float* column = x + static_cast<size_t>(line.columns[j]) * rows;
        const auto slope = static_cast<float>(line.slope[j]);
        if (slope == 0.0F) continue;
        for (size_t i = 0; i < rows; ++i) out[i] += slope * column[i];
    }
}

Line ridge(const Design& d, const std::vector<double>& grams, const Screen& screen, size_t fold,
           const float* y, const uint8_t* allowed, const Shrinkage& how) {
    const auto spans = outside(d, fold);
    std::vector<float> pseudo(d.rows, 0.0F), predicted(d.rows, 0.0F), some;
    size_t present = 0;
    for (const Span& s : spans)
        for (size_t i = s.begin; i < s.begin + s.size; ++i)
            if (!std::isnan(y[i])) {
                pseudo[i] = std::clamp(y[i], -4.0F, 4.0F);
                ++present;
            }
    Line line;
    for (size_t j = 0; j < d.columns; ++j)
        if (allowed[j]) line.columns.push_back(static_cast<int32_t>(j));
    // Few rows cannot carry many slopes.
    const size_t room = std::max<size_t>(present / 4, 2);
    if (line.columns.size() > std::min(how.wide, room))
        line.columns = nearest(screen, pseudo, line.columns, std::min(how.few, room));
    const size_t q = line.columns.size();
    Moments m = moments(d, grams, fold, line.columns);
    std::vector<double> sd(q), a(q * q);
    for (size_t i = 0; i < q; ++i) {
        const double v = m.covariance[i * q + i];
        sd[i] = v > 1e-9 * (v + m.mean[i] * m.mean[i]) && v > 1e-12 ? std::sqrt(v) : 0.0;
    }
    for (size_t i = 0; i < q; ++i)
        for (size_t j = 0; j < q; ++j) {
            const double s = sd[i] * sd[j];
            a[i * q + j] = (s > 0 ? m.covariance[i * q + j] / s : 0.0) +
                           (i == j ? how.lambda + (s > 0 ? 0.0 : 1.0) : 0.0);
        }
    factor(a, q);
    for (int pass = 0; pass <= how.passes; ++pass) {
        const double centre =
            over(spans, [&](size_t b, size_t n) { return sum(pseudo.data() + b, n); }) / m.rows;
        std::vector<double> b(q);
        for (size_t i = 0; i < q; ++i) {
            const float* x = d.column(static_cast<size_t>(line.columns[i]));
            const double xy =
                over(spans, [&](size_t s, size_t n) { return dot(x + s, pseudo.data() + s, n); });
            b[i] = sd[i] > 0 ? (xy / m.rows - m.mean[i] * centre) / sd[i] : 0.0;
        }
        solve(a, q, b);
        line.slope.assign(q, 0.0);
        line.intercept = centre;
        for (size_t i = 0; i < q; ++i) {
            if (sd[i] > 0) line.slope[i] = b[i] / sd[i];
            line.intercept -= line.slope[i] * m.mean[i];
        }
        if (pass == how.passes) break;
        evaluate(d.x, d.rows, line, predicted.data());
        some.clear();
        for (const Span& s : spans)
            for (size_t i = s.begin; i < s.begin + s.size; ++i)
                if (!std::isnan(y[i])) some.push_back(std::abs(y[i] - predicted[i]));
        const auto cut = static_cast<float>(3.7 * median(some));
        for (const Span& s : spans)
            for (size_t i = s.begin; i < s.begin + s.size; ++i) {
                const float r = std::isnan(y[i]) ? 0.0F : y[i] - predicted[i];
                pseudo[i] = predicted[i] + std::clamp(r, -cut, cut);
            }
    }
    return line;
}

}  // namespace vedette::conditional
