// The digests are the plain functions that OpenSSL calls deprecated: its new ones take half a
// millisecond to start, which is a tenth of a whole render with one checksum annotation.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "render/crypto/hash.h"

#include <crypt.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/sha.h>

#include "core/error.h"
#include "render/crypto/openssl.h"

namespace drydock::render {
namespace {

using CipherContextPtr = std::unique_ptr<EVP_CIPHER_CTX, FreeWith<EVP_CIPHER_CTX_free>>;
using CipherPtr = std::unique_ptr<EVP_CIPHER, FreeWith<EVP_CIPHER_free>>;

std::string aes_cbc(std::string_view key, std::string_view iv, std::string_view text,
                    bool encrypt) {
  CipherPtr cipher(EVP_CIPHER_fetch(crypto_library(), "AES-256-CBC", nullptr));
  CipherContextPtr context(EVP_CIPHER_CTX_new());
  require_crypto(cipher && context &&
                 EVP_CipherInit_ex2(context.get(), cipher.get(), bytes_of(key), bytes_of(iv),
                                    encrypt ? 1 : 0, nullptr) == 1 &&
                 EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1);
  std::string out(text.size(), '\0');
  int size = 0;
  // OpenSSL counts in int.
  constexpr size_t kPiece = size_t{1} << 30;
  for (size_t at = 0; at < text.size(); at += kPiece) {
    int piece = static_cast<int>(std::min(kPiece, text.size() - at));
    require_crypto(EVP_CipherUpdate(context.get(), bytes_of(out) + at, &size, bytes_of(text) + at,
                                    piece) == 1 &&
                   size == piece);
  }
  return out;
}

/// The alphabet and order of bcrypt's own base64.
std::string bcrypt_base64(std::string_view bytes) {
  constexpr char kDigits[] = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (unsigned char byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) out += kDigits[bits >> (count - 6) & 0x3F];
  }
  if (count > 0) out += kDigits[bits << (6 - count) & 0x3F];
  return out;
}

}  // namespace

std::string sha1(std::string_view text) {
  std::string out(SHA_DIGEST_LENGTH, '\0');
  SHA_CTX context;
  SHA1_Init(&context);
  SHA1_Update(&context, text.data(), text.size());
  SHA1_Final(bytes_of(out), &context);
  return out;
}

std::string sha256(std::string_view text) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, text.data(), text.size());
  SHA256_Final(bytes_of(out), &context);
  return out;
}

std::string sha512(std::string_view text) {
  std::string out(SHA512_DIGEST_LENGTH, '\0');
  SHA512_CTX context;
  SHA512_Init(&context);
  SHA512_Update(&context, text.data(), text.size());
  SHA512_Final(bytes_of(out), &context);
  return out;
}

uint32_t adler32(std::string_view text) {
  constexpr uint32_t kModulus = 65521;
  constexpr size_t kPiece = 5552;  // as many as cannot overflow
  uint32_t low = 1;
  uint32_t high = 0;
  for (size_t at = 0; at < text.size(); at += kPiece) {
    for (unsigned char byte : text.substr(at, kPiece)) {
      low += byte;
      high += low;
    }
    low %= kModulus;
    high %= kModulus;
  }
  return high << 16 | low;
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  size_t size = 0;
  require_crypto(EVP_Q_mac(crypto_library(), "HMAC", nullptr, "SHA256", nullptr, key.data(),
                           key.size(), bytes_of(text), text.size(), bytes_of(out), out.size(),
                           &size) != nullptr);
  return out;
}

std::string scrypt(std::string_view password, std::string_view salt) {
  constexpr uint64_t kN = 32768;
  constexpr uint64_t kR = 8;
  constexpr uint64_t kP = 2;
  constexpr uint64_t kMaxMemory = uint64_t{64} << 20;
  std::string out(64, '\0');
  require_crypto(EVP_PBE_scrypt_ex(password.data(), password.size(), bytes_of(salt), salt.size(),
                                   kN, kR, kP, kMaxMemory, bytes_of(out), out.size(),
                                   crypto_library(), nullptr) == 1);
  return out;
}

std::string aes_cbc_encrypt(std::string_view key, std::string_view iv, std::string_view text) {
  return aes_cbc(key, iv, text, true);
}
std::string aes_cbc_decrypt(std::string_view key, std::string_view iv, std::string_view text) {
  return aes_cbc(key, iv, text, false);
}

std::string bcrypt(std::string_view password, std::string_view salt) {
  constexpr size_t kMaxPassword = 72;
  if (password.size() > kMaxPassword) fail("crypto", "bcrypt: password length exceeds 72 bytes");
  // Go would hash what is behind the zero byte, which no other program does, nor our library.
  if (password.find('\0') != std::string_view::npos) {
    fail("crypto", "bcrypt: password has a zero byte");
  }
  // To this library, "2a" is a variant that guards against an old mistake; "2b" is what Go writes
  // as "2a".
  std::string setting = "$2b$10$" + bcrypt_base64(salt);
  auto data = std::make_unique<crypt_data>();
  const char* hash = crypt_r(std::string(password).c_str(), setting.c_str(), data.get());
  require_crypto(hash != nullptr && hash[0] == '$');
  std::string out = hash;
  out[2] = 'a';
  return out;
}

}  // namespace drydock::render
