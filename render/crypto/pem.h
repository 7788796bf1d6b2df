#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock::render {

struct PemBlock {
  std::string type;   // "RSA PRIVATE KEY"
  std::string bytes;  // decoded
};

/// The first block of a text, as Go's encoding/pem finds it.
std::optional<PemBlock> decode_pem(std::string_view text);

std::string encode_pem(std::string_view type, std::string_view bytes);

}  // namespace drydock::render
