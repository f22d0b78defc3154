// Growing isolation trees: axis-parallel cuts (Liu, Ting and Zhou, "Isolation forest", ICDM
// 2008) and cuts along random planes (Hariri, Carrasco Kind and Brunner, "Extended isolation
// forest", arXiv:1811.02141).
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace vedette {

// A tree as flat arrays; node 0 is the root. A leaf has left = 0 and its path length as
// value; other nodes send rows on: to `left` if what is measured is <= value, else to
// left + 1.
struct IsolationTree {
    std::vector<int32_t> left;
    std::vector<double> value;
    std::vector<int32_t> columns;  // axis: one a node; planes: `terms` a node
    std::vector<double> weights;   // planes only: `terms` a node
};

// Value is float or double.
template <class Value>
struct Growing {
    const Value* x;   // (n, d), row-major, finite
    size_t n, d;
    size_t sample;    // rows of a tree
    bool bootstrap;   // drawn with replacement
    size_t features;  // columns of a tree, drawn without replacement
    int max_depth;
    size_t terms;     // 0: axis-parallel; else how many columns a plane has
};

template <class Value>
IsolationTree grow_isolation(const Growing<Value>& growing, uint64_t seed);

}  // namespace vedette
