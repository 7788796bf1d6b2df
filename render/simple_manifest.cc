#include "render/simple_manifest.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <vector>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "core/unicode.h"
#include "core/yaml/resolve.h"
#include "render/go_text.h"

namespace drydock::render {
namespace {

// Whatever is the least bit unusual is `kUnsure`: it costs time, and no more. The differential test
// (tests/render_simple_manifest_test.cc) holds this to the YAML reader's answers.

enum CharClass : uint8_t {
  kKeyStart = 1,    // a plain key may begin so
  kKeyChar = 2,     // a plain key may go on so
  kPlainStart = 4,  // a plain scalar may begin so
  kFlowChar = 8,    // a plain scalar in brackets may have it
};

constexpr std::array<uint8_t, 256> make_classes() {
  std::array<uint8_t, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool digit = c >= '0' && c <= '9';
    uint8_t& bits = classes[static_cast<size_t>(c)];
    if (letter || c == '_') bits |= kKeyStart | kKeyChar | kPlainStart | kFlowChar;
    if (digit) bits |= kKeyChar | kPlainStart | kFlowChar;
    if (c == '-' || c == '.' || c == '/') bits |= kKeyChar | kFlowChar;
    if (c == '$' || c == '=' || c == '+' || c == '/' || c == '(' || c == '<' || c == '^' ||
        c == '~' || c == ';' || c >= 0x80) {
      bits |= kPlainStart;
    }
    if (c == '=' || c == '$' || c == '(' || c == ')' || c == '+') bits |= kFlowChar;
  }
  return classes;
}
constexpr std::array<uint8_t, 256> kClasses = make_classes();

bool is(char c, CharClass wanted) { return kClasses[static_cast<uint8_t>(c)] & wanted; }

/// Thrown away by the caller: the document needs the real reader.
struct Unsure {};

enum class ValueKind : uint8_t { None, Plain, Quoted, Block, EmptyMap, Flow };

struct Scalar {
  ValueKind kind = ValueKind::None;
  std::string_view text;  // of Plain and Quoted
  bool escaped = false;   // the text is not what it means
};

class Reader {
 public:
  explicit Reader(std::string_view text) : p_(text.data()), end_(text.data() + text.size()) {}

  ManifestHead run();

 private:
  /// A collection that is open, by the column of its keys or dashes.
  struct Level {
    int column;
    bool sequence;
    bool pending;  // the last entry has no value yet
  };

  void line(const char* begin, const char* end);
  void entries(const char* p, const char* end, int column);
  bool dash(const char*& p, const char* end, int& column);
  void open(int column, bool sequence);
  void key_and_value(const char* p, const char* end, int column);
  void empty_map_below_key(const char* p, const char* end, int column);
  static bool is_key(const char* p, const char* end);
  std::string_view key(const char*& p, const char* end);
  Scalar value(const char* p, const char* end);
  Scalar plain(const char* p, const char* end);
  Scalar quoted(const char* p, const char* end, char quote);
  void next_quoted_line(const char*& p, const char*& end);
  const char* flow_list(const char* p, const char* end);
  const char* flow_map(const char* p, const char* end);
  const char* flow_item(const char* p, const char* end);
  void block_scalar(int parent);
  void note(std::string_view key, const Scalar& scalar);
  void note_root(std::string_view key, const Scalar& scalar);
  void note_metadata(std::string_view key, const Scalar& scalar);
  std::string_view text_of(const Scalar& scalar);
  [[noreturn]] void unsure() { throw Unsure(); }
  void expect(bool ok) {
    if (!ok) unsure();
  }
  void expect_end(const char* p, const char* end);

  const char* p_;
  const char* end_;
  std::vector<Level> levels_;
  ManifestHead head_;
  // Which part of the head the innermost levels are in.
  size_t metadata_depth_ = 0;     // number of levels within `metadata`; 0 outside
  size_t annotations_depth_ = 0;  // the same for its `annotations`
  bool has_kind_ = false;
  bool has_version_ = false;
  bool has_metadata_ = false;
  bool has_name_ = false;
  bool has_annotations_ = false;
};

/// Whether eight bytes are ASCII without control characters, but for line breaks.
bool are_plain(const char* p) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHigh = kOnes << 7;
  auto zero_bytes = [](uint64_t w) { return ~(((w & ~kHigh) + ~kHigh) | w | ~kHigh); };
  uint64_t word;
  std::memcpy(&word, p, sizeof(word));
  word |= zero_bytes(word ^ (kOnes * '\n')) >> 2;  // line breaks become '*'
  uint64_t below_space = (word - kOnes * 0x20) & ~word;
  return ((word | below_space | zero_bytes(word ^ (kOnes * 0x7F))) & kHigh) == 0;
}

