#include "render/crypto/pem.h"

#include "core/base_encoding.h"

namespace drydock::render {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "\n-----END ";
constexpr std::string_view kDashes = "-----";
constexpr size_t kLineLength = 64;

/// Takes a line off the front of a text, without blanks at its end.
std::string_view take_line(std::string_view& text) {
  size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  size_t last = line.find_last_not_of(" \t");
  return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

/// The block that is between `begin`, the position behind "-----BEGIN ", and `end`, that of
/// "\n-----END ".
std::optional<PemBlock> read_block(std::string_view text, size_t begin, size_t end) {
  std::string_view rest = text.substr(begin);
  std::string_view type = take_line(rest);
  if (!type.ends_with(kDashes)) return std::nullopt;
  type.remove_suffix(kDashes.size());
  while (true) {
    std::string_view next = rest;
    if (take_line(next).find(':') == std::string_view::npos) break;  // not a header
    rest = next;
  }
  std::string_view trailer = text.substr(end + kEnd.size());
  if (!trailer.starts_with(type) || !trailer.substr(type.size()).starts_with(kDashes)) {
    return std::nullopt;
  }
  trailer.remove_prefix(type.size() + kDashes.size());
  if (!take_line(trailer).empty()) return std::nullopt;
  size_t start = text.size() - rest.size();
  std::string base64;
  // Without a line between the two, the newline of the end is that of the beginning.
  for (char c : text.substr(start, end > start ? end - start : 0)) {
    if (c != ' ' && c != '\t') base64 += c;
  }
  BaseDecoded decoded = decode_base64(base64);
  if (!decoded.ok()) return std::nullopt;
  return PemBlock{std::string(type), decoded.bytes};
}

}  // namespace

std::optional<PemBlock> decode_pem(std::string_view text) {
  for (size_t from = 0;;) {
    size_t end = text.find(kEnd, from);
    if (end == std::string_view::npos) return std::nullopt;
    // The last beginning before it: those without an end are skipped.
    size_t begin = text.substr(0, end).rfind(kBegin);
    if (begin != std::string_view::npos && begin >= from &&
        (begin == 0 || text[begin - 1] == '\n')) {
      if (auto block = read_block(text, begin + kBegin.size(), end)) return block;
    }
    from = end + kEnd.size();
  }
}

std::string encode_pem(std::string_view type, std::string_view bytes) {
  std::string out = "-----BEGIN " + std::string(type) + "-----\n";
  std::string base64 = encode_base64(bytes);
  for (size_t i = 0; i < base64.size(); i += kLineLength) {
    (out += std::string_view(base64).substr(i, kLineLength)) += '\n';
  }
  return out + "-----END " + std::string(type) + "-----\n";
}

}  // namespace drydock::render
