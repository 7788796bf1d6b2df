#include <algorithm>

#include "validate/policy/policy_tests.h"

namespace drydock::validate::policy {
namespace {

/// A piece of Lua that is neither blank nor comment.
struct Token {
  enum class Kind { Name, Number, Text, Sign };
  Kind kind;
  size_t offset;
  std::string_view text;
  int line;
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    while (at_ < text_.size()) step();
    return std::move(tokens_);
  }

 private:
  bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  void advance(size_t to) {
    to = std::min(to, text_.size());
    line_ += static_cast<int>(std::count(text_.begin() + static_cast<ptrdiff_t>(at_),
                                         text_.begin() + static_cast<ptrdiff_t>(to), '\n'));
    at_ = to;
  }

  void add(Token::Kind kind, size_t size) {
    tokens_.push_back({kind, at_, text_.substr(at_, size), line_});
    advance(at_ + size);
  }

  /// The end of "[==[ ... ]==]" that begins at `from`; npos when none begins.
  size_t long_bracket_end(size_t from) const {
    size_t level = from + 1;
    while (level < text_.size() && text_[level] == '=') ++level;
    if (from >= text_.size() || text_[from] != '[' || level >= text_.size() ||
        text_[level] != '[') {
      return std::string_view::npos;
    }
    std::string close = "]" + std::string(level - from - 1, '=') + "]";
    size_t end = text_.find(close, level);
    return end == std::string_view::npos ? text_.size() : end + close.size();
  }

  void skip_comment() {
    size_t end = long_bracket_end(at_ + 2);
    advance(end != std::string_view::npos ? end : text_.find('\n', at_));
  }

  size_t quoted_size() const {
    size_t i = at_ + 1;
    while (i < text_.size() && text_[i] != text_[at_] && text_[i] != '\n')
      i += text_[i] == '\\' ? 2 : 1;
    return std::min(i + 1, text_.size()) - at_;
  }

  void step() {
    char c = text_[at_];
    auto alphabetic = [](char x) {
      return std::isalpha(static_cast<unsigned char>(x)) || x == '_';
    };
    auto word = [&](char x) {
      return alphabetic(x) || std::isdigit(static_cast<unsigned char>(x));
    };
    if (starts("--")) return skip_comment();
    size_t bracket = c == '[' ? long_bracket_end(at_) : std::string_view::npos;
    if (bracket != std::string_view::npos) return advance(bracket);
    if (c == '"' || c == '\'') return add(Token::Kind::Text, quoted_size());
    if (alphabetic(c) || std::isdigit(static_cast<unsigned char>(c))) {
      size_t end = at_;
      while (end < text_.size() && (word(text_[end]) || (!alphabetic(c) && text_[end] == '.')))
        ++end;
      return add(alphabetic(c) ? Token::Kind::Name : Token::Kind::Number, end - at_);
    }
    if (std::isspace(static_cast<unsigned char>(c))) return advance(at_ + 1);
    for (std::string_view sign : {"==", "~=", "<=", ">=", "..", "//", "<<", ">>", "::"}) {
      if (starts(sign)) return add(Token::Kind::Sign, 2);
    }
    add(Token::Kind::Sign, 1);
  }

  std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
  std::vector<Token> tokens_;
};

constexpr std::pair<std::string_view, std::string_view> kSwaps[] = {
    {"==", "~="},  {"~=", "=="},  {"<", ">="},       {">=", "<"},       {">", "<="}, {"<=", ">"},
    {"and", "or"}, {"or", "and"}, {"true", "false"}, {"false", "true"}, {"not", ""}};

bool is_comparison(const Token& token) { return token.text == "==" || token.text == "~="; }

}  // namespace

std::vector<Mutant> find_mutants(std::string_view text) {
  std::vector<Token> tokens = Lexer(text).run();
  std::vector<Mutant> mutants;
  auto add = [&](const Token& token, std::string replacement) {
    std::string what = replacement.empty()
                           ? fmt::format("`{}` goes away", token.text)
                           : fmt::format("`{}` becomes `{}`", token.text, replacement);
    mutants.push_back(
        {token.offset, token.text.size(), std::move(replacement), token.line, std::move(what)});
  };
  for (size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    bool attribute = i > 0 && tokens[i - 1].text == "<" && token.text == "const";
    if (attribute) continue;
    bool compared = (i > 0 && is_comparison(tokens[i - 1])) ||
                    (i + 1 < tokens.size() && is_comparison(tokens[i + 1]));
    if (token.kind == Token::Kind::Text) {
      if (compared)
        add(token, fmt::format("{}mutant {}", token.text.substr(0, 1), token.text.substr(1)));
      continue;
    }
    if (token.kind == Token::Kind::Number) {
      if (token.text.find_first_not_of("0123456789") == std::string_view::npos &&
          token.text.size() < 15) {
        add(token, std::to_string(std::stoll(std::string(token.text)) + 1));
      }
      continue;
    }
    for (const auto& [from, to] : kSwaps) {
      if (token.text == from) add(token, std::string(to));
    }
  }
  return mutants;
}

}  // namespace drydock::validate::policy
