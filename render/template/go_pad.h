#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace drydock::render {

/// No value that is printed is larger, unless a caller has a limit of its own.
inline constexpr size_t kMaxText = size_t{256} << 20;

/// The flags, width and precision of one verb, and how Go writes basic values under them. What is
/// written is appended to `out`.
class GoPad {
 public:
  explicit GoPad(std::string& out) : out(out) {}

  std::string& out;
  size_t max_size = kMaxText;  // of `out`; going over it fails with rule `output-limit`
  bool sharp = false;
  bool zero = false;
  bool plus = false;
  bool minus = false;
  bool space = false;
  bool plus_v = false;   // "%+v": names of fields
  bool sharp_v = false;  // "%#v": Go syntax
  bool has_width = false;
  bool has_precision = false;
  int width = 0;
  int precision = 0;

  void clear_flags();

  [[noreturn]] void fail_size() const;
  /// Text between the padding, unchanged.
  void pad(std::string_view text);
  void boolean(bool value) { pad(value ? "true" : "false"); }
  /// `base` is 2, 8, 10 or 16; `value` holds the bits of an int64 if `is_signed`.
  void integer(uint64_t value, int base, bool is_signed, char32_t verb, bool capitals = false);
  void unicode(uint64_t value);           // U+0041
  void character(uint64_t value);         // %c
  void quoted_character(uint64_t value);  // %q
  /// `format` and `default_precision` as in append_go_float.
  void floating(double value, char format, int default_precision, int bits);
  void string(std::string_view text);               // %s
  void quoted(std::string_view text);               // %q
  void hex(std::string_view bytes, bool capitals);  // %x

 private:
  void padding(int count);
  void pad_without_zeros(std::string_view text);
  std::string_view truncated(std::string_view text) const;
};

}  // namespace drydock::render
