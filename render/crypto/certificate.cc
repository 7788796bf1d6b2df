#include "render/crypto/certificate.h"

#include <openssl/x509v3.h>

#include "core/error.h"
#include "core/go_quote.h"
#include "render/crypto/der.h"
#include "render/crypto/hash.h"
#include "render/crypto/pem.h"

namespace drydock::render {
namespace {

[[noreturn]] void reject(std::string message) { fail("crypto", std::move(message)); }

std::string name_der(std::string_view common_name) {
  if (common_name.empty()) return der_sequence({});
  return der_sequence({der_set(der_sequence({der_oid(kOidCommonName), der_text(common_name)}))});
}

std::string extension(std::string_view oid, std::string_view value, bool critical = false) {
  return der_sequence({der_oid(oid), critical ? der_true() : "", der_octets(value)});
}

std::string alternative_names(const CertificateRequest& request) {
  constexpr uint8_t kDns = 2;
  constexpr uint8_t kIp = 7;
  std::string names;
  for (const std::string& name : request.dns_names) {
    if (std::any_of(name.begin(), name.end(), [](char c) { return (c & 0x80) != 0; })) {
      reject("x509: " + go_quote(name) + " cannot be encoded as an IA5String");
    }
    names += der_implicit(kDns, name);
  }
  for (const std::string& address : request.ip_addresses) names += der_implicit(kIp, address);
  return der_sequence({names});
}

std::string extensions(const CertificateRequest& request, std::string_view subject,
                       std::string_view subject_key_id, std::string_view authority_key_id) {
  constexpr std::string_view kSignAndEncipher("\xA0", 1);  // digitalSignature, keyEncipherment
  constexpr std::string_view kAlsoCertificates("\xA4", 1);
  std::string out = request.is_ca ? extension(kOidKeyUsage, der_bits(kAlsoCertificates, 2), true)
                                  : extension(kOidKeyUsage, der_bits(kSignAndEncipher, 5), true);
  out +=
      extension(kOidExtKeyUsage, der_sequence({der_oid(kOidServerAuth), der_oid(kOidClientAuth)}));
  out += extension(kOidBasicConstraints, der_sequence({request.is_ca ? der_true() : ""}), true);
  if (!subject_key_id.empty()) out += extension(kOidSubjectKeyId, der_octets(subject_key_id));
  if (!authority_key_id.empty()) {
    out += extension(kOidAuthorityKeyId, der_sequence({der_implicit(0, authority_key_id)}));
  }
  if (!request.dns_names.empty() || !request.ip_addresses.empty()) {
    // The only name that such a subject has must not be overlooked.
    out += extension(kOidAltName, alternative_names(request), subject == der_sequence({}));
  }
  return der_sequence({out});
}

}  // namespace

CertificateAuthority CertificateAuthority::from_pem(std::string_view text, std::string_view what) {
  std::optional<PemBlock> block = decode_pem(text);
  if (!block) reject("unable to decode certificate");
  const unsigned char* bytes = bytes_of(block->bytes);
  X509Ptr certificate(X509_new_ex(crypto_library(), nullptr));
  X509* read = certificate.get();
  if (!d2i_X509(&read, &bytes, static_cast<long>(block->bytes.size()))) {
    static_cast<void>(certificate.release());  // it was freed
    reject("error parsing certificate: " + std::string(what) + ": x509: malformed certificate");
  }
  if (bytes != bytes_of(block->bytes) + block->bytes.size()) {
    reject("error parsing certificate: " + std::string(what) + ": x509: trailing data");
  }
  return CertificateAuthority(std::move(certificate));
}

std::string CertificateAuthority::subject() const {
  unsigned char* bytes = nullptr;
  int size = i2d_X509_NAME(X509_get_subject_name(certificate_.get()), &bytes);
  require_crypto(size >= 0);
  std::string out(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

std::string CertificateAuthority::key_id() const {
  const ASN1_OCTET_STRING* id = X509_get0_subject_key_id(certificate_.get());
  if (!id) return "";
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(id)),
          static_cast<size_t>(ASN1_STRING_length(id))};
}

std::string make_certificate(const CertificateRequest& request, const PrivateKey& key,
                             const CertificateAuthority* authority, const PrivateKey& signing_key,
                             const RandomBytes& random) {
  constexpr uint8_t kVersion3 = 2;
  constexpr size_t kKeyIdSize = 20;
  std::string algorithm = signing_key.signature_algorithm();
  std::string key_info = key.public_key_info();
  std::string subject = name_der(request.common_name);
  std::string issuer = authority ? authority->subject() : subject;
  std::string authority_key_id = authority && issuer != subject ? authority->key_id() : "";
  std::string subject_key_id;
  if (request.is_ca) subject_key_id = sha256(key.public_key_bits()).substr(0, kKeyIdSize);
  if (authority && authority->public_key() && !signing_key.belongs_to(authority->public_key())) {
    reject("x509: provided PrivateKey doesn't match parent's PublicKey");
  }
  std::string validity = der_sequence({der_time(request.not_before), der_time(request.not_after)});
  std::string all_extensions = extensions(request, subject, subject_key_id, authority_key_id);
  std::string content = der_sequence({der_explicit(0, der_small_integer(kVersion3)),
                                      der_integer(request.serial), algorithm, issuer, validity,
                                      subject, key_info, der_explicit(3, all_extensions)});
  std::string signature = signing_key.sign(content, random);
  return encode_pem("CERTIFICATE", der_sequence({content, algorithm, der_bits(signature)}));
}

}  // namespace drydock::render
