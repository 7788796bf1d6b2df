#include "core/yaml/input.h"

#include <cstdint>
#include <string>

#include "core/unicode.h"

namespace drydock {
namespace {

/// The size of the blocks in which Go's reader takes the bytes.
constexpr size_t kGoBlock = 512;

enum class Encoding : uint8_t { Utf8, Utf16Little, Utf16Big };

enum class Fault : uint8_t {
  None,
  LeadingOctet,
  IncompleteUtf8,
  TrailingOctet,
  Overlong,
  NoCharacter,
  IncompleteUtf16,
  LowSurrogate,
  IncompletePair,
  NoLowSurrogate,
  Control,
};

struct FaultText {
  std::string_view go_text;
  std::string_view message;
};

constexpr FaultText kFaultTexts[] = {
    {},
    {"invalid leading UTF-8 octet", "this byte starts no character: the file is not UTF-8"},
    {"incomplete UTF-8 octet sequence", "the file ends within a UTF-8 character"},
    {"invalid trailing UTF-8 octet", "this byte is no part of a UTF-8 character"},
    {"invalid length of a UTF-8 sequence", "this UTF-8 character is longer than it may be"},
    {"invalid Unicode character", "these bytes are no Unicode character"},
    {"incomplete UTF-16 character", "the file ends within a UTF-16 character"},
    {"unexpected low surrogate area", "this second half of a UTF-16 pair has no first half"},
    {"incomplete UTF-16 surrogate pair", "the file ends within a UTF-16 pair"},
    {"expected low surrogate area", "this first half of a UTF-16 pair has no second half"},
    {"control characters are not allowed", "a control character is not allowed in YAML"},
};

struct Decoded {
  char32_t rune = 0;
  int size = 0;
  Fault fault = Fault::None;
  int fault_at = 0;  // bytes from the character's first one
};

bool is_allowed(char32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  if (c < 0xA0) return c < 0x7F || c == 0x85;
  return c < 0xD800 || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

Decoded fault(Fault what, int at = 0) { return {0, 0, what, at}; }

Decoded finish(char32_t rune, int size) {
  if (!is_allowed(rune)) return fault(Fault::Control);
  return {rune, size, Fault::None, 0};
}

Decoded decode_utf8(std::string_view bytes) {
  auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  uint8_t lead = byte(0);
  int size = lead < 0x80 ? 1 : (lead & 0xE0) == 0xC0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : 4;
  if (lead >= 0x80 && (lead < 0xC0 || lead >= 0xF8)) return fault(Fault::LeadingOctet);
  if (static_cast<size_t>(size) > bytes.size()) return fault(Fault::IncompleteUtf8);
  constexpr uint8_t kLeadMasks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t rune = lead & kLeadMasks[size];
  for (int i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return fault(Fault::TrailingOctet, i);
    rune = rune << 6 | (byte(i) & 0x3F);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (rune < kSmallest[size]) return fault(Fault::Overlong);
  if ((rune >= 0xD800 && rune <= 0xDFFF) || rune > 0x10FFFF) return fault(Fault::NoCharacter);
  return finish(rune, size);
}

Decoded decode_utf16(std::string_view bytes, Encoding encoding) {
  auto unit = [&](size_t i) {
    uint8_t first = static_cast<uint8_t>(bytes[i]);
    uint8_t second = static_cast<uint8_t>(bytes[i + 1]);
    return static_cast<char32_t>(encoding == Encoding::Utf16Little ? second << 8 | first
                                                                   : first << 8 | second);
  };
  if (bytes.size() < 2) return fault(Fault::IncompleteUtf16);
  char32_t high = unit(0);
  if ((high & 0xFC00) == 0xDC00) return fault(Fault::LowSurrogate);
  if ((high & 0xFC00) != 0xD800) return finish(high, 2);
  if (bytes.size() < 4) return fault(Fault::IncompletePair);
  char32_t low = unit(2);
  if ((low & 0xFC00) != 0xDC00) return fault(Fault::NoLowSurrogate, 2);
  return finish(0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF), 4);
}

/// Whether 64 bytes need a closer look; written so that the compiler can use vector instructions.
bool has_unusual_byte(const char* bytes) {
  unsigned unusual = 0;
  for (int i = 0; i < 64; ++i) {
    auto c = static_cast<uint8_t>(bytes[i]);
    unusual |= (c < 0x20) & (c != '\n') & (c != '\t') & (c != '\r');
    unusual |= c >= 0x7F;
  }
  return unusual != 0;
}

/// Where the block begins that holds the first culprit, counted as Go's reader fills its buffer: a
/// character that does not fit into a block moves to the next one. There must be a culprit.
size_t culprit_block(std::string_view bytes, size_t first, Encoding encoding) {
  size_t start = first;
  size_t at = first;
  size_t end = kGoBlock;
  while (true) {
    std::string_view rest = bytes.substr(at, end - at);
    if (!rest.empty()) {
      Decoded c = encoding == Encoding::Utf8 ? decode_utf8(rest) : decode_utf16(rest, encoding);
      if (c.fault == Fault::None) {
        at += static_cast<size_t>(c.size);
        continue;
      }
      bool incomplete = c.fault == Fault::IncompleteUtf8 || c.fault == Fault::IncompleteUtf16 ||
                        c.fault == Fault::IncompletePair;
      if (!incomplete) return start;
      // Go learns that nothing follows only when it asks for more.
      if (end >= bytes.size()) return at;
    }
    start = at;
    end = start + kGoBlock;
  }
}

class InputReader {
 public:
  InputReader(std::string_view bytes, Arena& arena) : bytes_(bytes), arena_(arena) {}

  YamlInput run() {
    detect_encoding();
    if (encoding_ == Encoding::Utf8) {
      check_utf8();
    } else {
      transcode();
    }
    return input_;
  }

 private:
  void detect_encoding() {
    if (bytes_.starts_with("\xFF\xFE")) {
      encoding_ = Encoding::Utf16Little;
      start_ = 2;
    } else if (bytes_.starts_with("\xFE\xFF")) {
      encoding_ = Encoding::Utf16Big;
      start_ = 2;
    } else if (bytes_.starts_with("\xEF\xBB\xBF")) {
      start_ = 3;
    }
  }

  void check_utf8() {
    size_t at = start_;
    while (at < bytes_.size()) {
      if (bytes_.size() - at >= 64 && !has_unusual_byte(bytes_.data() + at)) {
        at += 64;
        continue;
      }
      size_t end = std::min(at + 64, bytes_.size());
      while (at < end) {
        Decoded c = decode_utf8(bytes_.substr(at, 4));
        if (c.fault != Fault::None) return cut(at, c);
        at += static_cast<size_t>(c.size);
      }
    }
    input_.text = bytes_.substr(start_);
  }

  void transcode() {
    std::string text;
    size_t at = start_;
    while (at < bytes_.size()) {
      Decoded c = decode_utf16(bytes_.substr(at, 4), encoding_);
      if (c.fault != Fault::None) {
        note_problem(at, c);
        size_t end = culprit_block(bytes_, start_, encoding_);
        text.clear();
        for (size_t i = start_; i < end;) {
          Decoded good = decode_utf16(bytes_.substr(i, 4), encoding_);
          append_rune(text, good.rune);
          i += static_cast<size_t>(good.size);
        }
        break;
      }
      append_rune(text, c.rune);
      at += static_cast<size_t>(c.size);
    }
    input_.text = terminated_copy(text);
  }

  void cut(size_t at, const Decoded& bad) {
    note_problem(at, bad);
    size_t end = culprit_block(bytes_, start_, encoding_);
    input_.text = terminated_copy(bytes_.substr(start_, end - start_));
  }

  void note_problem(size_t at, const Decoded& bad) {
    const FaultText& text = kFaultTexts[static_cast<size_t>(bad.fault)];
    input_.problem = arena_.make<YamlInputProblem>(text.go_text, text.message,
                                                   at + static_cast<size_t>(bad.fault_at));
  }

  std::string_view terminated_copy(std::string_view text) {
    char* copy = arena_.array<char>(text.size() + 1);
    std::copy(text.begin(), text.end(), copy);
    copy[text.size()] = '\0';
    return {copy, text.size()};
  }

  std::string_view bytes_;
  Arena& arena_;
  YamlInput input_;
  Encoding encoding_ = Encoding::Utf8;
  size_t start_ = 0;  // behind the byte order mark
};

}  // namespace

YamlInput read_yaml_input(std::string_view bytes, Arena& arena) {
  return InputReader(bytes, arena).run();
}

}  // namespace drydock
