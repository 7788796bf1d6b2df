#include "core/regex.h"

#include <re2/re2.h>

#include "core/error.h"
#include "core/regex_syntax.h"
#include "core/unicode.h"

namespace drydock {
namespace {

constexpr size_t kMaxPattern = size_t{1} << 20;
constexpr int64_t kMinMemory = int64_t{8} << 20;
constexpr int64_t kMaxMemory = int64_t{64} << 20;
constexpr int64_t kBytesPerInstruction = 64;  // of RE2's two programs and their tables
constexpr uint64_t kStepsPerInstruction = 16;
constexpr size_t kInstructionsPerWeight = 256;
constexpr size_t kMaxCached = 128;
constexpr size_t kMaxCachedWeight = size_t{1} << 12;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

re2::RE2::Options options(int64_t instructions) {
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(std::clamp(instructions * kBytesPerInstruction, kMinMemory, kMaxMemory));
  return options;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Regex::Regex(std::string_view pattern, const RegexLimits& limits) {
  if (pattern.size() > kMaxPattern) fail("regex-limit", "the regular expression is too long");
  RegexSyntax syntax = translate_regex(pattern);
  if (limits.spend) limits.spend(static_cast<uint64_t>(syntax.instructions) * kStepsPerInstruction);
  re2_ = std::make_unique<re2::RE2>(syntax.re2, options(syntax.instructions));
  if (!re2_->ok()) {
    fail("regex-limit", "the regular expression is too large: " + re2_->error());
  }
  names_ = std::move(syntax.names);
  weight_ = 1 + static_cast<size_t>(re2_->ProgramSize()) / kInstructionsPerWeight;
}

Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

bool Regex::matches(std::string_view text) const { return RegexSearch(*this, text, -1).search(0); }

std::optional<std::string_view> Regex::find(std::string_view text) const {
  RegexSearch search(*this, text);
  if (!search.search(0)) return std::nullopt;
  const RegexSpan& span = search.spans()[0];
  return text.substr(span.start, span.end - span.start);
}

RegexSearch::RegexSearch(const Regex& regex, std::string_view text, int groups)
    : regex_(regex), text_(text) {
  spans_.resize(static_cast<size_t>(std::min(groups, regex.group_count()) + 1));
  if (is_valid_utf8(text)) return;
  for (size_t i = 0; i < text.size();) {
    DecodedRune next = decode_rune(text.substr(i));
    auto size = static_cast<size_t>(next.size);
    if (next.rune == kRuneError && size == 1) {
      invalid_.push_back(i);
      clean_ += kReplacement;
    } else {
      clean_ += text.substr(i, size);
    }
    i += size;
  }
}

size_t RegexSearch::to_clean(size_t position) const {
  auto before = std::lower_bound(invalid_.begin(), invalid_.end(), position) - invalid_.begin();
  return position + static_cast<size_t>(before) * (kReplacement.size() - 1);
}

size_t RegexSearch::from_clean(size_t position) const {
  // The number of bad bytes before it, by bisection: in `clean_`, bad byte i begins 2*i later.
  size_t low = 0;
  size_t high = invalid_.size();
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (invalid_[middle] + middle * (kReplacement.size() - 1) < position) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return position - low * (kReplacement.size() - 1);
}

bool RegexSearch::search(size_t from) {
  std::string_view text = invalid_.empty() ? text_ : std::string_view(clean_);
  // RE2 has to tell an empty match from none at all.
  if (text.data() == nullptr) text = "";
  std::vector<re2::StringPiece> pieces(std::max<size_t>(1, spans_.size()));
  size_t start = invalid_.empty() ? from : to_clean(from);
  auto position = [&](re2::StringPiece piece) {
    return static_cast<size_t>(piece.data() - text.data());
  };
  while (true) {
    if (!regex_.re2_->Match(piece(text), start, text.size(), re2::RE2::UNANCHORED, pieces.data(),
                            static_cast<int>(pieces.size()))) {
      return false;
    }
    // To RE2, \B holds between the bytes of one character.
    start = position(pieces[0]);
    if (start == text.size() || (text[start] & 0xC0) != 0x80) break;
    ++start;
  }
  for (size_t i = 0; i < spans_.size(); ++i) {
    spans_[i] = {};
    if (pieces[i].data() == nullptr) continue;
    size_t at = position(pieces[i]);
    spans_[i] = {at, at + pieces[i].size()};
    if (!invalid_.empty()) {
      spans_[i] = {from_clean(spans_[i].start), from_clean(spans_[i].end)};
    }
  }
  return true;
}

std::string quote_regex(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

const Regex& RegexCache::get(std::string_view pattern, const RegexLimits& limits) {
  std::string key(pattern);
  auto at = regexes_.find(key);
  if (at != regexes_.end()) return at->second;
  Regex regex(pattern, limits);
  if (regexes_.size() >= kMaxCached || weight_ >= kMaxCachedWeight) {
    regexes_.clear();
    weight_ = 0;
  }
  weight_ += regex.weight();
  return regexes_.emplace(std::move(key), std::move(regex)).first->second;
}

}  // namespace drydock
