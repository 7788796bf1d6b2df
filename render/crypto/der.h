#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace drydock::render {

// Writes ASN.1 in its distinguished encoding. Each gives one element with tag and length; what it
// holds are such elements, or bytes.

std::string der_element(uint8_t tag, std::string_view content);
std::string der_sequence(std::initializer_list<std::string_view> elements);
std::string der_set(std::string_view element);
/// A number that is not negative, from its bytes, the highest first.
std::string der_integer(std::string_view bytes);
std::string der_small_integer(uint8_t number);
std::string der_octets(std::string_view bytes);
std::string der_bits(std::string_view bytes, uint8_t unused_bits = 0);
std::string der_true();
std::string der_null();
/// [number] EXPLICIT.
std::string der_explicit(uint8_t number, std::string_view element);
/// [number] IMPLICIT, of a type without parts.
std::string der_implicit(uint8_t number, std::string_view content);
/// The arcs of an object identifier in their encoded form, as the constants below.
std::string der_oid(std::string_view arcs);
/// A text as Go's encoding/asn1 chooses its type. Throws Error, rule "crypto", for invalid UTF-8.
std::string der_text(std::string_view text);
/// A moment in seconds since 1970. Throws Error, rule "crypto", for years that it cannot express.
std::string der_time(int64_t seconds);

constexpr std::string_view kOidRsa = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
constexpr std::string_view kOidRsaSha256 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b";
constexpr std::string_view kOidEcKey = "\x2a\x86\x48\xce\x3d\x02\x01";
constexpr std::string_view kOidEcdsaSha256 = "\x2a\x86\x48\xce\x3d\x04\x03\x02";
constexpr std::string_view kOidEcdsaSha384 = "\x2a\x86\x48\xce\x3d\x04\x03\x03";
constexpr std::string_view kOidEcdsaSha512 = "\x2a\x86\x48\xce\x3d\x04\x03\x04";
constexpr std::string_view kOidEd25519 = "\x2b\x65\x70";
constexpr std::string_view kOidCommonName = "\x55\x04\x03";
constexpr std::string_view kOidSubjectKeyId = "\x55\x1d\x0e";
constexpr std::string_view kOidKeyUsage = "\x55\x1d\x0f";
constexpr std::string_view kOidAltName = "\x55\x1d\x11";
constexpr std::string_view kOidBasicConstraints = "\x55\x1d\x13";
constexpr std::string_view kOidAuthorityKeyId = "\x55\x1d\x23";
constexpr std::string_view kOidExtKeyUsage = "\x55\x1d\x25";
constexpr std::string_view kOidServerAuth = "\x2b\x06\x01\x05\x05\x07\x03\x01";
constexpr std::string_view kOidClientAuth = "\x2b\x06\x01\x05\x05\x07\x03\x02";

}  // namespace drydock::render
