#pragma once

#include <cstddef>
#include <functional>

namespace drydock {

/// Calls `body(i)` once for each i below `count`, on up to `jobs` threads (0: one for each core).
/// Items are handed out in ascending order, one at a time. The first exception in order of i is
/// rethrown after all threads have ended; later items may not have run then.
void parallel_for(size_t count, int jobs, const std::function<void(size_t)>& body);

}  // namespace drydock
