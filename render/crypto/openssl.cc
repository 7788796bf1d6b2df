#include "render/crypto/openssl.h"

#include <openssl/crypto.h>

#include "core/error.h"

namespace drydock::render {

OSSL_LIB_CTX* crypto_library() {
  static OSSL_LIB_CTX* const library = [] {
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, nullptr);
    return OSSL_LIB_CTX_new();
  }();
  return library;
}

void require_crypto(bool ok) {
  if (!ok) fail("crypto", "the cryptographic library failed");
}

BnPtr new_number(std::string_view bytes) {
  BnPtr number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
  require_crypto(number != nullptr);
  return number;
}

BnContextPtr new_number_context() {
  BnContextPtr context(BN_CTX_new_ex(crypto_library()));
  require_crypto(context != nullptr);
  return context;
}

std::string number_bytes(const BIGNUM* number, int size) {
  std::string out(static_cast<size_t>(std::max(size, BN_num_bytes(number))), '\0');
  require_crypto(BN_bn2binpad(number, bytes_of(out), static_cast<int>(out.size())) >= 0);
  return out;
}

}  // namespace drydock::render
