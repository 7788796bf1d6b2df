#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock {

// Base64 and base32 with padding, as Go's StdEncoding has them.

std::string encode_base64(std::string_view bytes);
std::string encode_base32(std::string_view bytes);

/// Two small digits for each byte.
std::string encode_hex(std::string_view bytes);

struct BaseDecoded {
  std::string bytes;
  std::optional<size_t> corrupt_at;  // offset of the first wrong byte; then `bytes` means nothing

  bool ok() const { return !corrupt_at; }
};

/// Line breaks are skipped; bits left over in the last digit are not looked at. Go's error text is
/// "illegal base64 data at input byte N".
BaseDecoded decode_base64(std::string_view text);
/// The same; offsets do not count line breaks.
BaseDecoded decode_base32(std::string_view text);

}  // namespace drydock
