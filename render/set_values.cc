#include "render/set_values.h"

#include <fmt/format.h>

#include <vector>

#include "core/error.h"
#include "core/go_number.h"
#include "core/go_quote.h"
#include "core/json/parse.h"
#include "core/unicode.h"
#include "render/go_text.h"

namespace drydock::render {
namespace {

/// A []rune as Go prints it with %q: "['a' 'b']".
std::string quote_runes(std::string_view text) {
  std::string out = "[";
  while (!text.empty()) {
    DecodedRune first = decode_rune(text);
    if (out.size() > 1) out += ' ';
    append_quoted_rune(out, first.rune);
    text.remove_prefix(static_cast<size_t>(first.size));
  }
  return out + "]";
}

constexpr int64_t kMaxIndex = 65536;
constexpr int kMaxNesting = 30;

[[noreturn]] void refuse(std::string message) { fail("set-value", std::move(message)); }

/// What Go says of a wrong type assertion, which the original catches.
[[noreturn]] void refuse_type(const Value& found, std::string_view wanted) {
  refuse(fmt::format("unable to parse key: interface conversion: interface {{}} is {}, not {}",
                     found.is_nil() ? "nil" : go_type_name(found), wanted));
}

using Reader = std::function<Value(std::string_view)>;

/// The text of a flag as Go reads it: character by character, with invalid UTF-8 replaced.
class Input {
 public:
  explicit Input(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  void skip(size_t bytes) { rest_.remove_prefix(std::min(bytes, rest_.size())); }
  char32_t peek() const { return decode_rune(rest_).rune; }
  char32_t take() {
    DecodedRune rune = decode_rune(rest_);
    rest_.remove_prefix(static_cast<size_t>(rune.size));
    return rune.rune;
  }

  /// Reads up to one of the characters and takes it; 0 when the text ends first.
  char take_until(std::string_view stops, bool escapes, std::string& text) {
    while (!at_end()) {
      char32_t rune = take();
      if (rune < 0x80 && stops.find(static_cast<char>(rune)) != std::string_view::npos) {
        return static_cast<char>(rune);
      }
      if (rune == '\\' && escapes) {
        if (at_end()) return 0;
        rune = take();
      }
      append_rune(text, rune);
    }
    return 0;
  }

 private:
  std::string_view rest_;
};

/// One flag's text. The methods follow the original's grammar, which differs from what one would
/// expect at the ends: "a[0]" sets an empty list, "a={" fails, "a=" is an empty text.
class SetParser {
 public:
  SetParser(std::string_view text, SetKind kind, Reader read, Arena& arena, int helm_version)
      : input_(text),
        helm3_(helm_version == 3),
        literal_(kind == SetKind::Literal),
        json_(kind == SetKind::Json),
        read_(std::move(read)),
        arena_(arena) {}

  void run(ValueMap& values) {
    while (!ended_ && !input_.at_end()) key(values, 0);
  }

 private:
  void key(ValueMap& data, int nesting);
  void nested_key(ValueMap& data, const std::string& name, int nesting);
  void value_of_key(ValueMap& data, const std::string& name);
  Value list_item(Value list, int64_t index, int nesting);
  Value nested_list(Value list, int64_t index, int nesting);
  Value nested_map(Value list, int64_t index, int nesting);
  int64_t index();
  Value set_index(Value list, int64_t index, Value value);

  bool no_json_value();
  Value json_value();
  bool braces(Value& list);
  Value plain_value();

  void set(ValueMap& data, const std::string& name, Value value) {
    if (!name.empty()) data.set(arena_.copy(name), value);
  }
  Value list_of(const std::vector<Value>& items) {
    Value* copy = arena_.array<Value>(items.size());
    std::copy(items.begin(), items.end(), copy);
    return Value::of_list({copy, items.size()});
  }

