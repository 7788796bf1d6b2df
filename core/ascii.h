#pragma once

#include <string>
#include <string_view>

namespace drydock {

/// With A to Z as small letters; all other bytes stay.
std::string ascii_lower(std::string_view text);

}  // namespace drydock
