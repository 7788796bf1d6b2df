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
#include "projects/argocd/jq_term.h"
#include "projects/argocd/value_paths.h"

namespace drydock::projects::argocd {
namespace {

using Term = JqPaths::Term;
using Kind = Term::Kind;

constexpr size_t kMostSteps = 2'000'000;

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
    if (++steps_ > kMostSteps || depth_ > kDeepestJq) throw Stopped{};
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
    if (depth > kDeepestJq || ++steps_ > kMostSteps) throw Stopped{};
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

JqPaths::JqPaths(std::string_view expression) : root_(parse_jq_paths(expression)) {}
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
