// Ridge regression of many targets on a shared design, in correlation scale, with two passes
// of winsorising (Huber and Ronchetti 2009, section 7.8: pseudo-values).
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace vedette::conditional {

// Columns of numbers, each one contiguous; rows of fold k are fold[k] .. fold[k + 1] - 1.
struct Design {
    const float* x;  // (columns, rows)
    size_t columns, rows;
    std::vector<size_t> fold;
    const float* column(size_t j) const { return x + j * rows; }
};

struct Shrinkage {
    double lambda;     // added to the diagonal of the correlation matrix
    size_t wide;       // more allowed columns than this: only the `few` with the largest |r|
    size_t few;
    int passes;
};

// Sums of products of each pair of columns over the rows of each fold, (folds, p, p); the
// order of the sums is fixed, so the bits agree whatever the number of threads.
std::vector<double> gram(const Design& design, int threads);

// Columns at mean 0 and length 1 on at most 4,096 strided rows outside of one fold (512 rows
// beyond 1,000 columns), to find those with the largest correlation with a target.
struct Screen {
    std::vector<uint32_t> rows;
    std::vector<float> unit;  // (columns, rows)
};
Screen screen(const Design& design, size_t fold);

struct Line {
    std::vector<int32_t> columns;
    std::vector<double> slope;
    double intercept = 0;
};

// One target without the rows of one fold. y: (rows), NaN missing. grams: from gram(), or
// empty to compute the few needed products here (very wide designs).
Line ridge(const Design& design, const std::vector<double>& grams, const Screen& screen,
           size_t fold, const float* y, const uint8_t* allowed, const Shrinkage& how);

// intercept + sum of slope * column, of every row.
void evaluate(const float* x, size_t rows, const Line& line, float* out);

}  // namespace vedette::conditional
