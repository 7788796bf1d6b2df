#include "render/json_path.h"

#include <algorithm>
#include <optional>

#include "core/error.h"
#include "core/go_number.h"
#include "core/json/write.h"
#include "core/regex.h"
#include "core/unicode.h"
#include "render/builtins/go_compare.h"
#include "render/template/go_format.h"
#include "render/template/go_unquote.h"

namespace drydock::render {
namespace {

[[noreturn]] void refuse(std::string message) { fail("json-path", std::move(message)); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A letter, a digit, or a part of a longer character, which we take for a letter.
bool is_word(char c) {
  return c == '_' || is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c & 0x80);
}

bool ends_word(char c) { return std::string_view(" \t\r\n.,[]$@{}").find(c) != std::string::npos; }

/// The inside of a text in single or double quotes.
std::string unquote(std::string_view quoted) {
  char quote = quoted.front();
  std::string_view rest = quoted.substr(1, quoted.size() - 2);
  std::string out;
  while (!rest.empty()) {
    std::optional<UnquotedChar> next = unquote_char(rest, quote);
    if (!next) refuse(fmt::format("unquote string {} error invalid syntax", quoted));
    if (next->is_byte || next->rune < 0x80) {
      out += static_cast<char>(next->rune);
    } else {
      append_rune(out, next->rune);
    }
    rest = next->tail;
  }
  return out;
}

/// A whole number with a sign perhaps; nothing for other texts.
std::optional<int64_t> index_number(std::string_view text) {
  GoParsed<int64_t> parsed = parse_go_int(text, 10, 64);
  if (!parsed.ok()) return std::nullopt;
  return parsed.value;
}

bool is_index_part(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

/// Reads a template as kubectl's parser does, its quirks included: a comma in brackets always makes
/// a union, and text between actions never ends them early.
class JsonPath::Parser {
 public:
  explicit Parser(std::string_view text, int depth) : text_(text), depth_(depth) {
    constexpr int kMaxDepth = 100;
    if (depth > kMaxDepth) refuse("filters are nested too deeply");
  }

  std::vector<Node> parse() {
    while (at_ < text_.size()) {
      size_t brace = text_.find('{', at_);
      std::string_view plain = text_.substr(at_, brace - at_);
      if (!plain.empty()) root_.push_back({.kind = Kind::Text, .text = std::string(plain)});
      if (brace == std::string_view::npos) break;
      at_ = brace + 1;
      root_.push_back({.kind = Kind::List});
      parse_action();
    }
    return std::move(root_);
  }

 private:
  std::vector<Node>& out() { return root_.back().children; }
  std::string_view rest() const { return text_.substr(at_); }

  void parse_action() {
    for (;;) {
      if (at_ >= text_.size()) refuse("unclosed action");
      if (rest().starts_with('}')) {
        ++at_;
        return;
      }
      if (rest().starts_with("[?(")) {
        parse_filter();
      } else if (rest().starts_with("..")) {
        parse_recursive();
      } else {
        parse_part();
      }
    }
  }

  void parse_part() {
    char c = text_[at_];
    if (c == '\n' || c == '\r') refuse("unclosed action");
    if (c == ' ' || c == '@' || c == '$') {
      ++at_;
    } else if (c == '[') {
      parse_array();
    } else if (c == '"' || c == '\'') {
      parse_quote(c);
    } else if (c == '.') {
      ++at_;
      parse_field();
    } else if (c == '+' || c == '-' || is_digit(c)) {
      parse_number();
    } else if (is_word(c)) {
      parse_word();
    } else {
      refuse(fmt::format("unrecognized character in action: U+{:04X} '{}'",
                         static_cast<unsigned char>(c), c));
    }
  }

  void parse_word() {
    size_t begin = at_;
    while (at_ < text_.size() && !ends_word(text_[at_])) ++at_;
    std::string_view word = text_.substr(begin, at_ - begin);
    if (word == "true" || word == "false") {
      out().push_back({.kind = Kind::Literal, .literal = Value::of_bool(word == "true")});
    } else {
      Kind kind = word == "range" ? Kind::Range : word == "end" ? Kind::End : Kind::Unknown;
      out().push_back({.kind = kind, .text = std::string(word)});
    }
  }

  void parse_recursive() {
    if (!out().empty() && out().back().kind == Kind::Recursive) {
      refuse("invalid multiple recursive descent");
    }
    at_ += 2;
    out().push_back({.kind = Kind::Recursive});
    if (at_ < text_.size() && is_word(text_[at_])) parse_field();
  }

  void parse_number() {
    size_t begin = at_++;
    while (at_ < text_.size() && (text_[at_] == '.' || is_digit(text_[at_]))) ++at_;
    std::string_view number = text_.substr(begin, at_ - begin);
    if (std::optional<int64_t> whole = index_number(number)) {
      out().push_back({.kind = Kind::Literal, .literal = Value::of_int(*whole, GoType::Int)});
      return;
    }
    GoParsed<double> parsed = parse_go_float(number);
    if (!parsed.ok()) refuse(fmt::format("cannot parse number {}", number));
    out().push_back({.kind = Kind::Literal, .literal = Value::of_float(parsed.value)});
  }

  void parse_field() {
    std::string name;
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (c == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        c = text_[at_];
      } else if (ends_word(c)) {
        break;
      }
      name += c;
      ++at_;
    }
    if (name == "*") {
      out().push_back({.kind = Kind::Wildcard});
    } else {
      out().push_back({.kind = Kind::Field, .text = std::move(name)});
    }
  }

  void parse_quote(char quote) {
    size_t begin = at_++;
    for (;; ++at_) {
      if (at_ >= text_.size() || text_[at_] == '\n') refuse("unterminated quoted string");
      if (text_[at_] == quote && text_[at_ - 1] != '\\') break;
    }
    ++at_;
    out().push_back({.kind = Kind::Text, .text = unquote(text_.substr(begin, at_ - begin))});
  }

  /// The nodes of one action whose text comes from within another.
  std::vector<Node> parse_inner(std::string_view action) const {
    std::string text = fmt::format("{{{}}}", action);
    return std::move(Parser(text, depth_ + 1).parse().front().children);
  }

  void parse_array() {
    size_t begin = at_;
    size_t end = text_.find_first_of("]\n", at_);
    if (end == std::string_view::npos || text_[end] == '\n') refuse("unterminated array");
    at_ = end + 1;
    std::string_view inside = text_.substr(begin + 1, end - begin - 1);
    if (inside == "*") inside = ":";
    if (inside.find(',') != std::string_view::npos) return parse_union(inside);
    bool key = inside.size() >= 2 && inside.front() == '\'' && inside.back() == '\'' &&
               inside.find('\'', 1) == inside.size() - 1;
    if (key) {
      for (Node& node : parse_inner(fmt::format(".{}", inside.substr(1, inside.size() - 2)))) {
        out().push_back(std::move(node));
      }
      return;
    }
    parse_slice(inside);
  }

  void parse_union(std::string_view inside) {
    Node node{.kind = Kind::Union};
    for (size_t from = 0; from <= inside.size();) {
      size_t comma = std::min(inside.find(',', from), inside.size());
      std::string_view part = inside.substr(from, comma - from);
      while (part.starts_with(' ')) part.remove_prefix(1);
      while (part.ends_with(' ')) part.remove_suffix(1);
      node.children.push_back(
          {.kind = Kind::List, .children = parse_inner(fmt::format("[{}]", part))});
      from = comma + 1;
    }
    out().push_back(std::move(node));
  }

  void parse_slice(std::string_view inside) {
    Node node{.kind = Kind::Array};
    std::string_view left = inside;
    for (int i = 0; i < 3; ++i) {
      Bound& bound = node.bounds[i];
      bool present = i == 0 || left.starts_with(':');
      if (i > 0 && present) left.remove_prefix(1);
      std::string_view part = present ? left.substr(0, left.find(':')) : std::string_view();
      if (!is_index_part(part)) refuse(fmt::format("invalid array index {}", inside));
      left.remove_prefix(part.size());
      if (!part.empty()) {
        std::optional<int64_t> number = index_number(part);
        if (!number) refuse(fmt::format("array index {} is not a number", part));
        bound = {*number, true, false};
      } else if (i == 1 && !present) {
        bound = {node.bounds[0].value + 1, true, true};
      }
    }
    if (!left.empty()) refuse(fmt::format("invalid array index {}", inside));
    out().push_back(std::move(node));
  }

  void parse_filter() {
    at_ += 3;
    size_t begin = at_;
    bool opened = false;
    bool closed = false;
    char pair = 0;
    for (;; ++at_) {
      if (at_ >= text_.size() || text_[at_] == '\n') refuse("unterminated filter");
      char c = text_[at_];
      if ((c == '"' || c == '\'') && !opened) {
        opened = true;
        pair = c;
      } else if (c == pair && opened && text_[at_ - 1] != '\\') {
        closed = true;
      } else if (c == ')' && opened == closed) {
        break;
      }
    }
    std::string_view inside = text_.substr(begin, at_ - begin);
    ++at_;
    if (!rest().starts_with(']')) refuse("unclosed array expect ]");
    ++at_;
    add_filter(inside);
  }

  void add_filter(std::string_view inside) {
    size_t op = inside.find_first_of("!<>=");
    size_t right = inside.find_first_not_of("!<>=", op);
    Node node{.kind = Kind::Filter, .text = "exists"};
    if (op == std::string_view::npos || op == 0 || right == std::string_view::npos) {
      node.children.push_back({.kind = Kind::List, .children = parse_inner(inside)});
    } else {
      node.text = inside.substr(op, right - op);
      node.children.push_back({.kind = Kind::List, .children = parse_inner(inside.substr(0, op))});
      node.children.push_back({.kind = Kind::List, .children = parse_inner(inside.substr(right))});
    }
    out().push_back(std::move(node));
  }

  std::string_view text_;
  int depth_;
  size_t at_ = 0;
  std::vector<Node> root_;
};

/// One run of a template over data. What kubectl reports as an error throws.
class JsonPath::Evaluation {
 public:
  explicit Evaluation(const std::vector<Node>& nodes) : nodes_(nodes) {}

