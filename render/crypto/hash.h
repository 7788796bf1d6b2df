#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace drydock::render {

// Digests, as bytes.
std::string sha1(std::string_view text);
std::string sha256(std::string_view text);
std::string sha512(std::string_view text);
uint32_t adler32(std::string_view text);
std::string hmac_sha256(std::string_view key, std::string_view text);

/// scrypt with N = 2^15, r = 8, p = 2, and a key of 64 bytes.
std::string scrypt(std::string_view password, std::string_view salt);

/// AES with a key of 32 bytes in CBC mode. The text is whole blocks of 16 bytes.
std::string aes_cbc_encrypt(std::string_view key, std::string_view iv, std::string_view text);
std::string aes_cbc_decrypt(std::string_view key, std::string_view iv, std::string_view text);

/// bcrypt with the form "$2a$" and cost 10. `salt` is 16 bytes. Throws Error, rule "crypto", with
/// Go's text for a password of more than 72 bytes, and for one with a zero byte.
std::string bcrypt(std::string_view password, std::string_view salt);

}  // namespace drydock::render