  Input input_;
  // The original noticed the end of the text in the middle of something. It then leaves what it
  // was about to set as it was, without an error.
  bool ended_ = false;
  bool helm3_;
  bool literal_;
  bool json_;
  Reader read_;
  Arena& arena_;
};

void SetParser::key(ValueMap& data, int nesting) {
  std::string name;
  char stop = input_.take_until(literal_ ? "=[." : "=[,.", !literal_, name);
  switch (stop) {
    case 0:
      if (!name.empty()) refuse(fmt::format("key {} has no value", go_quote(name)));
      ended_ = true;
      return;
    case '=':
      return value_of_key(data, name);
    case ',':
      refuse(fmt::format("key {} has no value (cannot end with ,)", go_quote(name)));
    case '.':
      return nested_key(data, name, nesting + 1);
    default:
      break;
  }
  int64_t at = index();
  if (ended_) return;
  const Value* old = data.find(name);
  if (old && !old->is_list()) refuse_type(*old, "[]interface {}");
  Value list = old ? *old : Value::of_list({});
  set(data, name, list_item(list, at, nesting));
}

void SetParser::nested_key(ValueMap& data, const std::string& name, int nesting) {
  if (nesting > kMaxNesting) {
    refuse(
        fmt::format("value name nested level is greater than maximum supported nested level of {}",
                    kMaxNesting));
  }
  const Value* old = data.find(name);
  if (old && !old->is_map()) refuse_type(*old, "map[string]interface {}");
  ValueMap* inner = old ? &old->as_map() : arena_.make<ValueMap>(arena_);
  key(*inner, nesting);
  if (inner->size() == 0 && !ended_) {
    refuse(fmt::format("key map {} has no value", go_quote(name)));
  }
  if (inner->size() > 0) set(data, name, Value::of_map(inner));
}

void SetParser::value_of_key(ValueMap& data, const std::string& name) {
  if (json_) {
    set(data, name, no_json_value() ? Value() : json_value());
    return;
  }
  Value list;
  if (!literal_ && input_.at_end()) {
    set(data, name, Value::of_string(""));
    ended_ = true;
  } else if (braces(list)) {
    set(data, name, list);
  } else {
    set(data, name, plain_value());
  }
}

int64_t SetParser::index() {
  std::string digits;
  if (!input_.take_until("]", !literal_, digits)) {
    if (helm3_) refuse("error parsing index: EOF");
    ended_ = true;
    return 0;
  }
  GoParsed<int64_t> parsed = parse_go_int(digits);
  if (!parsed.ok()) {
    refuse(fmt::format("error parsing index: strconv.Atoi: parsing {}: {}", go_quote(digits),
                       go_parse_problem(parsed.status)));
  }
  return parsed.value;
}

Value SetParser::set_index(Value list, int64_t index, Value value) {
  if (index > kMaxIndex) {
    refuse(
        fmt::format("index of {} is greater than maximum supported index of {}", index, kMaxIndex));
  }
  std::vector<Value> items(list.as_list().begin(), list.as_list().end());
  auto at = static_cast<size_t>(index);
  if (items.size() <= at) items.resize(at + 1);
  items[at] = value;
  return list_of(items);
}

Value SetParser::list_item(Value list, int64_t index, int nesting) {
  if (index < 0) refuse(fmt::format("negative {} index not allowed", index));
  std::string between;
  char stop = input_.take_until("[.=", !literal_, between);
  if (!between.empty()) {
    refuse("unexpected data at end of array index: " + quote_runes(between));
  }
  if (stop == 0) {
    ended_ = true;
    return list;
  }
  if (stop == '[') return nested_list(list, index, nesting);
  if (stop == '.') return nested_map(list, index, nesting);
  if (json_) return set_index(list, index, no_json_value() ? Value() : json_value());
  Value braced;
  if (!literal_ && input_.at_end()) return set_index(list, index, Value::of_string(""));
  if (braces(braced)) return set_index(list, index, braced);
  return set_index(list, index, plain_value());
}

Value SetParser::nested_list(Value list, int64_t index, int nesting) {
  int64_t inner_index = this->index();
  if (ended_) return list;
  Value inner = Value::of_list({});
  auto at = static_cast<size_t>(index);
  if (at < list.as_list().size() && !list.as_list()[at].is_nil()) {
    inner = list.as_list()[at];
    if (!inner.is_list()) refuse_type(inner, "[]interface {}");
  }
  inner = list_item(inner, inner_index, nesting);
  return ended_ ? list : set_index(list, index, inner);
}

Value SetParser::nested_map(Value list, int64_t index, int nesting) {
  auto at = static_cast<size_t>(index);
  bool exists = at < list.as_list().size();
  bool is_map = exists && list.as_list()[at].is_map();
  ValueMap* inner = is_map ? &list.as_list()[at].as_map() : arena_.make<ValueMap>(arena_);
  if (exists && !is_map) list = set_index(list, index, Value::of_map(inner));
  // Going in from a list does not count as a level, as in the original.
  key(*inner, nesting);
  return ended_ ? list : set_index(list, index, Value::of_map(inner));
}

/// Passes over blanks; whether a comma or the end follows, which is taken too.
bool SetParser::no_json_value() {
  while (!input_.at_end()) {
    char32_t rune = input_.peek();
    if (rune != ',' && !is_space(rune)) return false;
    input_.take();
    if (rune == ',') return true;
  }
  return true;
}

Value SetParser::json_value() {
  JsonParseOptions options;
  options.first_value_only = true;
  JsonResult result = parse_json(input_.rest(), arena_, options);
  if (!result.ok()) refuse(result.error->message);
  input_.skip(result.end);
  no_json_value();
  return result.value;
}

/// "{a,b}" and what follows it; false when there is none.
bool SetParser::braces(Value& list) {
  if (literal_ || input_.at_end() || input_.peek() != '{') return false;
  input_.take();
  std::vector<Value> items;
  for (;;) {
    std::string item;
    char stop = input_.take_until(",}", true, item);
    if (stop == 0) refuse("list must terminate with '}'");
    items.push_back(read_(item));
    if (stop == '}') break;
  }
  if (!input_.at_end() && input_.peek() == ',') input_.take();
  list = list_of(items);
  return true;
}

Value SetParser::plain_value() {
  std::string text;
  input_.take_until(literal_ ? "" : ",", !literal_, text);
  return read_(text);
}

Value typed(std::string_view text, Arena& arena) {
  if (equal_fold(text, "true")) return Value::of_bool(true);
  if (equal_fold(text, "false")) return Value::of_bool(false);
  if (equal_fold(text, "null")) return Value();
  if (text == "0") return Value::of_int(0);
  if (!text.empty() && text[0] != '0') {
    GoParsed<int64_t> number = parse_go_int(text);
    if (number.ok()) return Value::of_int(number.value);
  }
  return Value::of_string(arena.copy(text));
}

}  // namespace

void set_values(std::string_view line, SetKind kind, ValueMap& values, Arena& arena,
                int helm_version) {
  Reader read = [&](std::string_view text) {
    return kind == SetKind::Typed ? typed(text, arena) : Value::of_string(arena.copy(text));
  };
  SetParser(line, kind, read, arena, helm_version).run(values);
}

void set_file_values(std::string_view line, ValueMap& values, Arena& arena,
                     const std::function<std::string_view(std::string_view path)>& read,
                     int helm_version) {
  Reader reader = [&](std::string_view path) { return Value::of_string(read(path)); };
  SetParser(line, SetKind::Text, reader, arena, helm_version).run(values);
}

}  // namespace drydock::render