  using Values = std::vector<Value>;

  /// One list of results for each node from `begin` on; a range's nodes come once for each item.
  void find(const Value& current, size_t begin, std::vector<Values>& found) {
    for (size_t i = begin; i < nodes_.size(); ++i) {
      Values results = walk({current}, nodes_[i]);
      if (ends_ > 0 && ends_ <= open_) {
        --ends_;
        last_end_ = i;
        return;
      }
      if (begun_ == 0) {
        found.push_back(std::move(results));
        continue;
      }
      --begun_;
      ++open_;
      for (const Value& item : results) find(item, i + 1, found);
      if (results.empty()) {
        std::vector<Values> unused;  // only to get past the range
        find(Value(), i + 1, unused);
      }
      --open_;
      if (last_end_ > i) i = last_end_;
    }
  }

 private:
  Values walk(const Values& input, const Node& node) {
    switch (node.kind) {
      case Kind::List:
        return walk_list(input, node);
      case Kind::Text:
        return {Value::of_string(node.text)};
      case Kind::Literal:
        return Values(input.size(), node.literal);
      case Kind::Field:
        return fields(input, node.text);
      case Kind::Array:
        return slices(input, node);
      case Kind::Filter:
        return filtered(input, node);
      case Kind::Wildcard:
        return children(input);
      case Kind::Recursive:
        return descendants(input);
      case Kind::Union:
        return united(input, node);
      case Kind::Range:
        ++begun_;
        return input;
      case Kind::End:
        if (open_ == 0) refuse("not in range, nothing to end");
        ++ends_;
        return {};
      case Kind::Unknown:
        break;
    }
    refuse(fmt::format("unrecognized identifier {}", node.text));
  }

