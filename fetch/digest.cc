#include "fetch/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "core/base_encoding.h"

namespace drydock::fetch {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest = {};
  if (!EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr)) {
    throw std::bad_alloc();
  }
  return encode_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string sha256_digits(std::string_view digest) {
  constexpr std::string_view kKind = "sha256:";
  constexpr size_t kDigits = 64;
  if (digest.starts_with(kKind)) digest.remove_prefix(kKind.size());
  std::string digits(digest);
  for (char& c : digits) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c | 0x20);
  }
  bool hex = digits.size() == kDigits && std::all_of(digits.begin(), digits.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
             });
  return hex ? digits : "";
}

}  // namespace drydock::fetch
