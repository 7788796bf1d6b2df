#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "core/error.h"
#include "overlays/selector.h"

namespace drydock::overlays {
namespace {

enum class Token : uint8_t {
  End,
  Word,
  Comma,
  Open,
  Close,
  Not,
  Equals,
  DoubleEquals,
  NotEquals,
  Greater,
  Less,
  In,
  NotIn,
};

struct Item {
  Token token = Token::End;
  std::string_view text;
};

bool is_special(char c) { return std::string_view("=!(),><").find(c) != std::string_view::npos; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::vector<Item> lex(std::string_view text) {
  std::vector<Item> items;
  size_t at = 0;
  while (at < text.size()) {
    if (is_blank(text[at])) {
      ++at;
      continue;
    }
    size_t begin = at;
    if (!is_special(text[at])) {
      while (at < text.size() && !is_special(text[at]) && !is_blank(text[at])) ++at;
      std::string_view word = text.substr(begin, at - begin);
      items.push_back({word == "in"      ? Token::In
                       : word == "notin" ? Token::NotIn
                                         : Token::Word,
                       word});
      continue;
    }
    bool equals_next = at + 1 < text.size() && text[at + 1] == '=';
    Token token = Token::Comma;
    switch (text[at]) {
      case '(':
        token = Token::Open;
        break;
      case ')':
        token = Token::Close;
        break;
      case '>':
        token = Token::Greater;
        break;
      case '<':
        token = Token::Less;
        break;
      case '!':
        token = equals_next ? Token::NotEquals : Token::Not;
        break;
      case '=':
        token = equals_next ? Token::DoubleEquals : Token::Equals;
        break;
      default:
        break;
    }
    at += token == Token::NotEquals || token == Token::DoubleEquals ? 2 : 1;
    items.push_back({token, text.substr(begin, at - begin)});
  }
  items.push_back({});
  return items;
}

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// Letters, digits, '-', '_' and '.', the first and last a letter or digit, at most 63.
bool is_label_name(std::string_view name) {
  constexpr size_t kLongest = 63;
  return !name.empty() && name.size() <= kLongest && is_alnum(name.front()) &&
         is_alnum(name.back()) && std::all_of(name.begin(), name.end(), [](char c) {
           return is_alnum(c) || c == '-' || c == '_' || c == '.';
         });
}

/// Small letters, digits and '-' between points.
bool is_subdomain(std::string_view text) {
  constexpr size_t kLongest = 253;
  if (text.size() > kLongest) return false;
  for (size_t begin = 0; begin <= text.size();) {
    size_t end = std::min(text.find('.', begin), text.size());
    std::string_view part = text.substr(begin, end - begin);
    bool good = !part.empty() && part.front() != '-' && part.back() != '-' &&
                std::all_of(part.begin(), part.end(), [](char c) {
                  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                });
    if (!good) return false;
    begin = end + 1;
  }
  return true;
}

bool is_label_key(std::string_view key) {
  size_t slash = key.find('/');
  if (slash == key.npos) return is_label_name(key);
  return is_subdomain(key.substr(0, slash)) && is_label_name(key.substr(slash + 1));
}

std::optional<int64_t> as_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

class Parser {
 public:
  explicit Parser(const Text& text) : text_(text), items_(lex(text.value)) {}

  std::vector<Requirement> run() {
    std::vector<Requirement> requirements;
    if (peek().token == Token::End) return requirements;
    for (;;) {
      requirements.push_back(requirement());
      const Item& next = take();
      if (next.token == Token::End) return requirements;
      if (next.token != Token::Comma) refuse(next, "`,` or the end");
      if (!is_word(peek()) && peek().token != Token::Not) refuse(peek(), "a key behind `,`");
    }
  }

 private:
  const Item& peek() const { return items_[at_]; }
  const Item& take() { return items_[at_ + 1 < items_.size() ? at_++ : at_]; }
  /// Where no operator can stand, "in" and "notin" are words.
  static bool is_word(const Item& item) {
    return item.token == Token::Word || item.token == Token::In || item.token == Token::NotIn;
  }

  [[noreturn]] void refuse(const Item& found, std::string_view expected) const {
    fail("overlay-selector",
         fmt::format("the selector `{}` has `{}` where {} is expected", text_.value, found.text,
                     expected),
         text_.where());
  }

  [[noreturn]] void refuse(std::string message) const {
    fail("overlay-selector", std::move(message), text_.where());
  }

  Requirement requirement() {
    using enum Requirement::Operator;
    Requirement result;
    bool negated = peek().token == Token::Not;
    if (negated) take();
    const Item& key = take();
    if (!is_word(key)) refuse(key, "a key");
    if (!is_label_key(key.text)) refuse(fmt::format("`{}` is no label's key", key.text));
    result.key = key.text;
    bool ends = peek().token == Token::End || peek().token == Token::Comma;
    result.op = negated ? DoesNotExist : Exists;
    if (negated || ends) return result;
    read_condition(result);
    for (const std::string& value : result.values) {
      if (!value.empty() && !is_label_name(value)) {
        refuse(fmt::format("`{}` is no label's value", value));
      }
    }
    return result;
  }

  void read_condition(Requirement& result) {
    using enum Requirement::Operator;
    const Item& op = take();
    switch (op.token) {
      case Token::In:
      case Token::NotIn:
        result.op = op.token == Token::In ? In : NotIn;
        return read_values(result);
      case Token::Equals:
      case Token::DoubleEquals:
        result.op = In;
        return read_value(result);
      case Token::NotEquals:
        result.op = NotIn;
        return read_value(result);
      case Token::Greater:
      case Token::Less:
        result.op = op.token == Token::Greater ? GreaterThan : LessThan;
        read_value(result);
        if (!as_number(result.values[0])) refuse("`<` and `>` compare with whole numbers");
        return;
      default:
        refuse(op, "`=`, `!=`, `==`, `in` or `notin`");
    }
  }

  void read_value(Requirement& result) {
    if (peek().token == Token::End || peek().token == Token::Comma) {
      result.values.emplace_back();
      return;
    }
    const Item& value = take();
    if (!is_word(value)) refuse(value, "a value");
    result.values.emplace_back(value.text);
  }

  void read_values(Requirement& result) {
    if (const Item& open = take(); open.token != Token::Open) refuse(open, "`(`");
    bool after_word = false;
    for (;;) {
      const Item& item = take();
      if (is_word(item) && !after_word) {
        result.values.emplace_back(item.text);
        after_word = true;
      } else if (item.token == Token::Comma) {
        if (!after_word) result.values.emplace_back();
        after_word = false;
      } else if (item.token == Token::Close) {
        if (!after_word) result.values.emplace_back();
        return;
      } else {
        refuse(item, "a value, `,` or `)`");
      }
    }
  }

  const Text& text_;
  std::vector<Item> items_;
  size_t at_ = 0;
};

bool meets(const Requirement& requirement, const Node* labels) {
  using enum Requirement::Operator;
  const Node* value = labels ? labels->find(requirement.key) : nullptr;
  auto listed = [&] {
    return std::find(requirement.values.begin(), requirement.values.end(), value->text()) !=
           requirement.values.end();
  };
  switch (requirement.op) {
    case In:
      return value && listed();
    case NotIn:
      return !value || !listed();
    case Exists:
      return value;
    case DoesNotExist:
      return !value;
    case GreaterThan:
    case LessThan: {
      std::optional<int64_t> number = value ? as_number(value->text()) : std::nullopt;
      int64_t bound = *as_number(requirement.values[0]);
      return number && (requirement.op == GreaterThan ? *number > bound : *number < bound);
    }
  }
  return false;
}

bool meets_all(const std::vector<Requirement>& requirements, const Object& object,
               std::string_view field) {
  if (requirements.empty()) return true;
  const Node* metadata = object.root ? object.root->find("metadata") : nullptr;
  const Node* labels = metadata ? metadata->find(field) : nullptr;
  return std::all_of(requirements.begin(), requirements.end(),
                     [&](const Requirement& requirement) { return meets(requirement, labels); });
}

}  // namespace

std::vector<Requirement> parse_label_selector(const Text& text) { return Parser(text).run(); }

bool CompiledSelector::matches_labels(const Object& object) const {
  return meets_all(labels_, object, "labels");
}

bool CompiledSelector::matches_annotations(const Object& object) const {
  return meets_all(annotations_, object, "annotations");
}

}  // namespace drydock::overlays
