#include <fmt/format.h>

#include <cctype>
#include <cstdlib>

#include "core/error.h"
#include "projects/argocd/jq_term.h"

namespace drydock::projects::argocd {
namespace {

using Term = JqPaths::Term;
using Kind = Term::Kind;
using TermPtr = std::unique_ptr<Term>;

// Chains of operators nest terms without end.
constexpr size_t kLongestExpression = 8192;

TermPtr make(Kind kind, std::string text = {}) {
  auto term = std::make_unique<Term>();
  term->kind = kind;
  term->text = std::move(text);
  return term;
}

template <typename... Parts>
TermPtr make_of(Kind kind, std::string text, Parts... parts) {
  TermPtr term = make(kind, std::move(text));
  (term->parts.push_back(std::move(parts)), ...);
  return term;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  TermPtr run() {
    TermPtr term = pipe();
    skip_space();
    if (at_ != text_.size()) refuse();
    return term;
  }

 private:
  [[noreturn]] void refuse() {
    fail("argocd-ignored", fmt::format("`{}` is no path expression of jq that is known here, from "
                                       "character {} on",
                                       beginning(), at_ + 1));
  }

  /// Enough of the expression to know it again.
  std::string beginning() const {
    constexpr size_t kShown = 80;
    if (text_.size() <= kShown) return std::string(text_);
    size_t end = kShown;
    while (end > 0 && (static_cast<uint8_t>(text_[end]) & 0xC0) == 0x80) --end;
    return std::string(text_.substr(0, end)) + "…";
  }

  struct Depth {
    explicit Depth(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > kDeepestJq) parser_.refuse();
    }
    ~Depth() { --parser_.depth_; }
    Parser& parser_;
  };

