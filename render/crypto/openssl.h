#pragma once

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/free_with.h"

namespace drydock::render {

// OpenSSL's objects with owners, and its few settings. Nothing of OpenSSL is touched before the
// first call, and it reads no file.

/// A library context of our own, made at first use. Never freed.
OSSL_LIB_CTX* crypto_library();

using BnPtr = std::unique_ptr<BIGNUM, FreeWith<BN_clear_free>>;
using BnContextPtr = std::unique_ptr<BN_CTX, FreeWith<BN_CTX_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, FreeWith<X509_free>>;

/// Throws Error, rule "crypto", unless `ok`: for what only fails without memory.
void require_crypto(bool ok);

BnPtr new_number(std::string_view bytes = {});
BnContextPtr new_number_context();
/// Its bytes, the highest first, with zeros in front up to `size`.
std::string number_bytes(const BIGNUM* number, int size = 0);

inline const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace drydock::render
