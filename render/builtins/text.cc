#include <algorithm>

#include "core/unicode.h"
#include "render/builtins/families.h"
#include "render/builtins/strval.h"
#include "render/builtins/text_tools.h"
#include "render/template/go_format.h"

namespace drydock::render {
namespace {

bool in_cutset(const CallArgs& args, std::string_view cutset, char32_t rune) {
  args.context().spend(cutset.size() / 16);
  while (!cutset.empty()) {
    DecodedRune next = decode_rune(cutset);
    if (next.rune == rune) return true;
    cutset.remove_prefix(next.size);
  }
  return false;
}

Value trim(const CallArgs& args) { return Value::of_string(trim_runes(args.text(0), is_space)); }

Value trim_all(const CallArgs& args) {
  std::string_view cutset = args.text(0);
  return Value::of_string(
      trim_runes(args.text(1), [&](char32_t rune) { return in_cutset(args, cutset, rune); }));
}

Value trim_prefix(const CallArgs& args) {
  std::string_view text = args.text(1);
  if (text.starts_with(args.text(0))) text.remove_prefix(args.text(0).size());
  return Value::of_string(text);
}

Value trim_suffix(const CallArgs& args) {
  std::string_view text = args.text(1);
  if (text.ends_with(args.text(0))) text.remove_suffix(args.text(0).size());
  return Value::of_string(text);
}

Value contains(const CallArgs& args) {
  return Value::of_bool(find_text(args.text(1), args.text(0)) != std::string_view::npos);
}

Value has_prefix(const CallArgs& args) {
  return Value::of_bool(args.text(1).starts_with(args.text(0)));
}

Value has_suffix(const CallArgs& args) {
  return Value::of_bool(args.text(1).ends_with(args.text(0)));
}

Value replace(const CallArgs& args) {
  return Value::of_string(replace_all(args, args.text(2), args.text(0), args.text(1)));
}

Value repeat(const CallArgs& args) {
  return Value::of_string(repeat_text(args, args.text(1), args.integer(0)));
}

std::string_view indent_lines(const CallArgs& args, std::string_view before) {
  std::string_view text = args.text(1);
  std::string_view pad = repeat_text(args, " ", args.integer(0));
  size_t breaks = static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  uint64_t size = before.size() + text.size() + (breaks + 1) * pad.size();
  args.context().check_size(size);
  std::string out;
  out.reserve(size);
  out += before;
  out += pad;
  for (size_t start = 0;;) {
    size_t end = text.find('\n', start);
    if (end == std::string_view::npos) {
      out += text.substr(start);
      return args.arena().copy(out);
    }
    out += text.substr(start, end + 1 - start);
    out += pad;
    start = end + 1;
  }
}

Value indent(const CallArgs& args) { return Value::of_string(indent_lines(args, "")); }
Value nindent(const CallArgs& args) { return Value::of_string(indent_lines(args, "\n")); }

Value plural(const CallArgs& args) { return args[args.integer(2) == 1 ? 0 : 1]; }

Value quote(const CallArgs& args) {
  std::string out;
  for (Value value : args.all()) {
    if (value.is_nil()) continue;
    if (!out.empty()) out += ' ';
    append_quoted(out, strval(value, args.arena()));
  }
  return args.string(out);
}

Value squote(const CallArgs& args) {
  std::string out;
  for (Value value : args.all()) {
    if (value.is_nil()) continue;
    if (!out.empty()) out += ' ';
    out += '\'';
    append_value(out, value);
    out += '\'';
  }
  return args.string(out);
}

Value cat(const CallArgs& args) {
  std::string out;
  bool first = true;
  for (Value value : args.all()) {
    if (value.is_nil()) continue;
    if (!first) out += ' ';
    first = false;
    append_value(out, value);
  }
  return args.string(out);
}

Value to_string(const CallArgs& args) { return Value::of_string(strval(args[0], args.arena())); }

Value hello(const CallArgs&) { return Value::of_string("Hello!"); }

using enum Type;

// clang-format off
constexpr Builtin kTextBuiltins[] = {
    {"trim",       takes(String), String, trim, "TEXT: TEXT without white space at its ends"},
    {"trimAll",    takes(String, String), String, trim_all, "CUTSET TEXT: TEXT without any of CUTSET's characters at its ends"},
    {"trimall",    takes(String, String), String, trim_all, "CUTSET TEXT: old name of trimAll"},
    {"trimPrefix", takes(String, String), String, trim_prefix, "PREFIX TEXT: TEXT without PREFIX, if it begins with it"},
    {"trimSuffix", takes(String, String), String, trim_suffix, "SUFFIX TEXT: TEXT without SUFFIX, if it ends with it"},
    {"contains",   takes(String, String), Bool, contains, "PART TEXT: whether PART occurs in TEXT"},
    {"hasPrefix",  takes(String, String), Bool, has_prefix, "PREFIX TEXT: whether TEXT begins with PREFIX"},
    {"hasSuffix",  takes(String, String), Bool, has_suffix, "SUFFIX TEXT: whether TEXT ends with SUFFIX"},
    {"replace",    takes(String, String, String), String, replace, "OLD NEW TEXT: TEXT with every OLD replaced by NEW"},
    {"repeat",     takes(Int, String), String, repeat, "COUNT TEXT: TEXT COUNT times"},
    {"indent",     takes(Int, String), String, indent, "WIDTH TEXT: TEXT with WIDTH spaces before each line"},
    {"nindent",    takes(Int, String), String, nindent, "WIDTH TEXT: a newline, then what indent gives"},
    {"plural",     takes(String, String, Int), String, plural, "ONE MANY COUNT: ONE if COUNT is 1, else MANY"},
    {"quote",      takes_many(Any), String, quote, "VALUE...: each VALUE as text in double quotes, with escapes; nil is left out"},
    {"squote",     takes_many(Any), String, squote, "VALUE...: each VALUE as text in single quotes, without escapes; nil is left out"},
    {"cat",        takes_many(Any), String, cat, "VALUE...: the VALUEs as text with spaces between; nil is left out"},
    {"toString",   takes(Any), String, to_string, "VALUE: VALUE as text"},
    {"hello",      takes(), String, hello, ": a greeting, to try things out"},
};
// clang-format on

}  // namespace

std::span<const Builtin> text_builtins() { return kTextBuiltins; }

}  // namespace drydock::render