  void skip_space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  char peek() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : 0;
  }
  bool take(std::string_view token) {
    skip_space();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  static bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }
  bool take_word(std::string_view word) {
    skip_space();
    size_t end = at_ + word.size();
    if (text_.substr(at_, word.size()) != word) return false;
    if (end < text_.size() && is_word(text_[end])) return false;
    at_ = end;
    return true;
  }
  void want(std::string_view token) {
    if (!take(token)) refuse();
  }
  std::string word() {
    size_t start = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  TermPtr pipe() {
    Depth depth(*this);
    TermPtr left = comma();
    if (peek() != '|') return left;
    ++at_;
    return make_of(Kind::Pipe, "", std::move(left), pipe());
  }
  TermPtr comma() {
    TermPtr left = either();
    while (take(",")) left = make_of(Kind::Comma, "", std::move(left), either());
    return left;
  }
  TermPtr either() {
    TermPtr left = both();
    while (take_word("or")) left = make_of(Kind::Binary, "or", std::move(left), both());
    return left;
  }
  TermPtr both() {
    TermPtr left = comparison();
    while (take_word("and")) left = make_of(Kind::Binary, "and", std::move(left), comparison());
    return left;
  }
  TermPtr comparison() {
    TermPtr left = alternative();
    for (std::string_view sign : {"==", "!=", "<=", ">=", "<", ">"}) {
      if (take(sign)) {
        return make_of(Kind::Binary, std::string(sign), std::move(left), alternative());
      }
    }
    return left;
  }
  TermPtr alternative() {
    TermPtr left = postfix();
    while (take("//")) left = make_of(Kind::Binary, "//", std::move(left), postfix());
    return left;
  }

  TermPtr postfix() {
    Depth depth(*this);
    TermPtr term = primary();
    while (true) {
      char next = peek();
      if (next == '?') {
        ++at_;
        if (term->kind == Kind::Field || term->kind == Kind::Iterate) {
          term->optional = true;
        } else {
          term = make_of(Kind::Try, "", std::move(term));
        }
      } else if (next == '[') {
        term = bracket(std::move(term));
      } else if (next == '.' && at_ + 1 < text_.size() && text_[at_ + 1] != '.') {
        ++at_;
        term = peek() == '[' ? bracket(std::move(term)) : field(std::move(term));
      } else {
        return term;
      }
    }
  }

  TermPtr field(TermPtr of) {
    if (peek() == '"') return make_of(Kind::Field, quoted(), std::move(of));
    std::string name = word();
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0]))) refuse();
    return make_of(Kind::Field, std::move(name), std::move(of));
  }

  TermPtr bracket(TermPtr of) {
    want("[");
    if (take("]")) return make_of(Kind::Iterate, "", std::move(of));
    TermPtr from = peek() == ':' ? nullptr : pipe();
    if (take(":")) {
      TermPtr to = peek() == ']' ? nullptr : pipe();
      want("]");
      return make_of(Kind::Slice, "", std::move(of), std::move(from), std::move(to));
    }
    want("]");
    return make_of(Kind::Field, "", std::move(of), std::move(from));
  }

  TermPtr primary() {
    char first = peek();
    if (take("..")) return make(Kind::Recurse);
    if (first == '.') {
      ++at_;
      char next = at_ < text_.size() ? text_[at_] : 0;
      if (next == '"' || std::isalpha(static_cast<unsigned char>(next)) || next == '_') {
        return field(make(Kind::Identity));
      }
      return make(Kind::Identity);
    }
    if (first == '"') {
      TermPtr literal = make(Kind::Literal, quoted());
      literal->value = Value::of_string(literal->text);
      return literal;
    }
    if (take("(")) {
      TermPtr inner = pipe();
      want(")");
      return inner;
    }
    if (take("[")) {
      if (take("]")) return make(Kind::List);
      TermPtr inner = pipe();
      want("]");
      return make_of(Kind::List, "", std::move(inner));
    }
    if (first == '-' || std::isdigit(static_cast<unsigned char>(first))) return number();
    return named();
  }

  TermPtr number() {
    const std::string rest(text_.substr(at_));
    char* end = nullptr;
    double value = std::strtod(rest.c_str(), &end);
    if (end == rest.c_str()) refuse();
    at_ += static_cast<size_t>(end - rest.c_str());
    TermPtr literal = make(Kind::Literal);
    literal->value = Value::of_float(value);
    return literal;
  }

  TermPtr named() {
    std::string name = word();
    if (name.empty()) refuse();
    if (name == "true" || name == "false" || name == "null") {
      TermPtr literal = make(Kind::Literal);
      if (name != "null") literal->value = Value::of_bool(name == "true");
      return literal;
    }
    if (name == "if") return condition();
    TermPtr call = make(Kind::Call, std::move(name));
    if (take("(")) {
      do {
        call->parts.push_back(pipe());
      } while (take(";"));
      want(")");
    }
    if (!is_known(*call)) refuse();
    return call;
  }

  TermPtr condition() {
    TermPtr test = pipe();
    if (!take_word("then")) refuse();
    TermPtr then = pipe();
    TermPtr otherwise = make(Kind::Identity);
    if (take_word("elif")) {
      otherwise = condition();
      return make_of(Kind::Condition, "", std::move(test), std::move(then), std::move(otherwise));
    }
    if (take_word("else")) otherwise = pipe();
    if (!take_word("end")) refuse();
    return make_of(Kind::Condition, "", std::move(test), std::move(then), std::move(otherwise));
  }

  static bool is_known(const Term& call) {
    struct Known {
      std::string_view name;
      size_t fewest, most;
    };
    static constexpr Known kKnown[] = {
        {"select", 1, 1},   {"has", 1, 1},      {"test", 1, 1},          {"startswith", 1, 1},
        {"endswith", 1, 1}, {"contains", 1, 1}, {"any", 0, 1},           {"all", 0, 1},
        {"not", 0, 0},      {"length", 0, 0},   {"type", 0, 0},          {"keys", 0, 0},
        {"tostring", 0, 0}, {"recurse", 0, 0},  {"first", 1, 1},         {"empty", 0, 0},
        {"tonumber", 0, 0}, {"values", 0, 0},   {"arrays", 0, 0},        {"objects", 0, 0},
        {"strings", 0, 0},  {"scalars", 0, 0},  {"ascii_downcase", 0, 0}};
    return std::any_of(std::begin(kKnown), std::end(kKnown), [&](const Known& one) {
      return one.name == call.text && call.parts.size() >= one.fewest &&
             call.parts.size() <= one.most;
    });
  }

  std::string quoted() {
    want("\"");
    std::string out;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      char c = text_[at_];
      if (c == '\\') {
        if (++at_ == text_.size()) refuse();
        switch (text_[at_]) {
          case 'n':
            c = '\n';
            break;
          case 't':
            c = '\t';
            break;
          case '"':
          case '\\':
          case '/':
            c = text_[at_];
            break;
          default:
            refuse();
        }
      }
      out += c;
    }
    want("\"");
    return out;
  }

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

std::unique_ptr<Term> parse_jq_paths(std::string_view expression) {
  if (expression.size() > kLongestExpression) {
    fail("argocd-ignored", fmt::format("a path expression of jq has {} bytes: more than {}",
                                       expression.size(), kLongestExpression));
  }
  return Parser(expression).run();
}

}  // namespace drydock::projects::argocd
