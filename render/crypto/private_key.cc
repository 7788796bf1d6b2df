#include "render/crypto/private_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>

#include "core/error.h"
#include "render/crypto/der.h"
#include "render/crypto/pem.h"

namespace drydock::render {
namespace {

using DigestContextPtr = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using GroupPtr = std::unique_ptr<EC_GROUP, FreeWith<EC_GROUP_free>>;
using PointPtr = std::unique_ptr<EC_POINT, FreeWith<EC_POINT_free>>;

constexpr int kMinRsaBits = 1024;

[[noreturn]] void reject(std::string message) { fail("crypto", std::move(message)); }

int openssl_kind(PrivateKey::Kind kind) {
  switch (kind) {
    case PrivateKey::Kind::Rsa:
      return EVP_PKEY_RSA;
    case PrivateKey::Kind::Ec:
      return EVP_PKEY_EC;
    case PrivateKey::Kind::Ed25519:
      return EVP_PKEY_ED25519;
    case PrivateKey::Kind::Dsa:
      return EVP_PKEY_DSA;
  }
  return EVP_PKEY_NONE;
}

/// The bytes that an i2d function writes.
template <class Write>
std::string written(Write write) {
  unsigned char* bytes = nullptr;
  int size = write(&bytes);
  require_crypto(size > 0);
  std::string out(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

KeyPtr read_key(PrivateKey::Kind kind, std::string_view der) {
  const unsigned char* bytes = bytes_of(der);
  return KeyPtr(d2i_PrivateKey_ex(openssl_kind(kind), nullptr, &bytes,
                                  static_cast<long>(der.size()), crypto_library(), nullptr));
}

enum class KeyForm : uint8_t { Pkcs1, Pkcs8, Sec1, Unknown };

/// The tag of the element that `der` begins with, and what is in it and behind it.
struct DerHead {
  unsigned char tag = 0;
  std::string_view content;
  std::string_view rest;
};
DerHead der_head(std::string_view der) {
  DerHead head;
  if (der.size() < 2) return head;
  auto first = static_cast<unsigned char>(der[1]);
  size_t size = first;
  size_t at = 2;
  if (first >= 0x80) {
    size = 0;
    for (int i = first & 0x7F; i > 0 && at < der.size() && size < der.size(); --i) {
      size = size << 8 | static_cast<unsigned char>(der[at++]);
    }
  }
  if (size > der.size() - at) return head;
  head.tag = static_cast<unsigned char>(der[0]);
  head.content = der.substr(at, size);
  head.rest = der.substr(at + size);
  return head;
}

/// OpenSSL reads any form where it is told to read one; Go does not.
KeyForm form_of(std::string_view der) {
  constexpr unsigned char kSequence = 0x30;
  constexpr unsigned char kInteger = 0x02;
  constexpr unsigned char kOctets = 0x04;
  DerHead whole = der_head(der);
  if (whole.tag != kSequence) return KeyForm::Unknown;
  DerHead version = der_head(whole.content);
  if (version.tag != kInteger) return KeyForm::Unknown;
  switch (der_head(version.rest).tag) {
    case kInteger:
      return KeyForm::Pkcs1;
    case kSequence:
      return KeyForm::Pkcs8;
    case kOctets:
      return KeyForm::Sec1;
    default:
      return KeyForm::Unknown;
  }
}

std::string wrong_form(std::string_view wanted, KeyForm form) {
  constexpr std::pair<KeyForm, std::string_view> kReaders[] = {
      {KeyForm::Pkcs1, "ParsePKCS1PrivateKey"},
      {KeyForm::Pkcs8, "ParsePKCS8PrivateKey"},
      {KeyForm::Sec1, "ParseECPrivateKey"},
  };
  for (const auto& [known, reader] : kReaders) {
    if (known != form || reader == wanted) continue;
    return "x509: failed to parse private key (use " + std::string(reader) +
           " instead for this key format)";
  }
  return "x509: failed to parse private key";
}

}  // namespace

PrivateKey::PrivateKey(Kind kind, std::string_view der) : kind_(kind), key_(read_key(kind, der)) {
  require_crypto(key_ != nullptr);
}

PrivateKey PrivateKey::generate_rsa(int bits, const RandomBytes& random) {
  return {Kind::Rsa, make_rsa_key_der(bits, random)};
}
PrivateKey PrivateKey::generate_ec(const RandomBytes& random) {
  return {Kind::Ec, make_ec_key_der(random)};
}
PrivateKey PrivateKey::generate_dsa(const RandomBytes& random) {
  return {Kind::Dsa, make_dsa_key_der(random)};
}
PrivateKey PrivateKey::generate_ed25519(const RandomBytes& random) {
  return {Kind::Ed25519, make_ed25519_key_der(random)};
}

PrivateKey PrivateKey::from_pkcs8(std::string_view der) {
  KeyForm form = form_of(der);
  const unsigned char* bytes = bytes_of(der);
  KeyPtr key;
  if (form == KeyForm::Pkcs8) {
    key.reset(d2i_AutoPrivateKey_ex(nullptr, &bytes, static_cast<long>(der.size()),
                                    crypto_library(), nullptr));
  }
  if (!key) reject("decoding PEM as PKCS#8: " + wrong_form("ParsePKCS8PrivateKey", form));
  for (Kind kind : {Kind::Rsa, Kind::Ec, Kind::Ed25519}) {
    if (EVP_PKEY_get_base_id(key.get()) == openssl_kind(kind)) return {kind, std::move(key)};
  }
  reject(
      "decoding PEM as PKCS#8: x509: PKCS#8 wrapping contained private key with unknown algorithm");
}

PrivateKey PrivateKey::from_pem(std::string_view text) {
  constexpr std::string_view kSuffix = " PRIVATE KEY";
  std::optional<PemBlock> block = decode_pem(text);
  if (!block) reject("no PEM data in input");
  if (block->type == "PRIVATE KEY") return from_pkcs8(block->bytes);
  if (!block->type.ends_with(kSuffix)) {
    reject("no private key data in PEM block of type " + block->type);
  }
  std::string name = block->type.substr(0, block->type.size() - kSuffix.size());
  if (name != "RSA" && name != "EC" && name != "DSA") reject("invalid private key type " + name);
  Kind kind = name == "RSA" ? Kind::Rsa : name == "EC" ? Kind::Ec : Kind::Dsa;
  KeyForm form = form_of(block->bytes);
  KeyPtr key;
  if (form == (kind == Kind::Ec ? KeyForm::Sec1 : KeyForm::Pkcs1)) {
    key = read_key(kind, block->bytes);
  }
  if (!key) {
    std::string_view reader = kind == Kind::Rsa ? "ParsePKCS1PrivateKey" : "ParseECPrivateKey";
    reject("parsing " + name + " private key from PEM: " +
           (kind == Kind::Dsa ? "asn1: structure error" : wrong_form(reader, form)));
  }
  return {kind, std::move(key)};
}

std::string PrivateKey::pem() const {
  constexpr std::string_view kTypes[] = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY",
                                         "DSA PRIVATE KEY"};
  return encode_pem(kTypes[static_cast<size_t>(kind_)],
                    written([&](unsigned char** out) { return i2d_PrivateKey(key_.get(), out); }));
}

std::string PrivateKey::public_key_info() const {
  if (kind_ == Kind::Dsa) reject("x509: unsupported public key type: *dsa.PublicKey");
  return written([&](unsigned char** out) { return i2d_PUBKEY(key_.get(), out); });
}

std::string PrivateKey::public_key_bits() const {
  std::string info = public_key_info();
  std::string_view algorithm_and_bits = der_head(info).content;
  std::string_view bits = der_head(der_head(algorithm_and_bits).rest).content;
  return std::string(bits.substr(1));  // without the number of unused bits
}

bool PrivateKey::belongs_to(EVP_PKEY* public_key) const {
  return EVP_PKEY_eq(key_.get(), public_key) == 1;
}

std::string PrivateKey::ec_hash() const {
  char name[64] = "";
  require_crypto(EVP_PKEY_get_group_name(key_.get(), name, sizeof name, nullptr) == 1);
  std::string_view group = name;
  if (group == "secp384r1") return "SHA384";
  if (group == "secp521r1") return "SHA512";
  if (group == "prime256v1" || group == "secp224r1") return "SHA256";
  reject("x509: unsupported elliptic curve");
}

std::string PrivateKey::signature_algorithm() const {
  switch (kind_) {
    case Kind::Rsa:
      return der_sequence({der_oid(kOidRsaSha256), der_null()});
    case Kind::Ec: {
      std::string hash = ec_hash();
      return der_sequence({der_oid(hash == "SHA256"   ? kOidEcdsaSha256
                                   : hash == "SHA384" ? kOidEcdsaSha384
                                                      : kOidEcdsaSha512)});
    }
    case Kind::Ed25519:
      return der_sequence({der_oid(kOidEd25519)});
    case Kind::Dsa:
      break;
  }
  reject("x509: certificate private key does not implement crypto.Signer");
}

std::string PrivateKey::sign(std::string_view message, const RandomBytes& random) const {
  if (kind_ == Kind::Ec) return sign_ec(message, random);
  if (kind_ == Kind::Ed25519) return sign_digest(message, nullptr);
  int bits = EVP_PKEY_get_bits(key_.get());
  if (bits < kMinRsaBits) {
    reject("crypto/rsa: " + std::to_string(bits) +
           "-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)");
  }
  return sign_digest(message, "SHA256");
}

std::string PrivateKey::sign_digest(std::string_view message, const char* hash) const {
  DigestContextPtr context(EVP_MD_CTX_new());
  require_crypto(context != nullptr);
  require_crypto(EVP_DigestSignInit_ex(context.get(), nullptr, hash, crypto_library(), nullptr,
                                       key_.get(), nullptr) == 1);
  size_t size = 0;
  require_crypto(EVP_DigestSign(context.get(), nullptr, &size, bytes_of(message), message.size()) ==
                 1);
  std::string out(size, '\0');
  require_crypto(
      EVP_DigestSign(context.get(), bytes_of(out), &size, bytes_of(message), message.size()) == 1);
  out.resize(size);
  return out;
}

/// ECDSA with a number k from `random`, which OpenSSL would draw itself.
std::string PrivateKey::sign_ec(std::string_view message, const RandomBytes& random) const {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  size_t digest_size = 0;
  require_crypto(EVP_Q_digest(crypto_library(), ec_hash().c_str(), nullptr, message.data(),
                              message.size(), bytes_of(digest), &digest_size) == 1);
  char name[64] = "";
  require_crypto(EVP_PKEY_get_group_name(key_.get(), name, sizeof name, nullptr) == 1);
  GroupPtr group(EC_GROUP_new_by_curve_name_ex(crypto_library(), nullptr, OBJ_sn2nid(name)));
  PointPtr point(group ? EC_POINT_new(group.get()) : nullptr);
  BIGNUM* secret = nullptr;
  require_crypto(point != nullptr &&
                 EVP_PKEY_get_bn_param(key_.get(), OSSL_PKEY_PARAM_PRIV_KEY, &secret) == 1);
  BnPtr d(secret);
  BnContextPtr context = new_number_context();
  const BIGNUM* order = EC_GROUP_get0_order(group.get());
  BnPtr z = new_number(std::string_view(digest).substr(0, digest_size));
  int extra_bits = static_cast<int>(digest_size) * 8 - BN_num_bits(order);
  if (extra_bits > 0) require_crypto(BN_rshift(z.get(), z.get(), extra_bits) == 1);
  BnPtr r = new_number();
  BnPtr s = new_number();
  while (BN_is_zero(r.get()) || BN_is_zero(s.get())) {
    BnPtr k = random_below(order, random);
    require_crypto(
        EC_POINT_mul(group.get(), point.get(), k.get(), nullptr, nullptr, context.get()) == 1 &&
        EC_POINT_get_affine_coordinates(group.get(), point.get(), r.get(), nullptr,
                                        context.get()) == 1 &&
        BN_mod(r.get(), r.get(), order, context.get()) == 1 &&
        // s = (z + r·d) / k
        BN_mod_mul(s.get(), r.get(), d.get(), order, context.get()) == 1 &&
        BN_mod_add(s.get(), s.get(), z.get(), order, context.get()) == 1 &&
        BN_mod_inverse(k.get(), k.get(), order, context.get()) != nullptr &&
        BN_mod_mul(s.get(), s.get(), k.get(), order, context.get()) == 1);
  }
  return der_sequence({der_integer(number_bytes(r.get())), der_integer(number_bytes(s.get()))});
}

}  // namespace drydock::render
