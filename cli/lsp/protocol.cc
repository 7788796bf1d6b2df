#include "cli/lsp/protocol.h"

#include <unistd.h>

#include <cerrno>

#include "core/ascii.h"
#include "core/unicode.h"

namespace drydock::cli::lsp {
namespace {

constexpr size_t kMostBytes = size_t{64} << 20;  // of a message

int units(std::string_view text) {
  int count = 0;
  while (!text.empty()) {
    auto rune = decode_rune(text);
    count += rune.rune > 0xFFFF ? 2 : 1;
    text.remove_prefix(static_cast<size_t>(rune.size));
  }
  return count;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

bool Channel::receive() {
  char part[64 * 1024];
  ssize_t got = read(in_, part, sizeof part);
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  buffer_.append(part, static_cast<size_t>(got));
  return got > 0 && buffer_.size() < kMostBytes;
}

std::optional<std::string> Channel::next() {
  size_t end = buffer_.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  std::string head = ascii_lower(std::string_view(buffer_).substr(0, end));
  size_t at = head.find("content-length:");
  size_t length = at == std::string::npos
                      ? 0
                      : static_cast<size_t>(std::strtoull(head.c_str() + at + 15, nullptr, 10));
  if (length > kMostBytes) length = 0;
  if (buffer_.size() < end + 4 + length) return std::nullopt;
  std::string message = buffer_.substr(end + 4, length);
  buffer_.erase(0, end + 4 + length);
  return message;
}

void Channel::send(std::string_view json) const {
  std::string text = fmt::format("Content-Length: {}\r\n\r\n{}", json.size(), json);
  for (std::string_view rest = text; !rest.empty();) {
    ssize_t sent = write(out_, rest.data(), rest.size());
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return;
    rest.remove_prefix(static_cast<size_t>(sent));
  }
}

Value member(const Value& object, std::initializer_list<std::string_view> path) {
  Value at = object;
  for (std::string_view name : path) {
    const Value* next = at.is_map() && !at.is_nil_map() ? at.as_map().find(name) : nullptr;
    if (!next) return {};
    at = *next;
  }
  return at;
}

std::string_view text_of(const Value& object, std::initializer_list<std::string_view> path) {
  Value found = member(object, path);
  return found.is_string() ? found.as_string() : std::string_view();
}

Position position_of(const Value& position) {
  Value line = member(position, {"line"}), character = member(position, {"character"});
  return {line.is_int() ? static_cast<int>(line.as_int()) : 0,
          character.is_int() ? static_cast<int>(character.as_int()) : 0};
}

std::string path_of_uri(std::string_view uri) {
  constexpr std::string_view kScheme = "file://";
  if (!uri.starts_with(kScheme)) return "";
  uri.remove_prefix(kScheme.size());
  uri.remove_prefix(std::min(uri.find('/'), uri.size()));  // the host
  std::string path;
  for (size_t i = 0; i < uri.size(); ++i) {
    int high = uri[i] == '%' && i + 2 < uri.size() ? hex(uri[i + 1]) : -1;
    int low = high >= 0 ? hex(uri[i + 2]) : -1;
    if (low >= 0) i += 2;
    path += low >= 0 ? static_cast<char>(high * 16 + low) : uri[i];
  }
  return path;
}

std::string uri_of_path(std::string_view path) {
  std::string uri = "file://";
  for (char c : path) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 std::string_view("/-._~").find(c) != std::string_view::npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

Position Positions::of(int line, int column) const {
  line = std::clamp(line, 1, std::max(1, index_.line_count()));
  std::string_view text = index_.line(line);
  size_t begin = index_.offset(line, 1);
  return {line - 1, units(text.substr(0, index_.offset(line, std::max(1, column)) - begin))};
}

Position Positions::of_offset(size_t offset) const {
  int low = 1, high = std::max(1, index_.line_count());
  while (low < high) {
    int middle = (low + high + 1) / 2;
    if (index_.offset(middle, 1) <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  size_t begin = index_.offset(low, 1);
  std::string_view line = index_.line(low);
  return {low - 1, units(line.substr(0, std::min(line.size(), offset - begin)))};
}

Range Positions::range(const SourcePos& where) const {
  if (where.line < 1) return {{0, 0}, {0, 1}};
  Position begin = of(where.line, where.column);
  Position end = of(where.line, where.column + std::max(1, where.length));
  if (end == begin) ++end.character;
  return {begin, end};
}

size_t Positions::byte_in_line(const Position& position) const {
  std::string_view text = index_.line(position.line + 1);
  size_t at = 0;
  for (int passed = 0; passed < position.character && at < text.size();) {
    auto rune = decode_rune(text.substr(at));
    passed += rune.rune > 0xFFFF ? 2 : 1;
    at += static_cast<size_t>(rune.size);
  }
  return at;
}

int Positions::column(const Position& position) const {
  std::string_view before = index_.line(position.line + 1).substr(0, byte_in_line(position));
  return 1 + static_cast<int>(count_runes(before));
}

}  // namespace drydock::cli::lsp