#ifdef __SSE2__
/// The same of sixteen.
bool are_plain_16(const char* p) {
  __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  // Compared with their sign, so that what is not ASCII counts as below space.
  __m128i below_space = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));
  __m128i line_break = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n'));
  __m128i deleted = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\x7F'));
  return _mm_movemask_epi8(_mm_or_si128(_mm_andnot_si128(line_break, below_space), deleted)) == 0;
}
#endif

/// A text without what the reader refuses or takes for a line break. Tabs are looked at elsewhere.
bool has_usual_characters(std::string_view text) {
  bool ascii = true;
  for (size_t i = 0; i < text.size();) {
#ifdef __SSE2__
    if (i + 16 <= text.size() && are_plain_16(&text[i])) {
      i += 16;
      continue;
    }
#endif
    if (i + 8 <= text.size() && are_plain(&text[i])) {
      i += 8;
      continue;
    }
    for (size_t end = std::min(i + 8, text.size()); i < end; ++i) {
      auto byte = static_cast<uint8_t>(text[i]);
      if (byte < 0x20 ? byte != '\n' && byte != '\t' : byte == 0x7F) return false;
      ascii = ascii && byte < 0x80;
    }
  }
  if (ascii) return true;
  for (size_t i = 0; i < text.size();) {
    if (static_cast<uint8_t>(text[i]) < 0x80) {
      ++i;
      continue;
    }
    DecodedRune rune = decode_rune(text.substr(i));
    bool odd =
        rune.rune < 0xA0 || rune.rune == 0x2028 || rune.rune == 0x2029 || rune.rune >= 0xD800;
    if (odd) return false;
    i += static_cast<size_t>(rune.size);
  }
  return true;
}

const char* find_line_end(const char* p, const char* end) {
  const void* found = std::memchr(p, '\n', static_cast<size_t>(end - p));
  return found ? static_cast<const char*>(found) : end;
}

/// Whether a plain scalar begins so with a character that means something before a blank, or may
/// begin a number. Not ".inf" and ".nan", which are no JSON.
bool is_odd_plain_start(const char* p, const char* end) {
  if (end - p < 2) return false;
  std::string_view infinite = "iInN";
  switch (*p) {
    case '-':
      if (p[1] == '-') return end - p > 2 && is(p[2], kKeyStart);
      return is(p[1], kPlainStart);
    case ':':
      return is(p[1], kKeyStart) || (p[1] >= '0' && p[1] <= '9');
    case '.':
      if (infinite.find(p[1]) != std::string_view::npos) return false;
      return is(p[1], kKeyStart) || p[1] == '/' || p[1] == ' ' || p[1] == '+';
    default:
      return false;
  }
}

const char* skip_spaces(const char* p, const char* end) {
  while (p != end && *p == ' ') ++p;
  return p;
}

ManifestHead Reader::run() {
  while (p_ != end_) {
    const char* begin = p_;
    const char* line_end = find_line_end(begin, end_);
    p_ = line_end == end_ ? end_ : line_end + 1;
    const char* first = skip_spaces(begin, line_end);
    if (first == line_end || *first == '#') continue;
    line(begin, line_end);
  }
  return head_;
}

void Reader::line(const char* begin, const char* end) {
  std::string_view text(begin, static_cast<size_t>(end - begin));
  expect(text.find('\t') == std::string_view::npos);
  expect(!text.starts_with("---") && !text.starts_with("..."));
  const char* p = skip_spaces(begin, end);
  auto column = static_cast<int>(p - begin);
  // What is deeper in than this line is over.
  while (!levels_.empty()) {
    const Level& top = levels_.back();
    bool is_dash = *p == '-' && (p + 1 == end || p[1] == ' ');
    bool over = top.column > column || (top.column == column && top.sequence && !is_dash);
    if (!over) break;
    levels_.pop_back();
    expect(!levels_.empty());
  }
  entries(p, end, column);
}

