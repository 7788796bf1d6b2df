#include "projects/argocd/jq_paths.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/json/write.h"
#include "core/regex.h"
#include "projects/argocd/value_paths.h"

namespace drydock::projects::argocd {

/// A node of the expression. What it does with its parts is said at its kind.
struct JqPaths::Term {
  enum class Kind : uint8_t {
    Identity,
    Recurse,
    Field,     // parts[0] of `text`, or of what parts[1] gives
    Slice,     // parts[0] from parts[1] to parts[2]; either may be null
    Iterate,   // all of parts[0]
    Try,       // parts[0], errors being nothing
    Pipe,      // parts[0], then parts[1]
    Comma,     // parts[0] and parts[1]
    Binary,    // `text` between parts[0] and parts[1]
    Call,      // the function `text`
    Literal,   // `value`
    List,      // of all that parts[0] gives
    Condition  // if parts[0] then parts[1] else parts[2]
  };
  Kind kind;
  std::string text;
  Value value;
  std::vector<std::unique_ptr<Term>> parts;
  bool optional = false;  // of Field and Iterate: "?" behind them, so what has none is passed over
};

namespace {

using Term = JqPaths::Term;
using Kind = Term::Kind;
using TermPtr = std::unique_ptr<Term>;

constexpr int kDeepest = 200;
constexpr size_t kMostSteps = 2'000'000;

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
                                       text_, at_ + 1));
  }

  struct Depth {
    explicit Depth(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > kDeepest) parser_.refuse();
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

/// What jq ends with; the text is nobody's business here.
struct Stopped {};

/// A value, and where in the document it is; nothing for one that was made.
struct Found {
  Value value;
  std::optional<ValuePath> path;
};

bool is_true(Value value) { return !value.is_nil() && !(value.is_bool() && !value.as_bool()); }

std::optional<double> number_of(Value value) {
  switch (value.kind()) {
    case Value::Kind::Int:
      return static_cast<double>(value.as_int());
    case Value::Kind::Uint:
      return static_cast<double>(value.as_uint());
    case Value::Kind::Float:
      return value.as_float();
    default:
      return std::nullopt;
  }
}

/// jq's order of types.
int rank(Value value) {
  if (value.is_nil()) return 0;
  if (value.is_bool()) return value.as_bool() ? 2 : 1;
  if (number_of(value)) return 3;
  if (value.is_string()) return 4;
  return value.is_list() ? 5 : 6;
}

int compare(Value a, Value b) {
  if (rank(a) != rank(b)) return rank(a) < rank(b) ? -1 : 1;
  if (std::optional<double> x = number_of(a)) {
    double y = *number_of(b);
    return *x < y ? -1 : *x > y;
  }
  if (a.is_string()) return a.as_string().compare(b.as_string());
  if (a.is_list() || a.is_map()) return to_json(a).compare(to_json(b));
  return 0;
}

class Evaluator {
 public:
  explicit Evaluator(Arena& arena) : arena_(arena) {}

  std::vector<Found> run(const Term& term, const Found& input) {
    if (++steps_ > kMostSteps || depth_ > kDeepest) throw Stopped{};
    ++depth_;
    std::vector<Found> out = evaluate(term, input);
    --depth_;
    steps_ += out.size();
    return out;
  }

 private:
  std::vector<Found> evaluate(const Term& term, const Found& input) {
    switch (term.kind) {
      case Kind::Identity:
        return {input};
      case Kind::Recurse:
        return recurse(input);
      case Kind::Field:
        return field(term, input);
      case Kind::Slice:
        throw Stopped{};
      case Kind::Iterate:
        return each(run(*term.parts[0], input), [&](const Found& one) {
          bool has_children = one.value.is_map() || one.value.is_list();
          return has_children || !term.optional ? children(one) : std::vector<Found>();
        });
      case Kind::Try: {
        int depth = depth_;
        try {
          return run(*term.parts[0], input);
        } catch (const Stopped&) {
          if (steps_ > kMostSteps) throw;
          depth_ = depth;
          return {};
        }
      }
      case Kind::Pipe:
        return each(run(*term.parts[0], input),
                    [&](const Found& one) { return run(*term.parts[1], one); });
      case Kind::Comma: {
        std::vector<Found> out = run(*term.parts[0], input);
        for (Found& one : run(*term.parts[1], input)) out.push_back(std::move(one));
        return out;
      }
      case Kind::Binary:
        return binary(term, input);
      case Kind::Call:
        return call(term, input);
      case Kind::Literal:
        return {{term.value, {}}};
      case Kind::List:
        return {{list(term, input), {}}};
      case Kind::Condition:
        return each(run(*term.parts[0], input), [&](const Found& one) {
          return run(*term.parts[is_true(one.value) ? 1 : 2], input);
        });
    }
    return {};
  }

  template <typename Do>
  static std::vector<Found> each(const std::vector<Found>& found, const Do& what) {
    std::vector<Found> out;
    for (const Found& one : found) {
      for (Found& more : what(one)) out.push_back(std::move(more));
    }
    return out;
  }

  static Found below(const Found& of, PathStep step, Value value) {
    Found found{value, of.path};
    if (found.path) found.path->push_back(std::move(step));
    return found;
  }

  std::vector<Found> children(const Found& of) {
    std::vector<Found> out;
    if (of.value.is_map()) {
      for (const ValueMap::Entry& entry : of.value.as_map().entries()) {
        out.push_back(below(of, {std::string(entry.key), 0}, entry.value));
      }
    } else if (of.value.is_list()) {
      size_t at = 0;
      for (Value item : of.value.as_list()) out.push_back(below(of, {std::nullopt, at++}, item));
    } else {
      throw Stopped{};
    }
    return out;
  }

  std::vector<Found> recurse(const Found& input) {
    std::vector<Found> out = {input};
    for (size_t i = 0; i < out.size(); ++i) {
      if (++steps_ > kMostSteps) throw Stopped{};
      if (!out[i].value.is_map() && !out[i].value.is_list()) continue;
      Found one = out[i];
      for (Found& child : children(one)) out.push_back(std::move(child));
    }
    return out;
  }

  std::vector<Found> field(const Term& term, const Found& input) {
    return each(run(*term.parts[0], input), [&](const Found& of) {
      auto found = [&](bool by_key, const auto& get) {
        bool fits = of.value.is_nil() || (by_key ? of.value.is_map() : of.value.is_list());
        return fits || !term.optional ? std::vector<Found>{get()} : std::vector<Found>();
      };
      if (term.parts.size() < 2) return found(true, [&] { return at_key(of, term.text); });
      return each(run(*term.parts[1], input), [&](const Found& key) {
        bool by_key = key.value.is_string();
        return found(by_key, [&] {
          return by_key ? at_key(of, std::string(key.value.as_string())) : at_index(of, key.value);
        });
      });
    });
  }

  static Found at_key(const Found& of, const std::string& key) {
    if (!of.value.is_nil() && !of.value.is_map()) throw Stopped{};
    const Value* value = of.value.is_map() ? of.value.as_map().find(key) : nullptr;
    return below(of, {key, 0}, value ? *value : Value());
  }

  static Found at_index(const Found& of, Value index) {
    std::optional<double> number = number_of(index);
    if (!number || (!of.value.is_nil() && !of.value.is_list())) throw Stopped{};
    size_t size = of.value.is_list() ? of.value.as_list().size() : 0;
    double at = *number < 0 ? *number + static_cast<double>(size) : *number;
    bool there = at >= 0 && at < static_cast<double>(size);
    // What is not there cannot be taken out, either.
    size_t place = there ? static_cast<size_t>(at) : size;
    return below(of, {std::nullopt, place}, there ? of.value.as_list()[place] : Value());
  }

  Value list(const Term& term, const Found& input) {
    if (term.parts.empty()) return Value::of_list({});
    std::vector<Found> found = run(*term.parts[0], input);
    Value* items = arena_.array<Value>(found.size());
    for (size_t i = 0; i < found.size(); ++i) items[i] = found[i].value;
    return Value::of_list({items, found.size()});
  }

  std::vector<Found> binary(const Term& term, const Found& input) {
    if (term.text == "//") {
      std::vector<Found> left;
      try {
        left = run(*term.parts[0], input);
      } catch (const Stopped&) {
        if (steps_ > kMostSteps) throw;
      }
      std::erase_if(left, [](const Found& one) { return !is_true(one.value); });
      return left.empty() ? run(*term.parts[1], input) : left;
    }
    return each(run(*term.parts[0], input), [&](const Found& left) {
      bool first = is_true(left.value);
      if (term.text == "and" && !first) return answer(false);
      if (term.text == "or" && first) return answer(true);
      return each(run(*term.parts[1], input), [&](const Found& right) {
        return answer(holds(term.text, left.value, right.value));
      });
    });
  }

  static bool holds(std::string_view sign, Value a, Value b) {
    if (sign == "and" || sign == "or") return is_true(b);
    int order = compare(a, b);
    if (sign == "==") return order == 0;
    if (sign == "!=") return order != 0;
    if (sign == "<") return order < 0;
    if (sign == "<=") return order <= 0;
    return sign == ">" ? order > 0 : order >= 0;
  }

  static std::vector<Found> answer(bool is) { return {{Value::of_bool(is), {}}}; }

  static std::string_view text_in(Value value) {
    if (!value.is_string()) throw Stopped{};
    return value.as_string();
  }

  std::vector<Found> call(const Term& term, const Found& input) {
    std::string_view name = term.text;
    Value value = input.value;
    if (name == "empty") return {};
    if (name == "recurse") return recurse(input);
    if (name == "not") return answer(!is_true(value));
    if (name == "select") {
      return each(run(*term.parts[0], input), [&](const Found& one) {
        return is_true(one.value) ? std::vector<Found>{input} : std::vector<Found>{};
      });
    }
    if (name == "first") {
      std::vector<Found> found = run(*term.parts[0], input);
      if (found.size() > 1) found.resize(1);
      return found;
    }
    if (name == "any" || name == "all") return quantified(term, input);
    bool of_kind = (name == "values" && !value.is_nil()) || (name == "arrays" && value.is_list()) ||
                   (name == "objects" && value.is_map()) ||
                   (name == "strings" && value.is_string());
    bool is_scalar = !value.is_list() && !value.is_map();
    if (name == "scalars") of_kind = is_scalar;
    if (name == "values" || name == "arrays" || name == "objects" || name == "strings" ||
        name == "scalars") {
      return of_kind ? std::vector<Found>{input} : std::vector<Found>{};
    }
    if (term.parts.empty()) return {{made(name, value), {}}};
    return each(run(*term.parts[0], input),
                [&](const Found& word) { return answer(tells(name, value, word.value)); });
  }

  std::vector<Found> quantified(const Term& term, const Found& input) {
    bool any = term.text == "any";
    for (const Found& child : children(input)) {
      bool is = term.parts.empty() ? is_true(child.value) : false;
      if (!term.parts.empty()) {
        for (const Found& one : run(*term.parts[0], child)) is = is || is_true(one.value);
      }
      if (is == any) return answer(any);
    }
    return answer(!any);
  }

  bool tells(std::string_view name, Value value, Value word) {
    if (name == "startswith") return text_in(value).starts_with(text_in(word));
    if (name == "endswith") return text_in(value).ends_with(text_in(word));
    if (name == "test") {
      try {
        return regexes_.get(text_in(word)).matches(text_in(value));
      } catch (const Error&) {
        throw Stopped{};
      }
    }
    if (name == "has") {
      if (value.is_map()) return value.as_map().find(text_in(word)) != nullptr;
      std::optional<double> index = number_of(word);
      if (!value.is_list() || !index) throw Stopped{};
      return *index >= 0 && *index < static_cast<double>(value.as_list().size());
    }
    return contains(value, word);
  }

  bool contains(Value whole, Value part, int depth = 0) {
    if (depth > kDeepest || ++steps_ > kMostSteps) throw Stopped{};
    if (whole.is_map() && part.is_map()) {
      for (const ValueMap::Entry& entry : part.as_map().entries()) {
        const Value* own = whole.as_map().find(entry.key);
        if (!own || !contains(*own, entry.value, depth + 1)) return false;
      }
      return true;
    }
    if (whole.is_list() && part.is_list()) {
      std::span<const Value> items = whole.as_list();
      for (Value wanted : part.as_list()) {
        bool found = std::any_of(items.begin(), items.end(), [&](Value item) {
          return rank(item) == rank(wanted) && contains(item, wanted, depth + 1);
        });
        if (!found) return false;
      }
      return true;
    }
    if (whole.is_string() && part.is_string()) {
      return whole.as_string().find(part.as_string()) != std::string_view::npos;
    }
    if (rank(whole) != rank(part)) throw Stopped{};
    return compare(whole, part) == 0;
  }

  Value made(std::string_view name, Value value) {
    if (name == "type") {
      static constexpr std::string_view kNames[] = {"null",   "boolean", "boolean", "number",
                                                    "string", "array",   "object"};
      return Value::of_string(kNames[rank(value)]);
    }
    if (name == "tostring") {
      return value.is_string() ? value : Value::of_string(arena_.copy(to_json(value)));
    }
    if (name == "ascii_downcase") {
      std::string lower(text_in(value));
      for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      return Value::of_string(arena_.copy(lower));
    }
    if (name == "tonumber") {
      if (number_of(value)) return value;
      std::string text(text_in(value));
      char* end = nullptr;
      double number = std::strtod(text.c_str(), &end);
      if (text.empty() || *end) throw Stopped{};
      return Value::of_float(number);
    }
    if (name == "keys") {
      std::vector<Found> found = children({value, ValuePath()});
      Value* items = arena_.array<Value>(found.size());
      for (size_t i = 0; i < found.size(); ++i) {
        const PathStep& step = found[i].path->back();
        items[i] = step.key ? Value::of_string(arena_.copy(*step.key))
                            : Value::of_int(static_cast<int64_t>(step.index));
      }
      return Value::of_list({items, found.size()});
    }
    return Value::of_int(static_cast<int64_t>(length_of(value)));
  }

  static size_t length_of(Value value) {
    if (value.is_map()) return value.as_map().size();
    if (value.is_list()) return value.as_list().size();
    if (value.is_nil()) return 0;
    std::string_view text = text_in(value);
    return static_cast<size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0) != 0x80; }));
  }

  Arena& arena_;
  RegexCache regexes_;
  size_t steps_ = 0;
  int depth_ = 0;
};

}  // namespace

JqPaths::JqPaths(std::string_view expression) : root_(Parser(expression).run()) {}
JqPaths::JqPaths(JqPaths&&) noexcept = default;
JqPaths& JqPaths::operator=(JqPaths&&) noexcept = default;
JqPaths::~JqPaths() = default;

bool JqPaths::remove_from(Value& document, Arena& arena) const {
  std::vector<ValuePath> paths;
  try {
    for (Found& one : Evaluator(arena).run(*root_, {document, ValuePath()})) {
      if (!one.path || one.path->empty()) return false;
      paths.push_back(std::move(*one.path));
    }
  } catch (const Stopped&) {
    return false;
  }
  // From behind, so that no index moves.
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  for (auto path = paths.rbegin(); path != paths.rend(); ++path) {
    remove_at(document, *path, arena);
  }
  return true;
}

}  // namespace drydock::projects::argocd
