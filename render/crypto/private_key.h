#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "render/crypto/openssl.h"

namespace drydock::render {

/// Gives that many random bytes. All that is random here comes from it, so that the same bytes give
/// the same keys and signatures.
using RandomBytes = std::function<std::string(size_t)>;

/// A private key of one of the kinds that Go's x509 package and Sprig know.
class PrivateKey {
 public:
  enum class Kind : uint8_t { Rsa, Ec, Ed25519, Dsa };

  static PrivateKey generate_rsa(int bits, const RandomBytes& random);
  static PrivateKey generate_ec(const RandomBytes& random);  // on P-256
  static PrivateKey generate_ed25519(const RandomBytes& random);
  static PrivateKey generate_dsa(const RandomBytes& random);  // 2048 and 256 bits
  /// Throws Error, rule "crypto", with Sprig's text.
  static PrivateKey from_pem(std::string_view text);

  Kind kind() const { return kind_; }
  /// In the form that Sprig writes the kind in.
  std::string pem() const;
  /// The SubjectPublicKeyInfo of X.509, and the bits in it.
  std::string public_key_info() const;
  std::string public_key_bits() const;
  bool belongs_to(EVP_PKEY* public_key) const;

  /// The AlgorithmIdentifier of `sign`, and a signature. Throw Error, rule "crypto", with Go's text
  /// for a key that cannot sign certificates.
  std::string signature_algorithm() const;
  std::string sign(std::string_view message, const RandomBytes& random) const;

 private:
  PrivateKey(Kind kind, std::string_view der);
  PrivateKey(Kind kind, KeyPtr key) : kind_(kind), key_(std::move(key)) {}

  static PrivateKey from_pkcs8(std::string_view der);
  std::string ec_hash() const;  // "SHA256" for P-256
  std::string sign_ec(std::string_view message, const RandomBytes& random) const;
  std::string sign_digest(std::string_view message, const char* hash) const;

  Kind kind_;
  KeyPtr key_;
};

/// Numbers for keys. Each throws Error, rule "crypto", if OpenSSL fails.
std::string make_rsa_key_der(int bits, const RandomBytes& random);
std::string make_dsa_key_der(const RandomBytes& random);
std::string make_ec_key_der(const RandomBytes& random);
std::string make_ed25519_key_der(const RandomBytes& random);
/// A number from 1 up to but without `bound`.
BnPtr random_below(const BIGNUM* bound, const RandomBytes& random);

}  // namespace drydock::render
