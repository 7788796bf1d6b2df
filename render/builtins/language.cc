#include "core/unicode.h"
#include "render/builtins/families.h"
#include "render/builtins/go_compare.h"
#include "render/template/complex.h"
#include "render/template/go_format.h"
#include "render/template/truth.h"

// The functions that Go's templates have by themselves.

namespace drydock::render {
namespace {

/// The evaluator does their work, since they do not evaluate all their arguments.
Value evaluated_elsewhere(const CallArgs& args) { return args[0]; }

Value not_true(const CallArgs& args) { return Value::of_bool(!is_true(args[0])); }

bool equal(const CallArgs& args, Value a, Value b) {
  std::string problem;
  bool result = go_equal(a, b, problem);
  if (!problem.empty()) args.fail(std::move(problem));
  return result;
}

bool less(const CallArgs& args) {
  std::string problem;
  bool result = go_less(args[0], args[1], problem);
  if (!problem.empty()) args.fail(std::move(problem));
  return result;
}

Value eq(const CallArgs& args) {
  if (args.size() < 2) args.fail("missing argument for comparison");
  for (Value other : args.rest(1)) {
    if (equal(args, args[0], other)) return Value::of_bool(true);
  }
  return Value::of_bool(false);
}

Value ne(const CallArgs& args) { return Value::of_bool(!equal(args, args[0], args[1])); }
Value lt(const CallArgs& args) { return Value::of_bool(less(args)); }
Value ge(const CallArgs& args) { return Value::of_bool(!less(args)); }

// NaN is neither less than nor equal to anything, so these are not the reverse of `lt`.
bool less_or_equal(const CallArgs& args) { return less(args) || equal(args, args[0], args[1]); }
Value le(const CallArgs& args) { return Value::of_bool(less_or_equal(args)); }
Value gt(const CallArgs& args) { return Value::of_bool(!less_or_equal(args)); }

/// The type that is behind a pointer.
std::string_view pointed_to(Value value) {
  std::string_view type = go_type_name(value);
  if (type.starts_with('*')) type.remove_prefix(1);
  return type;
}

Value plain(Value value) {
  if (!value.is_object()) return value;
  Value underlying = value.as_object().underlying();
  return underlying.is_list() || underlying.is_map() || underlying.is_string() ? underlying : value;
}

Value len(const CallArgs& args) {
  Value value = plain(args[0]);
  size_t length = 0;
  switch (value.kind()) {
    case Value::Kind::String:
      length = value.as_string().size();
      break;
    case Value::Kind::Bytes:
      length = value.as_bytes().size();
      break;
    case Value::Kind::List:
      length = value.as_list().size();
      break;
    case Value::Kind::Map:
      length = value.as_map().size();
      break;
    case Value::Kind::Nil:
      if (value.boxed()) args.fail("len of nil pointer");
      args.fail("reflect: call of reflect.Value.Type on zero Value");
    default:
      args.fail(fmt::format("len of type {}", pointed_to(args[0])));
  }
  return Value::of_int(static_cast<int64_t>(length), GoType::Int);
}

/// The place in a sequence; its length is let pass, as in Go, and fails later.
size_t checked_index(const CallArgs& args, Value index, size_t length) {
  Value number = index;
  if (index.is_object()) number = index.as_object().underlying();
  int64_t place = 0;
  if (number.is_int()) {
    place = number.as_int();
  } else if (number.is_uint()) {
    place = static_cast<int64_t>(number.as_uint());
  } else if (index.is_nil()) {
    args.fail("cannot index slice/array with nil");
  } else {
    args.fail(fmt::format("cannot index slice/array with type {}", go_type_name(index)));
  }
  if (place < 0 || static_cast<uint64_t>(place) > length) {
    args.fail(fmt::format("index out of range: {}", place));
  }
  return static_cast<size_t>(place);
}

Value byte_at(const CallArgs& args, std::string_view bytes, Value index, const char* kind) {
  size_t place = checked_index(args, index, bytes.size());
  if (place == bytes.size()) args.fail(fmt::format("reflect: {} index out of range", kind));
  return Value::of_uint(static_cast<unsigned char>(bytes[place]), GoType::Uint8);
}

Value index_list(const CallArgs& args, Value list, Value index) {
  std::span<const Value> items = list.as_list();
  size_t place = checked_index(args, index, items.size());
  if (place == items.size()) args.fail("reflect: slice index out of range");
  return items[place].with_boxed(list.go_type() == GoType::Default);
}

Value index_map(const CallArgs& args, Value map, Value key) {
  if (key.is_nil()) args.fail("value is nil; should be of type string");
  if (!key.is_string()) {
    args.fail(fmt::format("value has type {}; should be string", go_type_name(key)));
  }
  bool boxed = has_interface_elements(map);
  if (const Value* value = map.as_map().find(key.as_string())) return value->with_boxed(boxed);
  if (boxed) return Value().with_boxed(true);
  return map.go_type() == GoType::Files ? Value::of_bytes("") : Value::of_string("");
}

Value index(const CallArgs& args) {
  Value item = args[0];
  if (item.is_nil()) args.fail("index of untyped nil");
  for (Value key : args.rest(1)) {
    if (item.is_nil()) args.fail("index of nil pointer");
    item = plain(item);
    switch (item.kind()) {
      case Value::Kind::List:
        item = index_list(args, item, key);
        break;
      case Value::Kind::Map:
        item = index_map(args, item, key);
        break;
      case Value::Kind::String:
        item = byte_at(args, item.as_string(), key, "string");
        break;
      case Value::Kind::Bytes:
        item = byte_at(args, item.as_bytes(), key, "slice");
        break;
      default:
        args.fail(fmt::format("can't index item of type {}", pointed_to(item)));
    }
  }
  return item;
}

Value print(const CallArgs& args) {
  std::string text;
  append_sprint(text, args.all());
  return args.string(text);
}

Value println(const CallArgs& args) {
  std::string text;
  append_sprintln(text, args.all());
  return args.string(text);
}

Value printf(const CallArgs& args) {
  std::string text;
  append_sprintf(text, args.text(0), args.rest(1), args.context().limits().output);
  return args.string(text);
}

/// The arguments as an action would print them.
std::string printed(const CallArgs& args) {
  std::vector<Value> values(args.all().begin(), args.all().end());
  for (Value& value : values) {
    if (value.is_nil()) value = Value::of_string("<no value>");
  }
  std::string text;
  append_sprint(text, values);
  return text;
}

Value html(const CallArgs& args) {
  std::string out;
  for (char c : printed(args)) {
    switch (c) {
      case '\0':
        out += "\uFFFD";
        break;
      case '"':
        out += "&#34;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return args.string(out);
}

void append_js_ascii(std::string& out, char c) {
  switch (c) {
    case '\\':
      out += "\\\\";
      return;
    case '\'':
      out += "\\'";
      return;
    case '"':
      out += "\\\"";
      return;
    case '<':
    case '>':
    case '&':
    case '=':
      break;
    default:
      if (c >= ' ') {
        out += c;
        return;
      }
  }
  out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
}

Value js(const CallArgs& args) {
  std::string text = printed(args);
  std::string out;
  for (size_t i = 0; i < text.size();) {
    DecodedRune next = decode_rune(std::string_view(text).substr(i));
    if (next.rune < 0x80) {
      append_js_ascii(out, text[i]);
    } else if (is_printable(next.rune)) {
      out.append(text, i, static_cast<size_t>(next.size));
    } else {
      out += fmt::format("\\u{:04X}", static_cast<uint32_t>(next.rune));
    }
    i += static_cast<size_t>(next.size);
  }
  return args.string(out);
}

Value urlquery(const CallArgs& args) {
  std::string out;
  for (char c : printed(args)) {
    bool plain = static_cast<unsigned char>(c) < 0x80 &&
                 (is_letter(static_cast<unsigned char>(c)) || (c >= '0' && c <= '9'));
    if (plain || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return args.string(out);
}

using enum Type;

// clang-format off
constexpr Builtin kLanguageBuiltins[] = {
    {"and",      takes_many(Reflect, Reflect), Reflect, evaluated_elsewhere, "VALUE...: the first one that is empty, or the last; the others after it are not evaluated"},
    {"call",     takes_many(Reflect, Reflect), Reflect, evaluated_elsewhere, "FUNCTION ARGUMENT...: what the function gives; no value of a chart is a function"},
    {"eq",       takes_many(Reflect, Reflect), Bool,    eq,       "A B...: whether A equals one of the others; numbers must be of the same kind"},
    {"ge",       takes(Reflect, Reflect),      Bool,    ge,       "A B: whether A is greater than or equal to B"},
    {"gt",       takes(Reflect, Reflect),      Bool,    gt,       "A B: whether A is greater than B"},
    {"html",     takes_many(Any),              String,  html,     "VALUE...: the values as text with HTML's special characters escaped"},
    {"index",    takes_many(Reflect, Reflect), Reflect, index,    "COLLECTION KEY...: the item of a list or map, and of the item the next key's, and so on"},
    {"js",       takes_many(Any),              String,  js,       "VALUE...: the values as text for the inside of a JavaScript string"},
    {"le",       takes(Reflect, Reflect),      Bool,    le,       "A B: whether A is less than or equal to B"},
    {"len",      takes(Reflect),               Int,     len,      "COLLECTION: the number of items, or of bytes of a text"},
    {"lt",       takes(Reflect, Reflect),      Bool,    lt,       "A B: whether A is less than B"},
    {"ne",       takes(Reflect, Reflect),      Bool,    ne,       "A B: whether A does not equal B"},
    {"not",      takes(Reflect),               Bool,    not_true, "VALUE: whether the value is empty"},
    {"or",       takes_many(Reflect, Reflect), Reflect, evaluated_elsewhere, "VALUE...: the first one that is not empty, or the last; the others after it are not evaluated"},
    {"print",    takes_many(Any),              String,  print,    "VALUE...: the values as text, with a space between two that are no text"},
    {"printf",   takes_many(String, Any),      String,  printf,   "FORMAT VALUE...: the values in Go's format: %s, %d, %05.2f, %q, %v…"},
    {"println",  takes_many(Any),              String,  println,  "VALUE...: the values as text, spaces between them, and a newline"},
    {"urlquery", takes_many(Any),              String,  urlquery, "VALUE...: the values as text for a parameter of a URL"},
};
// clang-format on

}  // namespace

std::span<const Builtin> language_builtins() { return kLanguageBuiltins; }

}  // namespace drydock::render
