#include "render/crypto/der.h"

#include "core/error.h"
#include "core/unicode.h"
#include "render/time/go_time.h"

namespace drydock::render {
namespace {

constexpr uint8_t kBoolean = 0x01;
constexpr uint8_t kInteger = 0x02;
constexpr uint8_t kBits = 0x03;
constexpr uint8_t kOctets = 0x04;
constexpr uint8_t kNull = 0x05;
constexpr uint8_t kOid = 0x06;
constexpr uint8_t kUtf8Text = 0x0C;
constexpr uint8_t kPrintableText = 0x13;
constexpr uint8_t kUtcTime = 0x17;
constexpr uint8_t kGeneralizedTime = 0x18;
constexpr uint8_t kSequence = 0x30;
constexpr uint8_t kSet = 0x31;
constexpr uint8_t kContext = 0x80;
constexpr uint8_t kConstructed = 0x20;

bool is_printable_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(" '()+,-./:=?").find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string der_element(uint8_t tag, std::string_view content) {
  std::string out(1, static_cast<char>(tag));
  size_t size = content.size();
  if (size < 0x80) {
    out += static_cast<char>(size);
  } else {
    int bytes = 1;
    while (bytes < 8 && size >> (8 * bytes) != 0) ++bytes;
    out += static_cast<char>(0x80 | bytes);
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(size >> (8 * i) & 0xFF);
  }
  return out += content;
}

std::string der_sequence(std::initializer_list<std::string_view> elements) {
  std::string content;
  for (std::string_view element : elements) content += element;
  return der_element(kSequence, content);
}

std::string der_set(std::string_view element) { return der_element(kSet, element); }

std::string der_integer(std::string_view bytes) {
  while (bytes.size() > 1 && bytes[0] == 0) bytes.remove_prefix(1);
  std::string content;
  if (bytes.empty() || static_cast<unsigned char>(bytes[0]) >= 0x80) content += '\0';
  return der_element(kInteger, content += bytes);
}

std::string der_small_integer(uint8_t number) {
  char byte = static_cast<char>(number);
  return der_integer({&byte, 1});
}

std::string der_octets(std::string_view bytes) { return der_element(kOctets, bytes); }

std::string der_bits(std::string_view bytes, uint8_t unused_bits) {
  std::string content(1, static_cast<char>(unused_bits));
  return der_element(kBits, content += bytes);
}

std::string der_true() { return der_element(kBoolean, "\xFF"); }
std::string der_null() { return der_element(kNull, ""); }
std::string der_explicit(uint8_t number, std::string_view element) {
  return der_element(kContext | kConstructed | number, element);
}
std::string der_implicit(uint8_t number, std::string_view content) {
  return der_element(kContext | number, content);
}
std::string der_oid(std::string_view arcs) { return der_element(kOid, arcs); }

std::string der_text(std::string_view text) {
  if (is_printable_text(text)) return der_element(kPrintableText, text);
  if (!is_valid_utf8(text)) fail("crypto", "asn1: string not valid UTF-8");
  return der_element(kUtf8Text, text);
}

std::string der_time(int64_t seconds) {
  GoTime time{.seconds = seconds};
  int64_t year = time.date().year;
  if (year < 0 || year > 9999) {
    fail("crypto", "asn1: structure error: cannot represent time as GeneralizedTime");
  }
  if (year >= 1950 && year < 2050) return der_element(kUtcTime, format_time(time, "060102150405Z"));
  return der_element(kGeneralizedTime, format_time(time, "20060102150405Z"));
}

}  // namespace drydock::render
