#pragma once

#include <string>
#include <string_view>

namespace drydock::fetch {

/// SHA-256 in hex digits.
std::string sha256_hex(std::string_view bytes);

/// "sha256:…" or only the digits, in small letters; empty for digests of another kind.
std::string sha256_digits(std::string_view digest);

}  // namespace drydock::fetch
