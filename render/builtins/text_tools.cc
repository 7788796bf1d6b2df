#include "render/builtins/text_tools.h"

#include <cstring>
#include <limits>

#include "core/unicode.h"

namespace drydock::render {
namespace {

size_t count_of(std::string_view text, std::string_view part) {
  if (part.empty()) return count_runes(text) + 1;
  size_t count = 0;
  for (size_t at = 0; (at = find_text(text, part, at)) != std::string_view::npos;
       at += part.size()) {
    ++count;
  }
  return count;
}

void insert_between_runes(std::string& out, std::string_view text, std::string_view inserted) {
  out += inserted;
  while (!text.empty()) {
    size_t size = static_cast<size_t>(decode_rune(text).size);
    out += text.substr(0, size);
    out += inserted;
    text.remove_prefix(size);
  }
}

std::vector<std::string_view> split_runes(std::string_view text, size_t limit) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    size_t size = static_cast<size_t>(decode_rune(text).size);
    if (parts.size() + 1 == limit) size = text.size();
    parts.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return parts;
}

}  // namespace

size_t find_text(std::string_view text, std::string_view part, size_t from) {
  if (part.empty()) return from;
  // glibc's memmem is the two-way algorithm for long parts.
  const void* found = memmem(text.data() + from, text.size() - from, part.data(), part.size());
  if (!found) return std::string_view::npos;
  return static_cast<size_t>(static_cast<const char*>(found) - text.data());
}

std::string_view replace_all(const CallArgs& args, std::string_view text, std::string_view old,
                             std::string_view replacement) {
  if (old == replacement) return text;
  size_t count = count_of(text, old);
  if (count == 0) return text;
  uint64_t size = text.size() + count * replacement.size() - count * old.size();
  args.context().check_size(size);
  std::string out;
  out.reserve(size);
  if (old.empty()) {
    insert_between_runes(out, text, replacement);
    return args.arena().copy(out);
  }
  size_t start = 0;
  for (size_t at; (at = find_text(text, old, start)) != std::string_view::npos;
       start = at + old.size()) {
    out += text.substr(start, at - start);
    out += replacement;
  }
  out += text.substr(start);
  return args.arena().copy(out);
}

std::string_view repeat_text(const CallArgs& args, std::string_view text, int64_t count) {
  if (count < 0) args.fail("strings: negative Repeat count");
  if (text.empty() || count == 0) return {};
  uint64_t times = static_cast<uint64_t>(count);
  uint64_t largest = std::numeric_limits<int64_t>::max();
  if (times > largest / text.size()) args.fail("strings: Repeat output length overflow");
  uint64_t size = text.size() * times;
  args.context().check_size(size);
  char* out = static_cast<char*>(args.arena().allocate(size, 1));
  for (uint64_t i = 0; i < times; ++i) std::copy(text.begin(), text.end(), out + i * text.size());
  return {out, size};
}

std::vector<std::string_view> split_text(std::string_view text, std::string_view separator,
                                         int64_t limit) {
  if (limit == 0) return {};
  size_t most = limit < 0 ? std::numeric_limits<size_t>::max() : static_cast<size_t>(limit);
  if (separator.empty()) return split_runes(text, most);
  std::vector<std::string_view> parts;
  while (parts.size() + 1 < most) {
    size_t at = find_text(text, separator);
    if (at == std::string_view::npos) break;
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + separator.size());
  }
  parts.push_back(text);
  return parts;
}

}  // namespace drydock::render