  Values walk_list(const Values& input, const Node& list) {
    Values current = input;
    for (const Node& node : list.children) current = walk(current, node);
    return current;
  }

  Values united(const Values& input, const Node& node) {
    Values results;
    for (const Node& list : node.children) {
      for (const Value& value : walk_list(input, list)) results.push_back(value);
    }
    return results;
  }

  static Values fields(const Values& input, std::string_view name) {
    Values results;
    for (const Value& value : input) {
      if (!value.is_map()) continue;
      if (const Value* found = value.as_map().find(name)) results.push_back(*found);
    }
    if (results.empty() && !input.empty()) refuse(fmt::format("{} is not found", name));
    return results;
  }

  static void append_children(const Value& value, Values& results) {
    if (value.is_map()) {
      for (const ValueMap::Entry& entry : value.as_map().entries()) results.push_back(entry.value);
    } else if (value.is_list()) {
      for (const Value& item : value.as_list()) results.push_back(item);
    } else if (value.is_string()) {
      for (unsigned char byte : value.as_string()) {
        results.push_back(Value::of_uint(byte, GoType::Uint8));
      }
    }
  }

  static Values children(const Values& input) {
    Values results;
    for (const Value& value : input) append_children(value, results);
    return results;
  }

  /// Every value that holds others, at any depth, from the outside to the inside.
  static Values descendants(const Values& input) {
    Values results;
    Values waiting(input.rbegin(), input.rend());
    while (!waiting.empty()) {
      Value value = waiting.back();
      waiting.pop_back();
      Values inner;
      append_children(value, inner);
      if (inner.empty()) continue;
      results.push_back(value);
      waiting.insert(waiting.end(), inner.rbegin(), inner.rend());
    }
    return results;
  }

