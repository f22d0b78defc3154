// Counter-based pseudo-random numbers: a value depends on its seed and its place only, never
// on how many were drawn before it or on which thread.
#pragma once
#include <cstdint>

namespace vedette {

// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
inline uint64_t mix64(uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

// A stream of numbers from one seed.
class Random {
public:
    explicit Random(uint64_t seed) : state_(mix64(seed)) {}

    uint64_t next() {
        state_ += 0x9e3779b97f4a7c15ULL;
        return mix64(state_);
    }
    // Uniform on [0, 1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    // Uniform on 0 .. n-1 (Lemire's multiply-shift; bias below 2^-32 for n < 2^32).
    uint32_t below(uint32_t n) {
        return static_cast<uint32_t>((static_cast<uint64_t>(next() >> 32) * n) >> 32);
    }

private:
    uint64_t state_;
};

}  // namespace vedette
