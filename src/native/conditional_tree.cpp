#include "conditional_tree.hpp"

#include <algorithm>
#include <cstring>

namespace vedette::conditional {

Block gather(const uint8_t* table, size_t width, const uint8_t* extra,
             const std::vector<int32_t>& columns, const std::vector<uint32_t>& rows) {
    Block block;
    block.rows = rows.size();
    block.width = std::max<size_t>(columns.size(), 1);
    block.bins.assign(block.rows * block.width, 0);
    uint8_t* out = block.bins.data();
    for (uint32_t i : rows) {
        const uint8_t* from = table + i * width;
        for (size_t f = 0; f < columns.size(); ++f) {
            const auto column = static_cast<size_t>(columns[f]);
            out[f] = column < width ? from[column] : extra[i];
        }
        out += block.width;
    }
    return block;
}

namespace {

double score(double sum, double count, double smooth) { return sum * sum / (count + smooth); }

struct Total {
    int64_t sum = 0, count = 0;
    void add(int64_t entry) {
        sum += entry_sum(entry);
        count += entry_count(entry);
    }
};

Total total(const int64_t* bins) {
    int64_t all = 0;
    for (int b = 0; b < kBins; ++b) all += bins[b];
    Total t;
    t.add(all);
    return t;
}

double gain(const Total& left, const Total& all, double smooth) {
    const double ls = static_cast<double>(left.sum), ln = static_cast<double>(left.count) + smooth;
    const double rs = static_cast<double>(all.sum - left.sum);
    const double rn = static_cast<double>(all.count - left.count) + smooth;
    return (ls * ls * rn + rs * rs * ln) / (ln * rn);
}

bool fits(const Total& left, const Total& all, int min_rows) {
    return left.count >= min_rows && all.count - left.count >= min_rows;
}

}  // namespace

Split best_number(const int64_t* bins, double smooth, int min_rows) {
    const Total all = total(bins);
    const double whole = score(static_cast<double>(all.sum), static_cast<double>(all.count), smooth);
    Split found;
    Total missing;
    missing.add(bins[0]);
    for (int side = 0; side < (missing.count ? 2 : 1); ++side) {
        Total left;
        if (side) left = missing;
        for (int b = 1; b < kBins; ++b) {
            if (!bins[b]) continue;
            left.add(bins[b]);
            if (!fits(left, all, min_rows)) {
                if (all.count - left.count < min_rows) break;
                continue;
            }
            const double value = gain(left, all, smooth) - whole;
            if (value > found.gain) {
                found.gain = value;
                found.mask = (b == 63 ? ~0ULL : (1ULL << (b + 1)) - 1) & ~1ULL;
                if (side) found.mask |= 1;
            }
        }
    }
    // Without missing rows here, send later ones with the larger part.
    if (found.mask && !missing.count) {
        Total left;
        for (int b = 1; b < kBins; ++b)
            if (found.mask >> b & 1) left.add(bins[b]);
        if (2 * left.count >= all.count) found.mask |= 1;
    }
    return found;
}

Split best_category(const int64_t* bins, double smooth, int min_rows) {
    const Total all = total(bins);
    const double whole = score(static_cast<double>(all.sum), static_cast<double>(all.count), smooth);
    struct Part {
        double mean;
        int bin;
    };
    Part parts[kBins];
    int size = 0;
    for (int b = 0; b < kBins; ++b) {
        if (!bins[b]) continue;
        Total one;
        one.add(bins[b]);
        parts[size++] = {static_cast<double>(one.sum) / (static_cast<double>(one.count) + smooth), b};
    }
    std::sort(parts, parts + size, [](const Part& a, const Part& b) {
        return a.mean != b.mean ? a.mean < b.mean : a.bin < b.bin;
    });
    Split found;
    Total left;
    uint64_t mask = 0;
    int64_t left_rows = 0;
    for (int i = 0; i + 1 < size; ++i) {
        left.add(bins[parts[i].bin]);
        mask |= 1ULL << parts[i].bin;
        if (!fits(left, all, min_rows)) continue;
        const double value = gain(left, all, smooth) - whole;
        if (value > found.gain) {
            found.gain = value;
            found.mask = mask;
            left_rows = left.count;
        }
    }
    // Categories not seen here go with the larger part.
    if (found.mask && 2 * left_rows >= all.count)
        for (int b = 0; b < kBins; ++b)
            if (!bins[b]) found.mask |= 1ULL << b;
    return found;
}

Grower::Grower(const Block& block, std::vector<uint8_t> category, Growth growth)
    : block_(block),
      category_(std::move(category)),
      growth_(growth),
      order_(block.rows),
      scratch_(block.rows),
      pool_(block.width * kBins * static_cast<size_t>(growth.leaves + 1)) {}

void Grower::histogram(const int32_t* g, uint32_t begin, uint32_t end, int64_t* out) const {
    const size_t width = block_.width;
    std::memset(out, 0, width * kBins * sizeof(int64_t));
    for (uint32_t i = begin; i < end; ++i) {
        const uint32_t r = order_[i];
        const uint8_t* bins = block_.row(r);
        const int64_t entry = (int64_t{1} << 40) + g[r];
        for (size_t f = 0; f < width; ++f) out[f * kBins + bins[f]] += entry;
    }
}

Split Grower::best(const int64_t* histogram) const {
    Split found;
    for (size_t f = 0; f < category_.size(); ++f) {
        const int64_t* bins = histogram + f * kBins;
        Split one = category_[f] ? best_category(bins, growth_.smooth_many, growth_.min_rows)
                                 : best_number(bins, growth_.smooth, growth_.min_rows);
        if (one.gain > found.gain) {
            found = one;
            found.feature = static_cast<int>(f);
        }
    }
    return found;
}

std::vector<double> Grower::root_gains(const int32_t* g) {
    for (size_t i = 0; i < order_.size(); ++i) order_[i] = static_cast<uint32_t>(i);
    histogram(g, 0, static_cast<uint32_t>(order_.size()), pool_.data());
    std::vector<double> gains(category_.size());
    for (size_t f = 0; f < gains.size(); ++f) {
        const int64_t* bins = pool_.data() + f * kBins;
        gains[f] = (category_[f] ? best_category(bins, growth_.smooth_many, growth_.min_rows)
                                 : best_number(bins, growth_.smooth, growth_.min_rows))
                       .gain;
    }
    return gains;
}

uint32_t Grower::partition(const Split& split, uint32_t begin, uint32_t end) {
    uint32_t left = begin, right = 0;
    for (uint32_t i = begin; i < end; ++i) {
        const uint32_t r = order_[i];
        const bool goes = split.mask >> block_.row(r)[split.feature] & 1;
        order_[left] = r;
        scratch_[right] = r;
        left += goes;
        right += !goes;
    }
    std::copy(scratch_.begin(), scratch_.begin() + right, order_.begin() + left);
    return left;
}

struct Grower::Open {
    uint16_t node;
    uint32_t begin, end;
    int slot, depth;
    Split split;
};

Tree Grower::grow(const int32_t* g) {
    const size_t size = block_.width * kBins;
    const auto rows = static_cast<uint32_t>(block_.rows);
    const auto least = static_cast<uint32_t>(2 * growth_.min_rows);
    for (uint32_t i = 0; i < rows; ++i) order_[i] = i;
    Tree tree;
    tree.nodes.push_back({~0ULL, 0, 0, 0.0F});
    std::vector<Open> open{{0, 0, rows, 0, 0, {}}};
    auto slot = [&](int s) { return pool_.data() + size * static_cast<size_t>(s); };
    if (rows >= least) {
        histogram(g, 0, rows, slot(0));
        open[0].split = best(slot(0));
    }
    int slots = 1;
    while (static_cast<int>(open.size()) < growth_.leaves) {
        auto at = std::max_element(open.begin(), open.end(), [](const Open& a, const Open& b) {
            return a.split.gain < b.split.gain;
        });
        if (at->split.feature < 0) break;
        const Open parent = *at;
        const uint32_t middle = partition(parent.split, parent.begin, parent.end);
        const auto left = static_cast<uint16_t>(tree.nodes.size());
        const auto right = static_cast<uint16_t>(left + 1);
        tree.nodes[parent.node].mask = parent.split.mask;
        tree.nodes[parent.node].feature = static_cast<uint16_t>(parent.split.feature);
        tree.nodes[parent.node].left = left;
        tree.nodes.push_back({~0ULL, 0, left, 0.0F});
        tree.nodes.push_back({~0ULL, 0, right, 0.0F});
        const int depth = parent.depth + 1;
        tree.depth = std::max(tree.depth, depth);
        Open a{left, parent.begin, middle, parent.slot, depth, {}};
        Open b{right, middle, parent.end, slots++, depth, {}};
        const bool last = static_cast<int>(open.size()) + 1 == growth_.leaves;
        Open& small = a.end - a.begin <= b.end - b.begin ? a : b;
        Open& large = &small == &a ? b : a;
        if (!last && large.end - large.begin >= least) {
            if (&small == &a) std::swap(a.slot, b.slot);
            histogram(g, small.begin, small.end, slot(small.slot));
            int64_t* whole = slot(large.slot);
            const int64_t* part = slot(small.slot);
            for (size_t i = 0; i < size; ++i) whole[i] -= part[i];
            large.split = best(whole);
            if (small.end - small.begin >= least) small.split = best(part);
        }
        *at = a;
        open.push_back(b);
    }
    leaves_.clear();
    for (const Open& o : open) leaves_.push_back({o.node, o.begin, o.end});
    return tree;
}

void walk(const Tree& tree, const Block& block, uint16_t* leaf) {
    constexpr size_t kLanes = 8;  // rows in flight: one alone waits for each load in turn
    const Node* nodes = tree.nodes.data();
    const size_t width = block.width;
    size_t i = 0;
    for (; i + kLanes <= block.rows; i += kLanes) {
        const uint8_t* rows = block.row(i);
        uint32_t at[kLanes] = {};
        for (int d = 0; d < tree.depth; ++d)
            for (size_t l = 0; l < kLanes; ++l) {
                const Node& node = nodes[at[l]];
                at[l] = node.left + (~node.mask >> rows[l * width + node.feature] & 1);
            }
        for (size_t l = 0; l < kLanes; ++l) leaf[i + l] = static_cast<uint16_t>(at[l]);
    }
    for (; i < block.rows; ++i) {
        uint32_t at = 0;
        for (int d = 0; d < tree.depth; ++d)
            at = nodes[at].left + (~nodes[at].mask >> block.row(i)[nodes[at].feature] & 1);
        leaf[i] = static_cast<uint16_t>(at);
    }
}

void average_up(Tree& tree, const std::vector<Grower::Leaf>& leaves) {
    std::vector<double> rows(tree.nodes.size(), 0.0), sum(tree.nodes.size(), 0.0);
    for (const auto& leaf : leaves) {
        rows[leaf.node] = leaf.end - leaf.begin;
        sum[leaf.node] = rows[leaf.node] * tree.nodes[leaf.node].value;
    }
    for (size_t i = tree.nodes.size(); i-- > 0;) {
        const uint16_t left = tree.nodes[i].left;
        if (left == i) continue;
        rows[i] = rows[left] + rows[left + 1U];
        sum[i] = sum[left] + sum[left + 1U];
        tree.nodes[i].value = static_cast<float>(sum[i] / std::max(rows[i], 1.0));
    }
}

}  // namespace vedette::conditional