  static Values slices(const Values& input, const Node& node) {
    Values results;
    for (const Value& value : input) {
      if (value.is_nil()) continue;
      if (!value.is_list()) refuse(fmt::format("{} is not array or slice", go_type_name(value)));
      append_slice(value.as_list(), node, results);
    }
    return results;
  }

  static void append_slice(std::span<const Value> items, const Node& node, Values& results) {
    auto size = static_cast<int64_t>(items.size());
    int64_t first = node.bounds[0].value;
    if (first < 0) first += size;
    const Bound& end_bound = node.bounds[1];
    int64_t end = end_bound.known ? end_bound.value : size;
    if (end < 0 || (end == 0 && end_bound.derived)) end += size;
    if (first == end) return;
    auto out_of_bounds = [&](int64_t index) {
      refuse(fmt::format("array index out of bounds: index {}, length {}", index, size));
    };
    if (first >= size || first < 0) out_of_bounds(first);
    if (end > size || end < 0) out_of_bounds(end - 1);
    if (first > end) {
      refuse(fmt::format("starting index {} is greater than ending index {}", first, end));
    }
    int64_t step = node.bounds[2].known ? node.bounds[2].value : 1;
    if (step <= 0) refuse("step must be > 0");
    for (int64_t i = first; i < end; i += step) results.push_back(items[static_cast<size_t>(i)]);
  }

  Values filtered(const Values& input, const Node& node) {
    Values results;
    for (const Value& value : input) {
      if (!value.is_list()) {
        refuse(fmt::format("{} is not array or slice and cannot be filtered", value_text(value)));
      }
      for (const Value& item : value.as_list()) {
        if (passes(item, node)) results.push_back(item);
      }
    }
    return results;
  }

  bool passes(const Value& item, const Node& node) {
    if (node.text == "exists") {
      try {
        return !walk_list({item}, node.children[0]).empty();
      } catch (const Error&) {
        return false;
      }
    }
    Values left = walk_list({item}, node.children[0]);
    if (left.empty()) return false;
    Values right = walk_list({item}, node.children[1]);
    if (right.empty()) return false;
    if (left.size() > 1 || right.size() > 1) refuse("can only compare one element at a time");
    std::string problem;
    bool pass = compare(node.text, left[0], right[0], problem);
    if (!problem.empty()) refuse(std::move(problem));
    return pass;
  }

  static bool compare(std::string_view op, Value left, Value right, std::string& problem) {
    if (op == "==") return go_equal(left, right, problem);
    if (op == "!=") return !go_equal(left, right, problem);
    if (op == "<") return go_less(left, right, problem);
    if (op == ">=") return !go_less(left, right, problem);
    if (op == "<=" || op == ">") {
      bool less_or_equal = go_less(left, right, problem) || go_equal(left, right, problem);
      return less_or_equal == (op == "<=");
    }
    problem = fmt::format("unrecognized filter operator {}", op);
    return false;
  }

  const std::vector<Node>& nodes_;
  int begun_ = 0;  // ranges whose node was just reached
  int open_ = 0;
  int ends_ = 0;
  size_t last_end_ = 0;
};

JsonPath JsonPath::parse(std::string_view text) {
  JsonPath path;
  path.nodes_ = Parser(text, 0).parse();
  return path;
}

bool JsonPath::print(Value root, std::string& out) const {
  std::vector<std::vector<Value>> found;
  try {
    Evaluation(nodes_).find(root, 0, found);
  } catch (const Error&) {
    return false;
  }
  for (const std::vector<Value>& results : found) {
    for (const Value& value : results) {
      if (&value != &results.front()) out += ' ';
      if (value.is_map() || value.is_list()) {
        append_json(out, value);
      } else if (value.is_nil()) {
        out += "null";
      } else {
        append_value(out, value);
      }
    }
  }
  return true;
}

}  // namespace drydock::render
