#include "render/builtins/toml_read.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/go_number.h"
#include "core/go_quote.h"
#include "core/unicode.h"
#include "render/builtins/list_growth.h"
#include "render/builtins/time_values.h"
#include "render/builtins/toml_dates.h"
#include "render/builtins/toml_scan.h"
#include "render/builtins/toml_tables.h"

namespace drydock::render {
namespace {

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

bool is_hex(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

/// Underscores stand between digits. What ends in anything but a digit is refused, too.
bool underscores_are_good(std::string_view number) {
  if (number.ends_with("nan") || number.ends_with("inf")) return true;
  bool after_digit = false;
  for (char c : number) {
    if (c == '_' && !after_digit) return false;
    after_digit = is_hex(c);
  }
  return after_digit;
}

bool has_leading_zero(std::string_view number) {
  if (number.size() > 1 && number[0] == '0') return !is_one_of(number[1], "box");
  return number.size() > 2 && is_one_of(number[0], "+-") && number[1] == '0';
}

bool points_are_good(std::string_view number) {
  for (size_t i = 0; i < number.size(); ++i) {
    if (number[i] != '.') continue;
    if (i + 1 == number.size() || number[i + 1] < '0' || number[i + 1] > '9') return false;
  }
  return true;
}

Value read_integer(const TomlToken& token) {
  const std::string& text = token.text;
  auto stop = [&](std::string message) { throw TomlStop{std::move(message), token.line}; };
  if (!underscores_are_good(text)) {
    stop(fmt::format("Invalid integer {}: underscores must be surrounded by digits",
                     go_quote(text)));
  }
  if (has_leading_zero(text)) {
    stop(fmt::format("Invalid integer {}: cannot have leading zeroes", go_quote(text)));
  }
  GoParsed<int64_t> parsed = parse_go_int(text, 0);
  if (!parsed.ok()) stop(fmt::format("{} is out of range for int64", text));
  return Value::of_int(parsed.value);
}

/// The parts of a float between points and exponents.
std::vector<std::string_view> float_parts(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    size_t end = std::min(text.find_first_of(".eE"), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

Value read_float(const TomlToken& token) {
  const std::string& text = token.text;
  auto stop = [&](std::string_view message) {
    throw TomlStop{fmt::format("Invalid float {}: {}", go_quote(text), message), token.line};
  };
  std::vector<std::string_view> parts = float_parts(text);
  if (!std::all_of(parts.begin(), parts.end(), underscores_are_good)) {
    stop("underscores must be surrounded by digits");
  }
  if (!parts.empty() && has_leading_zero(parts[0])) stop("cannot have leading zeroes");
  if (!points_are_good(text)) stop("'.' must be followed by one or more digits");
  std::string digits = text;
  std::erase(digits, '_');
  if (digits == "+nan" || digits == "-nan") {
    return Value::of_float(std::copysign(std::nan(""), digits[0] == '-' ? -1. : 1.));
  }
  GoParsed<double> parsed = parse_go_float(digits);
  if (parsed.status == GoParse::Range) {
    throw TomlStop{fmt::format("{} is out of range for float64", text), token.line};
  }
  if (!parsed.ok()) {
    throw TomlStop{fmt::format("Invalid float value: {}", go_quote(text)), token.line};
  }
  return Value::of_float(parsed.value);
}

class TomlReader {
 public:
  TomlReader(std::string_view text, const CallArgs& args)
      : args_(args), scanner_(text), tables_(args.context()) {}

  TomlResult read() {
    try {
      while (read_line()) {
      }
    } catch (TomlStop& stop) {
      return {{}, describe(stop)};
    }
    return {to_value(tables_.root()), ""};
  }

 private:
  std::string describe(const TomlStop& stop) const {
    std::string key = toml_key_text(tables_.context());
    if (!last_part_.empty()) {
      if (!key.empty()) key += '.';
      key += last_part_;
    }
    if (key.empty()) return fmt::format("toml: line {}: {}", stop.line, stop.message);
    return fmt::format("toml: line {} (last key {}): {}", stop.line, go_quote(key), stop.message);
  }

  /// Stops in the line of the last key, if there is a problem.
  void check(std::string problem) const {
    if (!problem.empty()) throw TomlStop{std::move(problem), key_line_};
  }

  void check_depth(size_t depth) const {
    if (depth > kMaxTomlDepth) fail("recursion-limit", "reads TOML that is nested too deeply");
  }

  /// False at the end of the text.
  bool read_line() {
    char32_t rune = scanner_.next();
    if (rune == TomlScanner::kEnd) return false;
    if (is_space(rune)) return true;
    if (rune == '#') {
      scanner_.skip_comment();
      return true;
    }
    if (rune == '[') {
      read_header();
    } else {
      scanner_.backup();
      read_pair(nullptr);
      last_part_.clear();
    }
    return end_line();
  }

  static bool is_space(char32_t rune) {
    return rune == ' ' || rune == '\t' || rune == '\n' || rune == '\r';
  }

  bool end_line() {
    for (;;) {
      char32_t rune = scanner_.next();
      if (rune == TomlScanner::kEnd) return false;
      if (rune == '\n' || rune == '\r') return true;
      if (rune == '#') {
        scanner_.skip_comment();
        return true;
      }
      if (rune == ' ' || rune == '\t') continue;
      scanner_.fail("expected a top-level item to end with a newline, comment, or EOF, but got " +
                    quoted_rune(rune) + " instead");
    }
  }

  /// [key] or [[key]]. The first bracket has been read.
  void read_header() {
    bool array = scanner_.accept('[');
    TomlKey key;
    for (;;) {
      scanner_.skip_blanks();
      char32_t rune = scanner_.peek();
      if (rune == ']' || rune == TomlScanner::kEnd) {
        scanner_.fail("unexpected end of table name (table names cannot be empty)");
      }
      if (rune == '.') {
        scanner_.fail("unexpected table separator (table names cannot be empty)");
      }
      read_key_part(key);
      scanner_.skip_blanks();
      rune = scanner_.next();
      if (rune == ']') break;
      if (rune != '.') {
        scanner_.fail("expected '.' or ']' to end table name, but got " + quoted_rune(rune) +
                      " instead");
      }
    }
    char32_t rune = array ? scanner_.next() : ']';
    if (rune != ']') {
      scanner_.fail("expected end of table array name delimiter ']', but got " + quoted_rune(rune) +
                    " instead");
    }
    check(tables_.open(key, array));
    tables_.mark_list("", false);
  }

  void read_key_part(TomlKey& key) {
    key.push_back(scanner_.read_key_part());
    if (key.size() == 1) key_line_ = scanner_.line();
    check_depth(key.size() + tables_.context().size());
  }

  /// A dotted key with the `=` behind it.
  TomlKey read_key() {
    scanner_.skip_blanks();
    char32_t rune = scanner_.peek();
    if (rune == '=' || rune == TomlScanner::kEnd) {
      scanner_.fail("unexpected '=': key name appears blank");
    }
    if (rune == '.') scanner_.fail("unexpected '.': keys cannot start with a '.'");
    TomlKey key;
    for (;;) {
      scanner_.skip_blanks();
      rune = scanner_.peek();
      if (rune == '=' || rune == TomlScanner::kEnd) scanner_.fail("unexpected '='");
      if (rune == '.') scanner_.fail("unexpected '.'");
      read_key_part(key);
      scanner_.skip_blanks();
      rune = scanner_.next();
      if (rune == '=') return key;
      if (rune == '.') continue;
      if (rune == TomlScanner::kEnd) {
        scanner_.fail("unexpected EOF; expected key separator '='");
      }
      std::string message = "expected '.' or '=', but got " + quoted_rune(rune) + " instead";
      if (rune == '\n') scanner_.fail_above(std::move(message));
      scanner_.fail(std::move(message));
    }
  }

  /// key = value, in a line of its own or in an inline table, which then gets it too.
  void read_pair(TomlTable* inline_table) {
    TomlKey outer = tables_.context();
    TomlKey key = read_key();
    last_part_ = key.back();
    for (size_t i = 0; i + 1 < key.size(); ++i) {
      TomlKey implied = tables_.context();
      implied.push_back(key[i]);
      check(tables_.open_implicit(implied));
    }
    TomlToken token = scanner_.read_value();
    TomlItem value = read_item(token, false);
    check(tables_.set(last_part_, value));
    tables_.mark_list(last_part_, token.kind == TomlKind::Array);
    if (inline_table) add_to_inline(inline_table, key, std::move(value));
    tables_.set_context(std::move(outer));
  }

  void add_to_inline(TomlTable* table, const TomlKey& key, TomlItem value) {
    for (size_t i = 0; i + 1 < key.size(); ++i) {
      auto [at, is_new] = table->items.try_emplace(key[i]);
      if (is_new) {
        at->second.kind = TomlItem::Kind::Table;
        at->second.table = tables_.new_table();
      }
      if (at->second.kind != TomlItem::Kind::Table) {
        check(fmt::format("{} is not a table", go_quote(toml_key_text(tables_.context()))));
      }
      table = at->second.table;
    }
    table->items.insert_or_assign(key.back(), std::move(value));
  }

  TomlItem read_item(const TomlToken& token, bool in_list) {
    TomlItem item;
    switch (token.kind) {
      case TomlKind::String:
        item.plain = args_.string(token.text);
        return item;
      case TomlKind::Integer:
        item.plain = read_integer(token);
        return item;
      case TomlKind::Float:
        item.plain = read_float(token);
        return item;
      case TomlKind::Bool:
        item.plain = Value::of_bool(token.text == "true");
        return item;
      case TomlKind::Datetime:
        item.plain = read_date(token);
        return item;
      case TomlKind::Array:
        return read_list();
      case TomlKind::InlineTable:
        return read_inline_table(in_list);
    }
    return item;
  }

  Value read_date(const TomlToken& token) {
    std::string text = token.text;
    for (char& c : text) c = c == 'z' ? 'Z' : c == 't' || c == ' ' ? 'T' : c;
    std::optional<GoTime> time = read_toml_date(text, args_.context());
    if (!time) throw TomlStop{"invalid datetime: " + go_quote(text), token.line};
    return make_time_value(args_.arena(), *time);
  }

  TomlItem read_list() {
    check_depth(++depth_);
    tables_.mark_list(last_part_, true);
    TomlItem item;
    item.kind = TomlItem::Kind::List;
    bool wants_value = true;
    for (;;) {
      char32_t rune = scanner_.next();
      if (is_space(rune)) continue;
      if (rune == '#') {
        scanner_.skip_comment();
        continue;
      }
      if (rune == ']') break;
      if (wants_value) {
        if (rune == ',') scanner_.fail("unexpected comma");
        scanner_.backup();
        item.list.push_back(read_item(scanner_.read_value(), true));
      } else if (rune != ',') {
        scanner_.fail("expected a comma (',') or array terminator (']'), but got " +
                      rune_or_end(rune));
      }
      wants_value = !wants_value;
    }
    --depth_;
    return item;
  }

  static std::string rune_or_end(char32_t rune) {
    if (rune == TomlScanner::kEnd) return "end of file";
    std::string text = "'";
    append_rune(text, rune);
    return text + "'";
  }

  TomlItem read_inline_table(bool in_list) {
    check_depth(++depth_);
    TomlKey outer = tables_.context();
    std::string outer_part = std::exchange(last_part_, "");
    TomlKey context = outer;
    context.push_back(outer_part);
    tables_.set_context(context);
    tables_.mark_implicit(context);
    check(tables_.open(context, in_list));
    TomlItem item;
    item.kind = TomlItem::Kind::Table;
    item.table = tables_.new_table();
    read_inline_pairs(item.table);
    tables_.set_context(std::move(outer));
    last_part_ = std::move(outer_part);
    --depth_;
    return item;
  }

  void read_inline_pairs(TomlTable* table) {
    bool wants_pair = true;
    for (;;) {
      char32_t rune = scanner_.next();
      if (is_space(rune)) continue;
      if (rune == '#') {
        scanner_.skip_comment();
        continue;
      }
      if (rune == '}') return;
      if (wants_pair) {
        if (rune == ',') scanner_.fail("unexpected comma");
        scanner_.backup();
        read_pair(table);
      } else if (rune != ',') {
        scanner_.fail("expected a comma or an inline table terminator '}', but got " +
                      rune_or_end(rune) + " instead");
      } else if (scanner_.skip_blanks(); scanner_.peek() == '}') {
        continue;
      }
      wants_pair = !wants_pair;
    }
  }

  Value to_value(const TomlTable& table) {
    ValueMap* map = args_.new_map();
    for (const auto& [key, item] : table.items) map->set(args_.arena().copy(key), to_value(item));
    return Value::of_map(map);
  }

  Value to_value(const TomlItem& item) {
    std::vector<Value> items;
    switch (item.kind) {
      case TomlItem::Kind::Plain:
        return item.plain;
      case TomlItem::Kind::Table:
        return to_value(*item.table);
      case TomlItem::Kind::Tables:
        for (const TomlTable* table : item.tables) items.push_back(to_value(*table));
        return make_list(args_.arena(), items, appended_capacity(items.size(), 4, 8), GoType::Maps);
      case TomlItem::Kind::List:
        for (const TomlItem& part : item.list) items.push_back(to_value(part));
        return make_list(args_.arena(), items, appended_capacity(items.size(), 2));
    }
    return {};
  }

  const CallArgs& args_;
  TomlScanner scanner_;
  TomlTables tables_;
  std::string last_part_;  // of the key whose value is being read
  int key_line_ = 1;
  size_t depth_ = 0;
};

/// Skips a byte order mark. Of UTF-16 as well, which then fails for its NUL bytes.
std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) return text.substr(2);
  return text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
}

}  // namespace

TomlResult parse_toml(std::string_view text, const CallArgs& args) {
  text = without_byte_order_mark(text);
  if (text.substr(0, 6).find('\0') != std::string_view::npos) {
    return {{},
            "toml: line 1: files cannot contain NULL bytes; probably using UTF-16; TOML files "
            "must be UTF-8"};
  }
  return TomlReader(text, args).read();
}

}  // namespace drydock::render