/// Takes "- " before an item. `column` becomes that of the item.
bool Reader::dash(const char*& p, const char* end, int& column) {
  if (*p != '-' || (p + 1 != end && p[1] != ' ')) return false;
  bool same = !levels_.empty() && levels_.back().sequence && levels_.back().column == column;
  if (!same) open(column, true);
  levels_.back().pending = true;
  const char* item = skip_spaces(p + 1, end);
  column += static_cast<int>(item - p);
  p = item;
  return true;
}

/// A collection begins as the value of the entry before it.
void Reader::open(int column, bool sequence) {
  expect(levels_.size() < 100);
  if (levels_.empty()) {
    expect(!sequence);
  } else {
    Level& outer = levels_.back();
    expect(outer.pending);
    // A sequence may stand as far out as the key that it is the value of.
    bool inside = column > outer.column || (column == outer.column && sequence && !outer.sequence);
    expect(inside);
    outer.pending = false;
  }
  levels_.push_back({column, sequence, false});
}

void Reader::entries(const char* p, const char* end, int column) {
  while (dash(p, end, column)) {
    // A sequence cannot be what the head is made of.
    expect(levels_.size() > metadata_depth_);
    expect(annotations_depth_ == 0);
    if (p == end || *p == '#') return;
  }
  bool is_item = !levels_.empty() && levels_.back().sequence && levels_.back().pending;
  if (is_key(p, end)) return key_and_value(p, end, column);
  if (!is_item) return empty_map_below_key(p, end, column);
  int parent = levels_.back().column;
  Scalar scalar = value(p, end);
  levels_.back().pending = false;
  if (scalar.kind == ValueKind::Block) block_scalar(parent);
}

/// What an empty value leaves that a template writes below its key.
void Reader::empty_map_below_key(const char* p, const char* end, int column) {
  expect(!levels_.empty() && levels_.back().pending && column > levels_.back().column);
  expect(*p == '{' && value(p, end).kind == ValueKind::EmptyMap);
  // Annotations must be scalars.
  expect(annotations_depth_ == 0 || levels_.size() < annotations_depth_);
  levels_.back().pending = false;
}

bool Reader::is_key(const char* p, const char* end) {
  if (*p == '"' || *p == '\'') {
    p = std::find(p + 1, end, *p);
    if (p != end) ++p;
  } else if (is(*p, kKeyStart) || *p == '.') {
    while (p != end && is(*p, kKeyChar)) ++p;
  } else {
    return false;
  }
  return p != end && *p == ':' && (p + 1 == end || p[1] == ' ');
}

std::string_view Reader::key(const char*& p, const char* end) {
  const char* begin = p;
  if (*p == '"' || *p == '\'') {
    p = std::find(p + 1, end, *p);
    std::string_view text(begin + 1, static_cast<size_t>(p - begin - 1));
    ++p;
    expect(text.find('\\') == std::string_view::npos && p - begin < 200);
    return text;
  }
  while (p != end && is(*p, kKeyChar)) ++p;
  std::string_view text(begin, static_cast<size_t>(p - begin));
  expect(text.size() < 200);
  // Nulls cannot be keys; what looks like a number is left to the reader.
  if (text[0] == '.') expect(text.size() > 1 && is(text[1], kKeyStart));
  if (text.size() <= 5 && (text[0] == '.' || text[0] == 'n' || text[0] == 'N')) {
    expect(resolve_plain(text, YamlDialect::Sigs).type == ScalarType::String);
  }
  return text;
}

void Reader::key_and_value(const char* p, const char* end, int column) {
  bool same = !levels_.empty() && !levels_.back().sequence && levels_.back().column == column;
  if (!same) open(column, false);
  Level& level = levels_.back();
  std::string_view name = key(p, end);
  ++p;  // the colon
  p = skip_spaces(p, end);
  Scalar scalar;
  if (p != end && *p != '#') scalar = value(p, end);
  level.pending = scalar.kind == ValueKind::None;
  note(name, scalar);
  if (scalar.kind == ValueKind::Block) block_scalar(column);
}

/// Nothing but a comment may follow.
void Reader::expect_end(const char* p, const char* end) {
  const char* rest = skip_spaces(p, end);
  expect(rest == end || (*rest == '#' && rest != p));
}

