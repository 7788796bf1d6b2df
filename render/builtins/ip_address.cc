#include "render/builtins/ip_address.h"

#include "core/go_quote.h"

namespace drydock::render {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

class IpReader {
 public:
  explicit IpReader(std::string_view text) : text_(text) {}

  IpCheck read() {
    size_t at = text_.find_first_of(".:%");
    if (at == std::string_view::npos) {
      fail("unable to parse IP");
    } else if (text_[at] == '%') {
      fail("missing IPv6 address");
    } else if (text_[at] == ':') {
      read_v6();
    } else {
      result_.is_v4 = true;
      read_v4(text_);
    }
    return std::move(result_);
  }

 private:
  static constexpr int kGroups = 8;

  void fail(std::string_view message, std::string_view at = "") {
    result_.problem = "ParseAddr(" + go_quote(text_) + "): " + std::string(message);
    if (!at.empty()) result_.problem += " (at " + go_quote(at) + ")";
  }

  void read_v4(std::string_view rest) {
    int fields = 1;
    int value = 0;
    int digits = 0;
    for (size_t i = 0; i < rest.size(); ++i) {
      if (is_digit(rest[i])) {
        if (digits == 1 && value == 0) return fail("IPv4 field has octet with leading zero");
        value = value * 10 + (rest[i] - '0');
        ++digits;
        if (value > 255) return fail("IPv4 field has value >255");
        continue;
      }
      if (rest[i] != '.') return fail("unexpected character", rest.substr(i));
      if (i == 0 || i + 1 == rest.size() || rest[i - 1] == '.') {
        return fail("IPv4 field must have at least one digit", rest.substr(i));
      }
      if (fields == 4) return fail("IPv4 address too long");
      ++fields;
      value = digits = 0;
    }
    if (fields < 4) fail("IPv4 address too short");
  }

  void read_v6() {
    rest_ = text_;
    size_t zone = rest_.find('%');
    if (zone != std::string_view::npos) {
      if (zone + 1 == rest_.size()) return fail("zone must be a non-empty string");
      rest_ = rest_.substr(0, zone);
    }
    if (rest_.starts_with("::")) {
      has_gap_ = true;
      rest_.remove_prefix(2);
      if (rest_.empty()) return;
    }
    while (groups_ < kGroups && read_group()) {
    }
    if (!result_.problem.empty()) return;
    if (!rest_.empty()) return fail("trailing garbage after address", rest_);
    if (groups_ < kGroups && !has_gap_) return fail("address string too short");
    if (groups_ == kGroups && has_gap_) {
      fail("the :: must expand to at least one field of zeros");
    }
  }

  /// Reads one group and the colon behind it. False at the end, or where it fails.
  bool read_group() {
    size_t digits = 0;
    while (digits < rest_.size() && is_hex(rest_[digits])) {
      if (++digits > 4) return stop("each group must have 4 or less digits");
    }
    if (digits == 0) return stop("each colon-separated field must have at least one digit");
    if (rest_.substr(digits).starts_with('.')) return read_embedded_v4();
    ++groups_;
    rest_.remove_prefix(digits);
    if (rest_.empty()) return false;
    if (rest_[0] != ':') return stop("unexpected character, want colon");
    if (rest_.size() == 1) return stop("colon must be followed by more characters");
    rest_.remove_prefix(1);
    if (rest_[0] != ':') return true;
    if (has_gap_) return stop("multiple :: in address");
    has_gap_ = true;
    rest_.remove_prefix(1);
    return !rest_.empty();
  }

  bool read_embedded_v4() {
    if (!has_gap_ && groups_ != kGroups - 2) {
      return stop("embedded IPv4 address must replace the final 2 fields of the address");
    }
    if (groups_ + 2 > kGroups) {
      return stop("too many hex fields to fit an embedded IPv4 at the end of the address");
    }
    read_v4(rest_);
    rest_ = {};
    groups_ += 2;
    return false;
  }

  bool stop(std::string_view message) {
    fail(message, rest_);
    return false;
  }

  std::string_view text_;
  std::string_view rest_;
  int groups_ = 0;
  bool has_gap_ = false;
  IpCheck result_;
};

}  // namespace

IpCheck check_ip_address(std::string_view text) { return IpReader(text).read(); }

}  // namespace drydock::render
