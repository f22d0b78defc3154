// Regression trees on binned columns: how they are stored, grown and walked.
//
// A bin is a number in 0 .. 63 (0: missing). A node sends a row to the left if the bit of its
// bin is set in the node's mask, which serves numbers (a threshold), missing values (either
// side) and categories (any subset) alike.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace vedette::conditional {

constexpr int kBins = 64;
constexpr double kQuantum = 16383.0;  // the largest gradient, as an integer

// A leaf points at itself with a full mask, so a walk needs no test for leaves.
struct Node {
    uint64_t mask;
    uint16_t feature;  // place in the forest's own list of columns
    uint16_t left;     // the right child is left + 1
    float value;       // of a leaf: its prediction; of a node: the mean of the rows below
};

struct Tree {
    std::vector<Node> nodes;
    int depth = 0;
};

// The trees of one target and fold, with the columns they look at.
struct Forest {
    std::vector<int32_t> columns;  // place in the forest -> column of the table
    std::vector<float> start;      // prediction before the first tree, one a class
    std::vector<Tree> trees;
    std::vector<std::vector<float>> steps;  // classes only: (nodes x classes) of each tree
};

struct Growth {
    int leaves;
    int min_rows;
    double smooth = 1.0;       // added to the counts in the gain
    double smooth_many = 10.0;  // the same for categories
};

struct Split {
    double gain = 0.0;
    int feature = -1;
    uint64_t mask = 0;
};

// A part of the table: some columns of some rows, row-major.
struct Block {
    std::vector<uint8_t> bins;
    size_t rows = 0, width = 0;
    const uint8_t* row(size_t i) const { return bins.data() + i * width; }
};

// Column `width` of the table stands for `extra` (one bin a row), where given.
Block gather(const uint8_t* table, size_t width, const uint8_t* extra,
             const std::vector<int32_t>& columns, const std::vector<uint32_t>& rows);

// Grows trees best leaf first by the variance gain of an integer gradient. A histogram entry
// is count * 2^40 + sum, so one addition serves both, and sums do not depend on the order.
class Grower {
public:
    Grower(const Block& block, std::vector<uint8_t> category, Growth growth);

    // Grow a tree for gradients g (one a row). Leaf values are left at 0.
    Tree grow(const int32_t* g);
    // Rows of each leaf after grow(): leaf(i) is a node, rows(i) its rows in order.
    struct Leaf {
        uint16_t node;
        uint32_t begin, end;
    };
    const std::vector<Leaf>& leaves() const { return leaves_; }
    const std::vector<uint32_t>& order() const { return order_; }
    // The best gain of each column at the root.
    std::vector<double> root_gains(const int32_t* g);

private:
    struct Open;
    void histogram(const int32_t* g, uint32_t begin, uint32_t end, int64_t* out) const;
    Split best(const int64_t* histogram) const;
    uint32_t partition(const Split& split, uint32_t begin, uint32_t end);

    const Block& block_;
    std::vector<uint8_t> category_;
    Growth growth_;
    std::vector<uint32_t> order_, scratch_;
    std::vector<Leaf> leaves_;
    std::vector<int64_t> pool_;
};

// The best split of one column's histogram.
Split best_number(const int64_t* bins, double smooth, int min_rows);
Split best_category(const int64_t* bins, double smooth, int min_rows);

// The leaf of each row of the block.
void walk(const Tree& tree, const Block& block, uint16_t* leaf);
// Give every inner node the mean of its leaves, weighted by their rows.
void average_up(Tree& tree, const std::vector<Grower::Leaf>& leaves);

inline int64_t entry_sum(int64_t entry) {
    return static_cast<int64_t>(static_cast<uint64_t>(entry) << 24) >> 24;
}
inline int64_t entry_count(int64_t entry) { return (entry - entry_sum(entry)) >> 40; }

}  // namespace vedette::conditional
