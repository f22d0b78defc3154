// Scoring rows by a grown isolation forest.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "isolation_lanes.hpp"

namespace vedette {

// Path lengths are added up as whole numbers, so that every way of adding gives the same.
// A leaf's is held in 16 bits: 1/2,048 where none is above 32, and a whole depth is exact.
class IsolationScorer {
public:
    struct Arrays {
        const int32_t* left;     // (m,)
        const double* value;     // (m,)
        const int32_t* columns;  // (m, max(terms, 1))
        const double* weights;   // (m, terms)
        const int64_t* starts;   // (trees + 1,)
        size_t nodes, trees, terms, d;
    };
    explicit IsolationScorer(const Arrays& forest);

    // Mean path length of each row of x (n, d) over the trees.
    void mean_path(const double* x, size_t n, int threads, const IsolationKernels& kernels,
                   double* out) const;

private:
    // A node to walk over; a leaf leads to itself, wherever the row lies.
    struct Node {
        double cut;
        int32_t column, left;
    };
    // The sorted cuts of one column, and where among them a value's place begins: bucket b
    // holds the values with floor((x - low) * per_unit) = b, and cuts[start[b]] is the first
    // that is not below all of them.
    struct Ranking {
        uint32_t column;
        size_t cuts;  // how many
        double low, per_unit;
        size_t eights;  // as many comparisons cover any bucket; 0: search instead
        std::vector<double> cut;  // and infinite ones
        std::vector<uint16_t> start;

        Ranking(int32_t of, std::vector<double> sorted);
        size_t bucket(double x) const;
        size_t rank(double x) const;
    };
    // Trees whose cuts can be ranked in 16 bits.
    struct Group {
        std::vector<Ranking> rankings;
        std::vector<Step> steps;
        std::vector<size_t> starts;  // of each tree's steps, and the end
        uint64_t still = 0;          // path lengths of trees that have no cut
    };

    static void check(const Arrays& forest);
    void add_nodes(const Arrays& forest, size_t tree);
    bool fits_blocks() const;
    Group grouped(size_t first, size_t last) const;
    std::vector<size_t> postorder(size_t root) const;
    Side side(size_t i) const;
    bool is_leaf(size_t i) const { return nodes_[i].left == int32_t(i); }
    void walk_rows(const double* x, size_t n, double* out) const;
    void walk_trees(const double* x, size_t n, double* out) const;
    void blocks(const double* x, size_t n, const IsolationKernels& kernels, int16_t* ranks,
                double* out) const;
    template <size_t N>
    void walk(const double* const (&rows)[N], uint32_t (&at)[N], int depth) const;
    double mean(uint64_t sum) const { return double(sum) / (unit_ * double(trees_)); }

    size_t d_, trees_, terms_;
    double unit_;  // one step of path length in whole numbers
    std::vector<Node> nodes_;
    std::vector<uint16_t> path_;  // (m,) of the leaves
    std::vector<double> weights_;  // planes only
    std::vector<int32_t> columns_;
    std::vector<uint32_t> roots_;
    std::vector<int> depths_;
    std::vector<Group> groups_;  // empty: rows are walked down the trees
    size_t columns_used_ = 0;
};

}  // namespace vedette
