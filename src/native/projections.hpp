// Sparse random projections of blocks of rows, and their bins: LODA's inner loops, compiled
// for several instruction-set levels. No operation is fused and every row keeps its own lane,
// so every level gives the same bits.
#pragma once
#include <cstddef>
#include <cstdint>

namespace vedette {

constexpr size_t SIDE = 256;   // rows of a block: z[j * SIDE + q] is column j of row q
constexpr size_t WIDEST = 16;  // lanes of the widest level
constexpr size_t TURNS = 4;    // tables that take turns in counting

struct Cuts {
    const int32_t* columns;  // (count, terms)
    const float* weights;    // (count, terms)
    const float* bins;       // (count, 3): low, inverse, how many
    size_t count, terms;
};

struct Projections {
    // low, high[c * WIDEST + lane] of what was seen; to be joined over the lanes.
    void (*ranges)(const Cuts& cuts, const float* z, float* low, float* high);
    // table[(c * TURNS + turn) * width + bin], of the first `count` rows.
    void (*counts)(const Cuts& cuts, const float* z, size_t count, size_t width,
                   uint32_t* table);
    // Add the score of each row's bin in cut c to `sum`, and say it in `own` unless that is
    // null. scores (count, width) begin with that of the rows below the range, and end (after
    // as many as there are bins) with that of those above; the distance adds to both.
    void (*scores)(const Cuts& cuts, size_t c, const float* z, size_t width,
                   const float* scores, double* sum, float* own);
};

Projections projections_base();
#ifdef VEDETTE_X86
Projections projections_v3();
Projections projections_v4();
#endif

}  // namespace vedette
