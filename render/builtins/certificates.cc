#include <arpa/inet.h>

#include "core/base_encoding.h"
#include "render/builtins/families.h"
#include "render/builtins/ip_address.h"
#include "render/builtins/random.h"
#include "render/builtins/struct_object.h"
#include "render/crypto/certificate.h"
#include "render/crypto/pem.h"
#include "render/template/go_format.h"
#include "render/time/duration.h"
#include "render/time/go_time.h"

namespace drydock::render {
namespace {

// About what one key costs, in steps of the evaluator.
constexpr uint64_t kRsa2048Steps = 1'500'000;
constexpr uint64_t kRsa4096Steps = 10'000'000;
constexpr uint64_t kDsaSteps = 20'000'000;
constexpr uint64_t kSmallKeySteps = 10'000;

RandomBytes random_of(const CallArgs& args) {
  auto draw = std::make_shared<RandomDraw>(args);
  return [draw](size_t count) {
    std::string out(count, '\0');
    for (char& byte : out) byte = static_cast<char>(draw->byte());
    return out;
  };
}

/// Calls `make`, and puts a text before what it says of a failure.
template <class Make>
auto with_context(std::string_view context, Make make) -> decltype(make()) {
  try {
    return make();
  } catch (Error& error) {
    std::string& message = error.diagnostic().message;
    if (error.diagnostic().rule == "crypto") message = std::string(context) + message;
    throw;
  }
}

Value make_certificate_value(const CallArgs& args, std::string_view cert, std::string_view key) {
  const StructField fields[] = {{"Cert", args.string(cert)}, {"Key", args.string(key)}};
  return make_struct(args.arena(), "sprig.certificate", fields);
}

std::string_view field_of(Value certificate, size_t i) {
  return certificate.as_object().fields()[i].value.as_string();
}

Value gen_private_key(const CallArgs& args) {
  std::string_view type = args.text(0);
  RandomBytes random = random_of(args);
  Context& context = args.context();
  auto text = [&](uint64_t steps, auto generate) {
    context.spend(steps);
    return args.string(generate().pem());
  };
  if (type.empty() || type == "rsa") {
    return text(kRsa4096Steps, [&] { return PrivateKey::generate_rsa(4096, random); });
  }
  if (type == "dsa") return text(kDsaSteps, [&] { return PrivateKey::generate_dsa(random); });
  if (type == "ecdsa") return text(kSmallKeySteps, [&] { return PrivateKey::generate_ec(random); });
  if (type == "ed25519") {
    return text(kSmallKeySteps, [&] { return PrivateKey::generate_ed25519(random); });
  }
  return args.string("Unknown type " + std::string(type));
}

PrivateKey new_rsa_key(const CallArgs& args, const RandomBytes& random) {
  args.context().spend(kRsa2048Steps);
  return PrivateKey::generate_rsa(2048, random);
}

PrivateKey given_key(std::string_view pem) {
  return with_context("parsing private key: ", [&] { return PrivateKey::from_pem(pem); });
}

/// net.ParseIP: four bytes where the address is one of IPv4, else sixteen.
std::string ip_bytes(std::string_view text) {
  std::string address(text);
  std::string bytes(16, '\0');
  IpCheck check = check_ip_address(text);
  bool valid = check.problem.empty() && text.find('%') == std::string_view::npos &&
               inet_pton(check.is_v4 ? AF_INET : AF_INET6, address.c_str(), bytes.data()) == 1;
  if (!valid) drydock::fail("crypto", "error parsing ip: " + address);
  constexpr std::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xFF\xFF", 12);
  if (check.is_v4) return bytes.substr(0, 4);
  return bytes.starts_with(kMapped) ? bytes.substr(12) : bytes;
}

/// The texts of a list; `problem` and the value are the error for what is no text.
std::vector<std::string> texts(std::span<const Value> items, std::string_view problem) {
  std::vector<std::string> out;
  for (Value item : items) {
    if (!item.is_string()) {
      drydock::fail("crypto", std::string(problem) + value_text(item) + " is not a string");
    }
    out.emplace_back(item.as_string());
  }
  return out;
}

int64_t plus_days(int64_t seconds, int64_t nanos, int64_t days) {
  // Go multiplies in nanoseconds, which may wrap around.
  constexpr uint64_t kNanosPerDay = uint64_t{86400} * kNanosPerSecond;
  auto duration = static_cast<int64_t>(static_cast<uint64_t>(days) * kNanosPerDay);
  return add_duration({.seconds = seconds, .nanos = static_cast<int32_t>(nanos)}, duration).seconds;
}

struct Subject {
  std::string_view name;
  std::span<const Value> ips;
  std::span<const Value> dns_names;
  int64_t days = 0;
};

CertificateRequest make_request(const CallArgs& args, const Subject& subject,
                                const RandomBytes& random) {
  const Environment& environment = args.context().environment();
  CertificateRequest request;
  request.common_name = subject.name;
  for (size_t i = 0; i < subject.ips.size(); ++i) {
    // One by one, as the first item that is wrong in any way is reported.
    std::string text = texts(subject.ips.subspan(i, 1), "error parsing ip: ")[0];
    request.ip_addresses.push_back(ip_bytes(text));
  }
  request.dns_names = texts(subject.dns_names, "error processing alternate dns name: ");
  request.not_before = environment.now_seconds;
  request.not_after = plus_days(environment.now_seconds, environment.now_nanos, subject.days);
  request.serial = random(16);
  return request;
}

/// What a certificate and its key become.
Value finish(const CallArgs& args, const CertificateRequest& request, const PrivateKey& key,
             const CertificateAuthority* authority, const PrivateKey& signing_key,
             const RandomBytes& random) {
  std::string certificate = with_context("error creating certificate: ", [&] {
    return make_certificate(request, key, authority, signing_key, random);
  });
  return make_certificate_value(args, certificate, key.pem());
}

Value self_signed(const CallArgs& args, const Subject& subject, bool is_ca, const PrivateKey& key,
                  const RandomBytes& random) {
  CertificateRequest request = make_request(args, subject, random);
  request.is_ca = is_ca;
  return finish(args, request, key, nullptr, key, random);
}

Subject ca_subject(const CallArgs& args) { return {.name = args.text(0), .days = args.integer(1)}; }
Subject full_subject(const CallArgs& args) {
  return {args.text(0), args.list(1), args.list(2), args.integer(3)};
}

Value gen_ca(const CallArgs& args) {
  RandomBytes random = random_of(args);
  return self_signed(args, ca_subject(args), true, new_rsa_key(args, random), random);
}
Value gen_ca_with_key(const CallArgs& args) {
  return self_signed(args, ca_subject(args), true, given_key(args.text(2)), random_of(args));
}
Value gen_self_signed(const CallArgs& args) {
  RandomBytes random = random_of(args);
  return self_signed(args, full_subject(args), false, new_rsa_key(args, random), random);
}
Value gen_self_signed_with_key(const CallArgs& args) {
  return self_signed(args, full_subject(args), false, given_key(args.text(4)), random_of(args));
}

Value signed_by_ca(const CallArgs& args, const PrivateKey& key, const RandomBytes& random) {
  CertificateAuthority authority =
      CertificateAuthority::from_pem(field_of(args[4], 0), "decodedSignerCert.Bytes");
  PrivateKey signing_key = with_context("error parsing private key: ",
                                        [&] { return PrivateKey::from_pem(field_of(args[4], 1)); });
  CertificateRequest request = make_request(args, full_subject(args), random);
  return finish(args, request, key, &authority, signing_key, random);
}

Value gen_signed(const CallArgs& args) {
  RandomBytes random = random_of(args);
  return signed_by_ca(args, new_rsa_key(args, random), random);
}
Value gen_signed_with_key(const CallArgs& args) {
  return signed_by_ca(args, given_key(args.text(5)), random_of(args));
}

Value build_custom(const CallArgs& args) {
  BaseDecoded cert = decode_base64(args.text(0));
  if (!cert.ok()) args.fail("unable to decode base64 certificate");
  BaseDecoded key = decode_base64(args.text(1));
  if (!key.ok()) args.fail("unable to decode base64 private key");
  CertificateAuthority::from_pem(cert.bytes, "decodedCert.Bytes");
  with_context("error parsing private key: ", [&] { return PrivateKey::from_pem(key.bytes); });
  return make_certificate_value(args, cert.bytes, key.bytes);
}

constexpr Type kResult = Type::Certificate;

// clang-format off
constexpr Builtin kCertificateBuiltins[] = {
    {"genPrivateKey",            takes(Type::String),                                                                          Type::String, gen_private_key,          "TYPE: a new private key in PEM; TYPE is rsa, dsa, ecdsa or ed25519"},
    {"genCA",                    takes(Type::String, Type::Int),                                                               kResult,      gen_ca,                   "NAME DAYS: a new certificate authority, with .Cert and .Key in PEM"},
    {"genCAWithKey",             takes(Type::String, Type::Int, Type::String),                                                 kResult,      gen_ca_with_key,          "NAME DAYS KEY: as `genCA`, for a private key in PEM"},
    {"genSelfSignedCert",        takes(Type::String, Type::List, Type::List, Type::Int),                                       kResult,      gen_self_signed,          "NAME IPS HOSTS DAYS: a new certificate signed by itself, with .Cert and .Key in PEM"},
    {"genSelfSignedCertWithKey", takes(Type::String, Type::List, Type::List, Type::Int, Type::String),                         kResult,      gen_self_signed_with_key, "NAME IPS HOSTS DAYS KEY: as `genSelfSignedCert`, for a private key in PEM"},
    {"genSignedCert",            takes(Type::String, Type::List, Type::List, Type::Int, Type::Certificate),                    kResult,      gen_signed,               "NAME IPS HOSTS DAYS CA: a new certificate signed by CA, with .Cert and .Key in PEM"},
    {"genSignedCertWithKey",     takes(Type::String, Type::List, Type::List, Type::Int, Type::Certificate, Type::String),      kResult,      gen_signed_with_key,      "NAME IPS HOSTS DAYS CA KEY: as `genSignedCert`, for a private key in PEM"},
    {"buildCustomCert",          takes(Type::String, Type::String),                                                            kResult,      build_custom,             "CERT KEY: a certificate and its key in PEM, given in base64, as `genCA` gives one"},
};
// clang-format on

}  // namespace

std::span<const Builtin> certificate_builtins() { return kCertificateBuiltins; }

}  // namespace drydock::render
