#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/crypto/private_key.h"

namespace drydock::render {

/// What Sprig's functions for certificates say of one.
struct CertificateRequest {
  std::string_view common_name;
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;  // 4 or 16 bytes each
  int64_t not_before = 0;                 // seconds since 1970
  int64_t not_after = 0;
  std::string serial;  // a number, the highest byte first
  bool is_ca = false;
};

/// A certificate that signs others.
class CertificateAuthority {
 public:
  /// Throws Error, rule "crypto", with Sprig's text if this is no certificate. `what` is what the
  /// text calls its bytes.
  static CertificateAuthority from_pem(std::string_view text, std::string_view what);

  std::string subject() const;  // a Name, encoded
  std::string key_id() const;   // empty if it has none
  EVP_PKEY* public_key() const { return X509_get0_pubkey(certificate_.get()); }

 private:
  explicit CertificateAuthority(X509Ptr certificate) : certificate_(std::move(certificate)) {}

  X509Ptr certificate_;
};

/// The certificate of `key` in PEM, signed by `authority` with `signing_key`, or without an
/// authority by itself. The bytes are those that Go's x509.CreateCertificate makes. Throws Error,
/// rule "crypto", with its text.
std::string make_certificate(const CertificateRequest& request, const PrivateKey& key,
                             const CertificateAuthority* authority, const PrivateKey& signing_key,
                             const RandomBytes& random);

}  // namespace drydock::render
