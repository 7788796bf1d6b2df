#pragma once

#include <cstddef>
#include <functional>

namespace drydock {

/// Calls `body` on a thread with a stack of that many bytes and waits for its end; an exception
/// comes back to the caller. For recursion that hostile input may drive deep: memory is taken as
/// the stack is used. StackGuard says where the end is.
void run_on_stack(size_t bytes, const std::function<void()>& body);

}  // namespace drydock
