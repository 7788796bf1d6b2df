#include "core/excerpt.h"

namespace drydock {
namespace {

constexpr int kLongestLine = 120;  // code points of source shown

// One code point of `text` at `i`; advances `i`. Invalid bytes give U+FFFD.
char32_t next_code_point(std::string_view text, size_t& i) {
  auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
  unsigned char first = byte(i++);
  if (first < 0x80) return first;
  int length = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC2 ? 1 : 0;
  if (length == 0 || first > 0xF4) return 0xFFFD;
  char32_t code = first & (0x3F >> length);
  for (int k = 0; k < length; ++k) {
    if (i >= text.size() || (byte(i) & 0xC0) != 0x80) return 0xFFFD;
    code = (code << 6) | (byte(i++) & 0x3F);
  }
  constexpr char32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};
  bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < kSmallest[length] || code > 0x10FFFF || surrogate ? 0xFFFD : code;
}

void append_utf8(std::string& out, char32_t c) {
  auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

bool is_hidden_or_reordering(char32_t c) {
  bool is_tag = (c >= 0xE0000 && c <= 0xE007F) || (c & 0xFFFE) == 0xFFFE;
  return (c >= 0x80 && c < 0xA0) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0x61C || c == 0x180E || c == 0xFEFF || c == 0xFFFD ||
         is_tag;
}

// A stand-in of one column for what must not reach a terminal: U+0007 becomes U+2407 and so on.
char32_t visible(char32_t c) {
  if (c == '\t') return ' ';
  if (c < 0x20) return 0x2400 + c;
  if (c == 0x7F) return 0x2421;
  return is_hidden_or_reordering(c) ? 0xFFFD : c;
}

// The part of a source line that is shown, and where the underline goes.
struct Window {
  std::string text;
  int column;  // of the culprit, from 1
  int length;
};

Window cut_window(std::string_view line, int column, int length) {
  std::u32string shown;
  for (size_t i = 0; i < line.size();) shown += visible(next_code_point(line, i));
  int size = static_cast<int>(shown.size());
  column = std::clamp(column, 1, size + 1);
  length = std::clamp(length, 1, std::max(1, size + 1 - column));
  int begin =
      size <= kLongestLine ? 0 : std::clamp(column - kLongestLine / 2, 0, size - kLongestLine);
  int end = std::min(size, begin + kLongestLine);

  Window window{"", column - begin, std::min(length, std::max(1, end + 1 - column))};
  if (begin > 0) {
    window.text += "…";
    ++window.column;
  }
  for (int i = begin; i < end; ++i) append_utf8(window.text, shown[static_cast<size_t>(i)]);
  if (end < size) window.text += "…";
  return window;
}

void append_position(std::string& out, const SourcePos& where) {
  if (!where.file) return;
  out += printable(where.file->path);
  if (where.line > 0) out += fmt::format(":{}:{}", where.line, std::max(1, where.column));
  out += ": ";
}

/// Whether a line says `kind: Secret`, in YAML or JSON, alone or within a flow mapping.
bool names_kind_secret(std::string_view line) {
  constexpr std::string_view kSecret = "Secret";
  for (size_t at = line.find(kSecret); at != line.npos; at = line.find(kSecret, at + 1)) {
    size_t after = at + kSecret.size();
    bool whole_word =
        after == line.size() || !std::isalnum(static_cast<unsigned char>(line[after]));
    size_t before = line.find_last_not_of(" \t\"':", at == 0 ? 0 : at - 1);
    if (whole_word && before != line.npos && before + 1 < at &&
        line.substr(0, before + 1).ends_with("kind")) {
      return true;
    }
  }
  return false;
}

/// Where the key of a line begins, behind the dashes and quotes before it; npos for an empty line
/// or a comment.
size_t key_column(std::string_view line) {
  size_t at = line.find_first_not_of(" -\"'");
  return at == line.npos || line[at] == '#' ? line.npos : at;
}

bool has_key(std::string_view line, size_t column, std::string_view name) {
  return line.substr(column).starts_with(name) &&
         line.find_first_not_of("\"' ", column + name.size()) == line.find(':', column);
}

/// Whether a line has braces, all of which it closes itself.
bool is_closed_flow(std::string_view line) {
  auto opened =
      std::count_if(line.begin(), line.end(), [](char c) { return c == '{' || c == '['; });
  auto closed =
      std::count_if(line.begin(), line.end(), [](char c) { return c == '}' || c == ']'; });
  return opened > 0 && opened == closed;
}

/// Finds the lines whose values are hidden: those of `data` and `stringData` in an object of kind
/// Secret, as far as lines and their indentation show what belongs to it. Where they do not, in
/// flow mappings, it is the whole document.
class SecretLines {
 public:
  explicit SecretLines(const LineIndex& index)
      : index_(index), secret_(static_cast<size_t>(index.line_count()), false) {}

  std::vector<bool> find() {
    int begin = 1;
    for (int number = 1; number <= index_.line_count() + 1; ++number) {
      bool ends = number > index_.line_count() || index_.line(number).starts_with("---");
      if (!ends) continue;
      mark_document(begin, number);
      begin = number;
    }
    return std::move(secret_);
  }

 private:
  void mark_document(int begin, int end) {
    for (int number = begin; number < end; ++number) {
      std::string_view line = index_.line(number);
      size_t column = key_column(line);
      if (column == line.npos) continue;
      if (has_key(line, column, "stringData")) mark_value(number, end, column);
      if (!names_kind_secret(line)) continue;
      if (is_closed_flow(line)) {
        secret_[static_cast<size_t>(number) - 1] = true;
        continue;
      }
      bool quoted = column > 0 && (line[column - 1] == '"' || line[column - 1] == '\'');
      bool in_block =
          has_key(line, column, "kind") && !quoted && line.find_first_of("{[") == line.npos;
      if (!in_block || column == 0) {
        std::fill(secret_.begin() + begin - 1, secret_.begin() + end - 1, true);
        return;
      }
      mark_object(number, begin, end, column);
    }
  }

  /// The object whose key `kind` is in that line and column.
  void mark_object(int kind, int begin, int end, size_t column) {
    int first = kind;
    while (first > begin && !starts_item(first, column) && belongs(first - 1, column)) --first;
    int last = kind + 1;
    while (last < end && belongs(last, column) && !starts_item(last, column)) ++last;
    for (int number = first; number < last; ++number) {
      std::string_view line = index_.line(number);
      if (key_column(line) != column) continue;
      if (has_key(line, column, "data")) mark_value(number, last, column);
    }
  }

  bool starts_item(int number, size_t column) const {
    std::string_view line = index_.line(number);
    size_t first = line.find_first_not_of(' ');
    return first < column && line[first] == '-';
  }

  bool belongs(int number, size_t column) const {
    size_t own = key_column(index_.line(number));
    return own == std::string_view::npos || own >= column;
  }

  /// A key with all that is below it.
  void mark_value(int number, int end, size_t column) {
    do {
      secret_[static_cast<size_t>(number) - 1] = true;
      ++number;
    } while (number < end && (key_column(index_.line(number)) == std::string_view::npos ||
                              key_column(index_.line(number)) > column));
  }

  const LineIndex& index_;
  std::vector<bool> secret_;
};

/// A line of a Secret as it may be shown: fields that name the object stay, of others only the key.
/// In `values` files it is always only the key.
std::string hide_values(std::string_view line, bool values) {
  constexpr std::string_view kShown[] = {"apiVersion", "kind",      "metadata",   "name",
                                         "namespace",  "type",      "data",       "stringData",
                                         "labels",     "immutable", "annotations"};
  constexpr std::string_view kHidden = " (hidden: part of a Secret)";
  size_t key = line.find_first_not_of(" -\"'");
  if (key == line.npos || line.starts_with("---")) return std::string(line);
  size_t end = line.find(':', key);
  if (end == line.npos) return std::string(line.substr(0, key)) + std::string(kHidden.substr(1));
  std::string_view name = line.substr(key, end - key);
  bool plain_rest = line.find_first_of("{[|>&*", end) == line.npos;
  bool shown = std::find(std::begin(kShown), std::end(kShown), name) != std::end(kShown);
  if (shown && plain_rest && !values) return std::string(line);
  bool is_word = name.find_first_of(" {}[],=+/") == name.npos;
  std::string_view kept = is_word ? line.substr(0, end + 1) : line.substr(0, key);
  return std::string(kept) + std::string(is_word ? kHidden : kHidden.substr(1));
}

}  // namespace

std::string printable(std::string_view text) {
  auto is_plain = [](char c) { return c >= 0x20 && c < 0x7F; };
  if (std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) append_utf8(out, visible(next_code_point(text, i)));
  return out;
}

Excerpts::File& Excerpts::file_of(const SourceFile& source) {
  auto [at, added] = files_.try_emplace(&source, source.text);
  if (added) at->second.secret = SecretLines(at->second.index).find();
  return at->second;
}

bool Excerpts::is_secret(const SourceFile& source, int line) {
  const File& file = file_of(source);
  return line >= 1 && line <= file.index.line_count() && file.secret[static_cast<size_t>(line) - 1];
}

std::string Excerpts::lines(const SourcePos& where) {
  if (!where.file || where.line < 1) return "";
  File& file = file_of(*where.file);
  if (where.line > file.index.line_count()) return "";
  std::string line(file.index.line(where.line));
  bool is_secret_value = where.length == 0;
  if (is_secret_value || file.secret[static_cast<size_t>(where.line) - 1]) {
    line = hide_values(line, is_secret_value);
  }
  Window window = cut_window(line, where.column, where.length);
  if (window.text.empty()) return "";
  std::string number = std::to_string(where.line);
  std::string out = fmt::format("  {} | {}\n", number, window.text);
  out += fmt::format("  {:{}} | {:{}}^", "", number.size(), "", window.column - 1);
  out.append(static_cast<size_t>(window.length - 1), '~');
  return out + "\n";
}

std::string Excerpts::describe(const Diagnostic& diagnostic) {
  std::string out;
  append(out, diagnostic, severity_name(diagnostic.severity), 0);
  return out;
}

void Excerpts::append(std::string& out, const Diagnostic& d, std::string_view label, int depth) {
  append_position(out, d.where);
  out += label;
  out += ": ";
  out += printable(d.message);
  if (!d.rule.empty()) out += fmt::format(" [{}]", d.rule);
  out += '\n';
  out += lines(d.where);
  if (!d.help.empty()) out += fmt::format("  help: {}\n", printable(d.help));
  constexpr int kDeepestNote = 20;
  if (depth == kDeepestNote) return;
  for (const Diagnostic& note : d.notes) append(out, note, "note", depth + 1);
}

}  // namespace drydock
