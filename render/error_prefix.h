#pragma once

#include <string_view>

#include "core/error.h"

namespace drydock::render {

/// Runs `body`, gives what it returns, and puts words before the message of an Error that leaves
/// it, as Helm wraps errors.
template <class Body>
auto with_prefix(std::string_view prefix, const Body& body) {
  try {
    return body();
  } catch (Error& error) {
    error.diagnostic().message.insert(0, prefix);
    throw;
  }
}

}  // namespace drydock::render
