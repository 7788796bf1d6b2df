#include "core/base_encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace drydock {
namespace {

constexpr std::string_view kDigits64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kDigits32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr uint8_t kNoDigit = 0xFF;

constexpr std::array<uint8_t, 256> digit_values(std::string_view digits) {
  std::array<uint8_t, 256> values{};
  for (uint8_t& value : values) value = kNoDigit;
  for (size_t i = 0; i < digits.size(); ++i) {
    values[static_cast<unsigned char>(digits[i])] = static_cast<uint8_t>(i);
  }
  return values;
}

constexpr std::array<uint8_t, 256> kValues64 = digit_values(kDigits64);
constexpr std::array<uint8_t, 256> kValues32 = digit_values(kDigits32);

bool is_line_break(char c) { return c == '\n' || c == '\r'; }

/// Writes groups of `group_bytes` bytes as `group_digits` digits of `digit_bits` bits each.
std::string encode(std::string_view bytes, std::string_view digits, size_t group_bytes,
                   size_t group_digits, size_t digit_bits) {
  std::string out;
  out.reserve((bytes.size() + group_bytes - 1) / group_bytes * group_digits);
  for (size_t start = 0; start < bytes.size(); start += group_bytes) {
    std::string_view group = bytes.substr(start, group_bytes);
    uint64_t word = 0;
    for (size_t i = 0; i < group_bytes; ++i) {
      word = word << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0);
    }
    size_t used = (group.size() * 8 + digit_bits - 1) / digit_bits;
    for (size_t i = 0; i < group_digits; ++i) {
      size_t shift = (group_digits - 1 - i) * digit_bits;
      out += i < used ? digits[word >> shift & (digits.size() - 1)] : '=';
    }
  }
  return out;
}

class Base64Reader {
 public:
  explicit Base64Reader(std::string_view text) : text_(text) {}

  BaseDecoded read() {
    result_.bytes.reserve(text_.size() / 4 * 3);
    while (next_ < text_.size() && !result_.corrupt_at) read_group();
    return std::move(result_);
  }

 private:
  void corrupt(size_t offset) { result_.corrupt_at = offset; }

  void skip_line_breaks() {
    while (next_ < text_.size() && is_line_break(text_[next_])) ++next_;
  }

  void read_group() {
    uint32_t word = 0;
    size_t digits = 0;
    while (digits < 4) {
      if (next_ == text_.size()) {
        if (digits > 0) corrupt(next_ - digits);
        return;
      }
      char c = text_[next_++];
      uint8_t value = kValues64[static_cast<unsigned char>(c)];
      if (value != kNoDigit) {
        word = word << 6 | value;
        ++digits;
      } else if (c == '=') {
        read_padding(digits);
        break;
      } else if (!is_line_break(c)) {
        return corrupt(next_ - 1);
      }
    }
    word <<= 6 * (4 - digits);
    for (size_t i = 0; i + 1 < digits; ++i) {
      result_.bytes += static_cast<char>(word >> (16 - 8 * i) & 0xFF);
    }
  }

  /// One `=` has been read. Nothing may follow the padding.
  void read_padding(size_t digits) {
    if (digits < 2) return corrupt(next_ - 1);
    if (digits == 2) {
      skip_line_breaks();
      if (next_ == text_.size()) return corrupt(next_);
      if (text_[next_] != '=') return corrupt(next_ - 1);
      ++next_;
    }
    skip_line_breaks();
    if (next_ < text_.size()) corrupt(next_);
  }

  std::string_view text_;
  size_t next_ = 0;
  BaseDecoded result_;
};

class Base32Reader {
 public:
  explicit Base32Reader(std::string text) : text_(std::move(text)) {}

  BaseDecoded read() {
    while (next_ < text_.size() && !at_end_ && !result_.corrupt_at) read_group();
    return std::move(result_);
  }

 private:
  static constexpr size_t kGroup = 8;

  void corrupt(size_t offset) { result_.corrupt_at = offset; }

  void read_group() {
    uint64_t word = 0;
    size_t digits = 0;
    for (; digits < kGroup; ++digits) {
      if (next_ == text_.size()) return corrupt(next_ - digits);
      char c = text_[next_++];
      if (c == '=' && digits >= 2 && text_.size() - next_ < kGroup) {
        read_padding(digits);
        break;
      }
      uint8_t value = kValues32[static_cast<unsigned char>(c)];
      if (value == kNoDigit) return corrupt(next_ - 1);
      word = word << 5 | value;
    }
    word <<= 5 * (kGroup - digits);
    for (size_t i = 0; i < digits * 5 / 8; ++i) {
      result_.bytes += static_cast<char>(word >> (32 - 8 * i) & 0xFF);
    }
  }

  /// One `=` has been read in place of the digit after `digits` others.
  void read_padding(size_t digits) {
    size_t left = text_.size() - next_;
    if (left + digits < kGroup - 1) return corrupt(text_.size());
    for (size_t i = 0; i < kGroup - 1 - digits; ++i) {
      if (left > i && text_[next_ + i] != '=') return corrupt(next_ + i - 1);
    }
    if (digits == 3 || digits == 6) return corrupt(next_ - 1);
    at_end_ = true;  // the original does not look at what follows
  }

  std::string text_;
  size_t next_ = 0;
  bool at_end_ = false;
  BaseDecoded result_;
};

}  // namespace

std::string encode_hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (unsigned char byte : bytes) (out += kDigits[byte >> 4]) += kDigits[byte & 0xF];
  return out;
}

std::string encode_base64(std::string_view bytes) { return encode(bytes, kDigits64, 3, 4, 6); }
std::string encode_base32(std::string_view bytes) { return encode(bytes, kDigits32, 5, 8, 5); }

BaseDecoded decode_base64(std::string_view text) { return Base64Reader(text).read(); }

BaseDecoded decode_base32(std::string_view text) {
  std::string joined;
  joined.reserve(text.size());
  std::remove_copy_if(text.begin(), text.end(), std::back_inserter(joined), is_line_break);
  return Base32Reader(std::move(joined)).read();
}

}  // namespace drydock
