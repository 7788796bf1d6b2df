#include "validate/server/certificates.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base_encoding.h"
#include "validate/server/names.h"

namespace drydock::validate::server {
namespace {

constexpr size_t kLargestBundle = 1024 * 1024;

/// One block of PEM: "-----BEGIN X-----", base64, "-----END X-----".
struct PemBlock {
  std::string_view type;
  std::string bytes;
  bool has_headers = false;
};

/// Takes the first block off the front of a text; nothing when there is none.
std::optional<PemBlock> take_pem_block(std::string_view& text) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  constexpr std::string_view kDashes = "-----";
  while (true) {
    size_t begin = text.find(kBegin);
    if (begin == std::string_view::npos) return std::nullopt;
    text.remove_prefix(begin + kBegin.size());
    size_t line_end = text.find('\n');
    size_t type_end = text.find(kDashes);
    if (type_end == std::string_view::npos || line_end == std::string_view::npos ||
        type_end > line_end)
      continue;
    PemBlock block{text.substr(0, type_end), {}, false};
    std::string end_line = fmt::format("-----END {}-----", block.type);
    size_t end = text.find(end_line);
    if (end == std::string_view::npos) continue;
    std::string_view body = text.substr(line_end + 1, end - std::min(end, line_end + 1));
    text.remove_prefix(end + end_line.size());
    block.has_headers = body.find(':') != std::string_view::npos;
    if (block.has_headers) return block;
    std::string digits(body);
    std::erase_if(digits, [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });
    BaseDecoded decoded = decode_base64(digits);
    if (!decoded.ok()) continue;
    block.bytes = std::move(decoded.bytes);
    return block;
  }
}

/// Whether the bytes are one whole DER sequence.
bool is_der_sequence(std::string_view bytes) {
  if (bytes.size() < 2 || bytes[0] != 0x30) return false;
  auto byte = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  size_t length = byte(1);
  size_t start = 2;
  if (length >= 0x80) {
    size_t count = length & 0x7f;
    if (count == 0 || count > 4 || bytes.size() < 2 + count) return false;
    length = 0;
    for (size_t i = 0; i < count; ++i) length = length << 8 | byte(2 + i);
    start += count;
  }
  return start + length == bytes.size();
}

void check_request(const Field& request) {
  std::string decoded = decode_base64(request.text()).bytes;
  std::string_view rest = decoded;
  std::optional<PemBlock> block = take_pem_block(rest);
  if (!block || block->type != "CERTIFICATE REQUEST") {
    request.invalid_text("<request>", "PEM block type must be CERTIFICATE REQUEST");
  } else if (!is_der_sequence(block->bytes)) {
    request.invalid_text("<request>", "asn1: structure error: malformed certificate request");
  }
}

void check_usages(const Field& usages) {
  if (usages.empty()) usages.required();
  Seen seen;
  for (Field usage : usages.each()) {
    usage.one_of({"any",
                  "cert sign",
                  "client auth",
                  "code signing",
                  "content commitment",
                  "crl sign",
                  "data encipherment",
                  "decipher only",
                  "digital signature",
                  "email protection",
                  "encipher only",
                  "ipsec end system",
                  "ipsec tunnel",
                  "ipsec user",
                  "key agreement",
                  "key encipherment",
                  "microsoft sgc",
                  "netscape sgc",
                  "ocsp signing",
                  "s/mime",
                  "server auth",
                  "signing",
                  "timestamping"});
    if (!seen.add(usage.text())) usage.duplicate();
  }
}

void check_signer_domain(const Field& name, std::string_view domain) {
  if (domain.size() > 253) name.too_long(253);
  size_t labels = 0;
  for (size_t start = 0; start <= domain.size(); ++labels) {
    size_t dot = std::min(domain.find('.', start), domain.size());
    std::string_view label = domain.substr(start, dot - start);
    Problems problems = dns1123_label(label);
    for (const std::string& problem : problems) {
      name.invalid_text(domain, fmt::format("validating label \"{}\": {}", label, problem));
    }
    if (!problems.empty()) return;
    start = dot + 1;
  }
  if (labels < 2) {
    name.invalid_text(domain, "should be a domain with at least two segments separated by dots");
  }
}

std::string bundle_prefix(std::string_view signer) {
  std::string prefix(signer);
  std::replace(prefix.begin(), prefix.end(), '/', ':');
  return prefix + ":";
}

}  // namespace

void check_signer_name(const Field& name) {
  if (!name.require_text()) return;
  std::string_view text = name.text();
  size_t slash = text.find('/');
  if (slash == std::string_view::npos || text.find('/', slash + 1) != std::string_view::npos) {
    return name.invalid(
        "must be a fully qualified domain and path of the form 'example.com/signer-name'");
  }
  check_signer_domain(name, text.substr(0, slash));
  std::string_view path = text.substr(slash + 1);
  for (const std::string& problem : dns1123_subdomain(path)) name.invalid_text(path, problem);
}

void check_certificate_signing_request(const Object& object) {
  Field spec = object.spec();
  check_request(spec["request"]);
  check_usages(spec["usages"]);
  Field signer = spec["signerName"];
  if (signer.is("kubernetes.io/legacy-unknown")) {
    signer.invalid("the legacy signerName is not allowed via this API version");
  } else {
    check_signer_name(signer);
  }
  Field expiration = spec["expirationSeconds"];
  if (expiration && expiration.number() < 600) {
    expiration.invalid("may not specify a duration less than 600 seconds (10 minutes)");
  }
}

Problems cluster_trust_bundle_name(const Object& object, std::string_view name, bool is_prefix) {
  std::string_view signer = object.root["spec"]["signerName"].text();
  if (signer.empty()) {
    if (name.find(':') != std::string_view::npos) {
      return {"ClusterTrustBundle without signer name must not have \":\" in its name"};
    }
    return name_problems(NameRule::Subdomain, name, is_prefix);
  }
  std::string prefix = bundle_prefix(signer);
  if (!name.starts_with(prefix)) {
    return {fmt::format("ClusterTrustBundle for signerName {} must be named with prefix {}", signer,
                        prefix)};
  }
  return name_problems(NameRule::Subdomain, name.substr(prefix.size()), is_prefix);
}

void check_cluster_trust_bundle(const Object& object) {
  Field signer = object.spec()["signerName"];
  if (!signer.text().empty()) check_signer_name(signer);
  Field bundle = object.spec()["trustBundle"];
  if (bundle.text().size() > kLargestBundle) return bundle.too_long(kLargestBundle);
  std::string_view rest = bundle.text();
  size_t blocks = 0;
  std::vector<std::string> seen;
  while (std::optional<PemBlock> block = take_pem_block(rest)) {
    if (block->type != "CERTIFICATE") {
      bundle.invalid_text("<value omitted>",
                          fmt::format("entry {} has bad block type: {}", blocks, block->type));
    } else if (block->has_headers) {
      bundle.invalid_text("<value omitted>", fmt::format("entry {} has PEM block headers", blocks));
    } else if (!is_der_sequence(block->bytes)) {
      bundle.invalid_text("<value omitted>",
                          fmt::format("entry {} does not parse as X.509", blocks));
    } else if (std::find(seen.begin(), seen.end(), block->bytes) != seen.end()) {
      bundle.invalid_text("<value omitted>", fmt::format("entry {} is a duplicate", blocks));
    }
    seen.push_back(std::move(block->bytes));
    ++blocks;
  }
  if (blocks == 0)
    bundle.invalid_text("<value omitted>", "at least one trust anchor must be provided");
}

}  // namespace drydock::validate::server