Scalar Reader::value(const char* p, const char* end) {
  switch (*p) {
    case '"':
    case '\'':
      return quoted(p, end, *p);
    case '|':
    case '>': {
      const char* rest = p + 1;
      if (rest != end && (*rest == '-' || *rest == '+')) ++rest;
      expect(skip_spaces(rest, end) == end);
      return {ValueKind::Block, {}, false};
    }
    case '{': {
      bool is_empty = p + 1 != end && p[1] == '}';
      expect_end(flow_map(p, end), end);
      return {is_empty ? ValueKind::EmptyMap : ValueKind::Flow, {}, false};
    }
    case '[':
      expect_end(flow_list(p, end), end);
      return {ValueKind::Flow, {}, false};
    default:
      return plain(p, end);
  }
}

Scalar Reader::plain(const char* p, const char* end) {
  expect(is(*p, kPlainStart) || is_odd_plain_start(p, end));
  std::string_view text(p, static_cast<size_t>(end - p));
  size_t comment = text.find(" #");
  if (comment != std::string_view::npos) text = text.substr(0, comment);
  text = text.substr(0, text.find_last_not_of(' ') + 1);
  for (size_t colon = text.find(':'); colon != std::string_view::npos;
       colon = text.find(':', colon + 1)) {
    expect(colon + 1 < text.size() && text[colon + 1] != ' ');
  }
  // "+.inf" and merges.
  expect(text[0] != '+' || (text.size() > 1 && text[1] != '.'));
  expect(text != "<<" && text != "=");
  return {ValueKind::Plain, text, false};
}

/// Goes on in the next line of a quoted scalar, further in than what it belongs to.
void Reader::next_quoted_line(const char*& p, const char*& end) {
  expect(p_ != end_);
  p = p_;
  end = find_line_end(p, end_);
  p_ = end == end_ ? end_ : end + 1;
  const char* first = skip_spaces(p, end);
  expect(std::find(p, end, '\t') == end);
  expect(first == end || first - p > levels_.back().column);
}

Scalar Reader::quoted(const char* p, const char* end, char quote) {
  const char* begin = ++p;
  bool escaped = false;
  for (;; ++p) {
    while (p == end) {
      next_quoted_line(p, end);
      escaped = true;
    }
    if (*p == quote) {
      if (quote == '"' || p + 1 == end || p[1] != '\'') break;
      escaped = true;
      ++p;
    } else if (*p == '\\' && quote == '"') {
      escaped = true;
      ++p;
      expect(p != end &&
             std::string_view("0abtnvfre \"/\\N_LP").find(*p) != std::string_view::npos);
    }
  }
  expect_end(p + 1, end);
  return {ValueKind::Quoted, {begin, static_cast<size_t>(p - begin)}, escaped};
}

/// One of the items in brackets; what follows it.
const char* Reader::flow_item(const char* p, const char* end) {
  expect(p != end);
  if (*p == '"' || *p == '\'') {
    const char* close = std::find(p + 1, end, *p);
    expect(close != end);
    std::string_view text(p + 1, static_cast<size_t>(close - p - 1));
    expect(text.find('\\') == std::string_view::npos);
    expect(close + 1 != end && close[1] != *p && close[1] != ':');
    return close + 1;
  }
  bool dash = *p == '-' && p + 1 != end && is(p[1], kKeyStart);
  expect((is(*p, kPlainStart) && is(*p, kFlowChar)) || (dash) ||
         (*p == '-' && p + 2 < end && p[1] == '-' && is(p[2], kKeyStart)));
  expect(*p != '+' && *p != '=');
  while (p != end && is(*p, kFlowChar)) ++p;
  return p;
}

/// Like `flow_list`, of `{key: item, key: [item]}`.
const char* Reader::flow_map(const char* p, const char* end) {
  p = skip_spaces(p + 1, end);
  while (p != end && *p != '}') {
    expect(is(*p, kKeyStart));
    key(p, end);
    expect(end - p > 2 && p[0] == ':' && p[1] == ' ');
    p = skip_spaces(p + 1, end);
    expect(p != end);
    p = skip_spaces(*p == '[' ? flow_list(p, end) : flow_item(p, end), end);
    expect(p != end && (*p == ',' || *p == '}'));
    if (*p == '}') break;
    p = skip_spaces(p + 1, end);
    expect(p != end && *p != '}');
  }
  expect(p != end);
  return p + 1;
}

