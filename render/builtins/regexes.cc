#include "core/go_quote.h"
#include "core/regex_replace.h"
#include "render/builtins/builtin.h"
#include "render/builtins/families.h"
#include "render/builtins/list_growth.h"

namespace drydock::render {
namespace {

// Every function exists twice: the one whose name begins with "must" returns Go's error, and the
// other one panics with it.
enum class OnError : uint8_t { Return, Panic };

RegexLimits limits_of(const CallArgs& args) {
  Context& context = args.context();
  return {[&context](uint64_t steps) { context.spend(steps); },
          [&context](uint64_t bytes) { context.check_size(bytes); }};
}

template <OnError kOnError>
const Regex& regex_of(const CallArgs& args) {
  std::string_view pattern = args.text(0);
  try {
    return args.context().regexes().get(pattern, limits_of(args));
  } catch (Error& error) {
    Diagnostic& problem = error.diagnostic();
    if (kOnError == OnError::Panic && problem.rule == "regex") {
      std::string quoted =
          can_backquote(pattern) ? '`' + std::string(pattern) + '`' : go_quote(pattern);
      problem.message = "regexp: Compile(" + quoted + "): " + problem.message;
    }
    throw;
  }
}

Value must_match(const CallArgs& args) {
  return Value::of_bool(regex_of<OnError::Return>(args).matches(args.text(1)));
}

Value match(const CallArgs& args) {
  try {
    return must_match(args);
  } catch (const Error& error) {
    if (error.diagnostic().rule != "regex") throw;
    return Value::of_bool(false);
  }
}

template <OnError kOnError>
Value find(const CallArgs& args) {
  return Value::of_string(regex_of<kOnError>(args).find(args.text(1)).value_or(""));
}

template <OnError kOnError>
Value find_all(const CallArgs& args) {
  constexpr size_t kFirstCapacity = 10;
  const Regex& regex = regex_of<kOnError>(args);
  std::string_view text = args.text(1);
  std::vector<Value> found;
  for (RegexSpan span : find_all_matches(regex, text, args.integer(2), limits_of(args))) {
    found.push_back(Value::of_string(text.substr(span.start, span.end - span.start)));
  }
  if (found.empty()) return Value::nil_list(GoType::Strings);
  return make_list(args.arena(), found, appended_capacity(found.size(), kFirstCapacity),
                   GoType::Strings, Value::of_string(""));
}

template <OnError kOnError>
Value split(const CallArgs& args) {
  const Regex& regex = regex_of<kOnError>(args);
  std::string_view text = args.text(1);
  int64_t limit = args.integer(2);
  if (limit == 0) return Value::nil_list(GoType::Strings);
  std::vector<RegexSpan> matches = find_all_matches(regex, text, limit, limits_of(args));
  std::vector<Value> parts;
  for (std::string_view part : split_at_matches(text, limit, matches, args.text(0).empty())) {
    parts.push_back(Value::of_string(part));
  }
  // Go makes room for as many parts as there are matches, which can be one too few.
  size_t capacity = appended_capacity(parts.size(), matches.size());
  return make_list(args.arena(), parts, capacity, GoType::Strings, Value::of_string(""));
}

template <OnError kOnError>
Value replace_all(const CallArgs& args) {
  const Regex& regex = regex_of<kOnError>(args);
  return args.string(replace_all_matches(regex, args.text(1), args.text(2), limits_of(args)));
}

template <OnError kOnError>
Value replace_all_literal(const CallArgs& args) {
  const Regex& regex = regex_of<kOnError>(args);
  return args.string(replace_all_literally(regex, args.text(1), args.text(2), limits_of(args)));
}

Value quote_meta(const CallArgs& args) { return args.string(quote_regex(args.text(0))); }

constexpr Params kTwo = takes(Type::String, Type::String);
constexpr Params kThree = takes(Type::String, Type::String, Type::String);
constexpr Params kLimited = takes(Type::String, Type::String, Type::Int);

constexpr OnError kReturn = OnError::Return;
constexpr OnError kPanic = OnError::Panic;

// clang-format off
constexpr Builtin kRegexBuiltins[] = {
    {"regexMatch",                 kTwo,               Type::Bool,    match,                        "REGEX TEXT: whether REGEX matches anywhere in TEXT; false for a wrong REGEX"},
    {"mustRegexMatch",             kTwo,               Type::Bool,    must_match,                   "REGEX TEXT: whether REGEX matches anywhere in TEXT"},
    {"regexFind",                  kTwo,               Type::String,  find<kPanic>,                 "REGEX TEXT: the first match in TEXT, or \"\""},
    {"mustRegexFind",              kTwo,               Type::String,  find<kReturn>,                "as `regexFind`"},
    {"regexFindAll",               kLimited,           Type::Strings, find_all<kPanic>,             "REGEX TEXT LIMIT: the first LIMIT matches in TEXT; all for -1"},
    {"mustRegexFindAll",           kLimited,           Type::Strings, find_all<kReturn>,            "as `regexFindAll`"},
    {"regexReplaceAll",            kThree,             Type::String,  replace_all<kPanic>,          "REGEX TEXT REPLACEMENT: TEXT with all matches replaced; ${1} in REPLACEMENT stands for group 1"},
    {"mustRegexReplaceAll",        kThree,             Type::String,  replace_all<kReturn>,         "as `regexReplaceAll`"},
    {"regexReplaceAllLiteral",     kThree,             Type::String,  replace_all_literal<kPanic>,  "REGEX TEXT REPLACEMENT: TEXT with all matches replaced by REPLACEMENT as it stands"},
    {"mustRegexReplaceAllLiteral", kThree,             Type::String,  replace_all_literal<kReturn>, "as `regexReplaceAllLiteral`"},
    {"regexSplit",                 kLimited,           Type::Strings, split<kPanic>,                "REGEX TEXT LIMIT: what is between the matches in TEXT, in at most LIMIT parts; all for -1"},
    {"mustRegexSplit",             kLimited,           Type::Strings, split<kReturn>,               "as `regexSplit`"},
    {"regexQuoteMeta",             takes(Type::String), Type::String, quote_meta,                   "TEXT: a regular expression that matches exactly TEXT"},
};
// clang-format on

}  // namespace

std::span<const Builtin> regex_builtins() { return kRegexBuiltins; }

}  // namespace drydock::render
