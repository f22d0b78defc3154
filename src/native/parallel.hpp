// Work on many items by a fixed number of threads. What an item computes must not depend on
// the thread it runs on, so results are the same for any number of threads.
#pragma once
#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace vedette {

// Call work(item) for every item in 0 .. items-1; the first exception is thrown again here.
template <class Work>
void parallel_for(size_t items, int threads, Work&& work) {
    const size_t workers = std::min<size_t>(items, std::max(threads, 1));
    if (workers <= 1) {
        for (size_t i = 0; i < items; ++i) work(i);
        return;
    }
    std::atomic<size_t> next{0};
    std::exception_ptr failure;
    std::mutex guard;
    auto run = [&] {
        for (size_t i; (i = next.fetch_add(1)) < items;) {
            try {
                work(i);
            } catch (...) {
                std::lock_guard<std::mutex> lock(guard);
                if (!failure) failure = std::current_exception();
                next.store(items);
            }
        }
    };
    std::vector<std::thread> pool;
    for (size_t w = 1; w < workers; ++w) pool.emplace_back(run);
    run();
    for (auto& thread : pool) thread.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace vedette