/// Behind the list of items in brackets.
const char* Reader::flow_list(const char* p, const char* end) {
  p = skip_spaces(p + 1, end);
  while (p != end && *p != ']') {
    p = skip_spaces(flow_item(p, end), end);
    expect(p != end && (*p == ',' || *p == ']'));
    if (*p == ']') break;
    p = skip_spaces(p + 1, end);
    expect(p != end && *p != ']');
  }
  expect(p != end);
  return p + 1;
}

/// Passes over the lines of a block scalar, whose parent's column is given.
void Reader::block_scalar(int parent) {
  int indent = -1;
  int blank_before = 0;  // spaces on blank lines before the first text
  while (p_ != end_) {
    const char* begin = p_;
    const char* line_end = find_line_end(begin, end_);
    const char* first = skip_spaces(begin, line_end);
    auto column = static_cast<int>(first - begin);
    if (first == line_end) {
      if (indent < 0) blank_before = std::max(blank_before, column);
    } else {
      if (indent < 0) {
        if (column <= parent) return;
        expect(*first != '\t' && blank_before <= column);
        indent = column;
      }
      if (column < indent) return expect(*first != '\t');
    }
    p_ = line_end == end_ ? end_ : line_end + 1;
  }
}

std::string_view Reader::text_of(const Scalar& scalar) {
  if (scalar.kind == ValueKind::None) return {};
  expect(scalar.kind == ValueKind::Plain || scalar.kind == ValueKind::Quoted);
  expect(!scalar.escaped);
  if (scalar.kind == ValueKind::Plain) {
    expect(resolve_plain(scalar.text, YamlDialect::Sigs).type == ScalarType::String);
  }
  return scalar.text;
}

void Reader::note(std::string_view key, const Scalar& scalar) {
  size_t depth = levels_.size();
  if (depth == 1) return note_root(key, scalar);
  if (metadata_depth_ == 0) return;
  if (depth < annotations_depth_) annotations_depth_ = 0;
  if (annotations_depth_ != 0) {
    // Values must be scalars here.
    expect(depth == annotations_depth_);
    expect(scalar.kind != ValueKind::EmptyMap && scalar.kind != ValueKind::Flow);
    if (key == "helm.sh/hook") {
      expect(!head_.hook && scalar.kind != ValueKind::None);
      head_.hook = text_of(scalar);
    }
    return;
  }
  if (depth == metadata_depth_) note_metadata(key, scalar);
}

void Reader::note_root(std::string_view key, const Scalar& scalar) {
  metadata_depth_ = annotations_depth_ = 0;
  if (key == "kind") {
    expect(!has_kind_ && scalar.kind != ValueKind::None);
    has_kind_ = true;
    head_.kind = text_of(scalar);
  } else if (key == "apiVersion") {
    expect(!has_version_ && scalar.kind != ValueKind::None);
    has_version_ = true;
    head_.api_version = text_of(scalar);
  } else if (key == "metadata") {
    expect(!has_metadata_);
    has_metadata_ = true;
    expect(scalar.kind == ValueKind::None || scalar.kind == ValueKind::EmptyMap);
    if (scalar.kind == ValueKind::None) metadata_depth_ = 2;
  } else {
    bool similar =
        equal_fold(key, "kind") || equal_fold(key, "apiversion") || equal_fold(key, "metadata");
    expect(!similar);
  }
}

void Reader::note_metadata(std::string_view key, const Scalar& scalar) {
  annotations_depth_ = 0;
  if (key == "name") {
    expect(!has_name_ && scalar.kind != ValueKind::None);
    has_name_ = true;
    head_.name = text_of(scalar);
  } else if (key == "annotations") {
    expect(!has_annotations_);
    has_annotations_ = true;
    expect(scalar.kind == ValueKind::None || scalar.kind == ValueKind::EmptyMap);
    if (scalar.kind == ValueKind::None) annotations_depth_ = metadata_depth_ + 1;
  } else {
    expect(!equal_fold(key, "name") && !equal_fold(key, "annotations"));
  }
}

}  // namespace

std::optional<ManifestHead> read_simple_manifest(std::string_view document) {
  if (!has_usual_characters(document)) return std::nullopt;
  try {
    return Reader(document).run();
  } catch (Unsure) {
    return std::nullopt;
  }
}

}  // namespace drydock::render
