#include "render/template/go_format.h"

#include <optional>

#include "core/error.h"
#include "core/go_number.h"
#include "core/unicode.h"
#include "render/template/complex.h"
#include "render/template/go_pad.h"

namespace drydock::render {
namespace {

// Pointers print differently in every run of the original; ours do not.
constexpr uint64_t kSomeAddress = 0xc000000000;

constexpr int kMaxDepth = 2'000;

bool verb_takes_text(char32_t verb) {
  return verb == 'v' || verb == 's' || verb == 'x' || verb == 'X' || verb == 'q';
}

/// Writes values under one verb. The verbs and their error texts are those of Go's package fmt.
class Printer {
 public:
  explicit Printer(std::string& out) : pad_(out), out_(out) {}

  GoPad& pad() { return pad_; }

  /// An operand of Printf.
  void argument(Value value, char32_t verb);

 private:
  void printed(Value value, char32_t verb, int depth);
  bool by_method(Value value, char32_t verb);
  void bad_verb(Value value, char32_t verb);
  void integer(Value value, uint64_t bits, bool is_signed, char32_t verb);
  void floating(Value value, double number, int bits, char32_t verb);
  void complex(Value value, std::complex<double> number, char32_t verb);
  void text(Value value, char32_t verb);
  void bytes(Value value, char32_t verb, std::string_view type);
  void list(Value value, char32_t verb, int depth);
  void map(Value value, char32_t verb, int depth);
  void object(Value value, char32_t verb, int depth);
  void structure(const ValueObject& object, char32_t verb, int depth);
  void element(Value value, char32_t verb, int depth, std::string_view static_type);
  void pointer(Value value, uint64_t address, char32_t verb);
  void separator(size_t index);

  GoPad pad_;
  std::string& out_;
  bool in_error_ = false;
};

void Printer::argument(Value value, char32_t verb) {
  if (value.is_nil()) {
    if (verb == 'T' || verb == 'v') return pad_.pad("<nil>");
    return bad_verb(value, verb);
  }
  if (verb == 'T') return pad_.string(go_type_name(value));
  if (verb == 'p') {
    bool nil = value.is_nil_list() || value.is_nil_map();
    return pointer(value, nil ? 0 : kSomeAddress, verb);
  }
  if (value.is_bytes())
    return bytes(value, verb, verb == 'v' || verb == 'd' ? "[]byte" : "[]uint8");
  if ((value.is_list() || value.is_map() || value.is_object()) && by_method(value, verb)) return;
  printed(value, verb, 0);
}

void Printer::printed(Value value, char32_t verb, int depth) {
  if (depth > kMaxDepth) fail("recursion-limit", "prints a value that is nested too deeply");
  switch (value.kind()) {
    case Value::Kind::Nil:
      return bad_verb(value, verb);
    case Value::Kind::Bool:
      if (verb != 't' && verb != 'v') return bad_verb(value, verb);
      return pad_.boolean(value.as_bool());
    case Value::Kind::Int:
      return integer(value, static_cast<uint64_t>(value.as_int()), true, verb);
    case Value::Kind::Uint:
      return integer(value, value.as_uint(), false, verb);
    case Value::Kind::Float:
      return floating(value, value.as_float(), value.go_type() == GoType::Float32 ? 32 : 64, verb);
    case Value::Kind::String:
      return text(value, verb);
    case Value::Kind::Bytes:
      return bytes(value, verb, "[]uint8");
    case Value::Kind::List:
      return list(value, verb, depth);
    case Value::Kind::Map:
      return map(value, verb, depth);
    case Value::Kind::Object:
      return object(value, verb, depth);
  }
}

bool Printer::by_method(Value value, char32_t verb) {
  if (in_error_) return false;
  if (verb == 'w') {  // only fmt.Errorf has it
    bad_verb(value, verb);
    return true;
  }
  if (!value.is_object()) return false;
  std::string result;
  if (pad_.sharp_v) {
    if (!value.as_object().go_syntax(result)) return false;
    pad_.string(result);
    return true;
  }
  if (!verb_takes_text(verb) || !value.as_object().text(result)) return false;
  text(Value::of_string(result), verb);
  return true;
}

void Printer::bad_verb(Value value, char32_t verb) {
  in_error_ = true;
  out_ += "%!";
  append_rune(out_, verb);
  out_ += '(';
  if (value.is_nil()) {
    out_ += "<nil>";
  } else {
    out_ += go_type_name(value);
    out_ += '=';
    printed(value, 'v', 0);
  }
  out_ += ')';
  in_error_ = false;
}

void Printer::integer(Value value, uint64_t bits, bool is_signed, char32_t verb) {
  switch (verb) {
    case 'v':
      if (pad_.sharp_v && !is_signed) {
        bool old_sharp = pad_.sharp;
        pad_.sharp = true;
        pad_.integer(bits, 16, false, 'v');
        pad_.sharp = old_sharp;
        return;
      }
      return pad_.integer(bits, 10, is_signed, verb);
    case 'd':
      return pad_.integer(bits, 10, is_signed, verb);
    case 'b':
      return pad_.integer(bits, 2, is_signed, verb);
    case 'o':
    case 'O':
      return pad_.integer(bits, 8, is_signed, verb);
    case 'x':
      return pad_.integer(bits, 16, is_signed, verb);
    case 'X':
      return pad_.integer(bits, 16, is_signed, verb, true);
    case 'c':
      return pad_.character(bits);
    case 'q':
      return pad_.quoted_character(bits);
    case 'U':
      return pad_.unicode(bits);
    default:
      return bad_verb(value, verb);
  }
}

void Printer::floating(Value value, double number, int bits, char32_t verb) {
  switch (verb) {
    case 'v':
      return pad_.floating(number, 'g', -1, bits);
    case 'b':
    case 'g':
    case 'G':
    case 'x':
    case 'X':
      return pad_.floating(number, static_cast<char>(verb), -1, bits);
    case 'f':
    case 'e':
    case 'E':
      return pad_.floating(number, static_cast<char>(verb), 6, bits);
    case 'F':
      return pad_.floating(number, 'f', 6, bits);
    default:
      return bad_verb(value, verb);
  }
}

void Printer::complex(Value value, std::complex<double> number, char32_t verb) {
  if (std::u32string_view(U"vbgGxXfFeE").find(verb) == std::u32string_view::npos) {
    return bad_verb(value, verb);
  }
  bool old_plus = pad_.plus;
  out_ += '(';
  floating(value, number.real(), 64, verb);
  pad_.plus = true;  // the imaginary part always has a sign
  floating(value, number.imag(), 64, verb);
  pad_.plus = old_plus;
  out_ += "i)";
}

void Printer::text(Value value, char32_t verb) {
  std::string_view s = value.as_string();
  switch (verb) {
    case 'v':
      return pad_.sharp_v ? pad_.quoted(s) : pad_.string(s);
    case 's':
      return pad_.string(s);
    case 'x':
      return pad_.hex(s, false);
    case 'X':
      return pad_.hex(s, true);
    case 'q':
      return pad_.quoted(s);
    default:
      return bad_verb(value, verb);
  }
}

void Printer::separator(size_t index) {
  if (index > 0) out_ += pad_.sharp_v ? ", " : " ";
}

void Printer::bytes(Value value, char32_t verb, std::string_view type) {
  std::string_view data = value.as_bytes();
  switch (verb) {
    case 's':
      return pad_.string(data);
    case 'x':
      return pad_.hex(data, false);
    case 'X':
      return pad_.hex(data, true);
    case 'q':
      return pad_.quoted(data);
    default:
      break;
  }
  if (pad_.sharp_v) out_ += type;
  out_ += pad_.sharp_v ? '{' : '[';
  for (size_t i = 0; i < data.size(); ++i) {
    separator(i);
    uint8_t byte = static_cast<uint8_t>(data[i]);
    integer(Value::of_uint(byte, GoType::Uint8), byte, false, verb);
  }
  out_ += pad_.sharp_v ? '}' : ']';
}

/// What a container holds: its static type decides how a nil of it prints.
void Printer::element(Value value, char32_t verb, int depth, std::string_view static_type) {
  // Few values can make much text, when they are in each other many times.
  if (out_.size() > pad_.max_size) pad_.fail_size();
  if (value.is_nil()) {
    if (pad_.sharp_v) out_ += static_type;
    out_ += pad_.sharp_v ? "(nil)" : "<nil>";
    return;
  }
  bool may_have_methods = value.is_object() || verb == 'w';
  if (may_have_methods && by_method(value, verb)) return;
  printed(value, verb, depth);
}

void Printer::list(Value value, char32_t verb, int depth) {
  if (pad_.sharp_v) {
    out_ += go_type_name(value);
    if (value.is_nil_list()) {
      out_ += "(nil)";
      return;
    }
  }
  out_ += pad_.sharp_v ? '{' : '[';
  std::span<const Value> items = value.as_list();
  for (size_t i = 0; i < items.size(); ++i) {
    separator(i);
    element(items[i], verb, depth + 1, "interface {}");
  }
  out_ += pad_.sharp_v ? '}' : ']';
}

void Printer::map(Value value, char32_t verb, int depth) {
  if (pad_.sharp_v) {
    out_ += go_type_name(value);
    if (value.is_nil_map()) {
      out_ += "(nil)";
      return;
    }
    out_ += '{';
  } else {
    out_ += "map[";
  }
  std::span<const ValueMap::Entry> entries = value.as_map().entries();
  for (size_t i = 0; i < entries.size(); ++i) {
    separator(i);
    element(Value::of_string(entries[i].key), verb, depth + 1, "string");
    out_ += ':';
    element(entries[i].value, verb, depth + 1, "interface {}");
  }
  out_ += pad_.sharp_v ? '}' : ']';
}

void Printer::object(Value value, char32_t verb, int depth) {
  const ValueObject& object = value.as_object();
  if (auto number = complex_value(value)) return complex(value, *number, verb);
  Value underlying = object.underlying();
  if (!underlying.is_nil()) {
    // A bad verb names the type of the object, not of what it holds.
    if (underlying.is_int()) {
      return integer(value, static_cast<uint64_t>(underlying.as_int()), true, verb);
    }
    return printed(underlying, verb, depth);
  }
  if (object.kind_name() == "struct") return structure(object, verb, depth);
  if (object.kind_name() == "ptr" && depth == 0) {
    out_ += '&';
    return structure(object, verb, depth + 1);
  }
  pointer(value, kSomeAddress, verb);
}

void Printer::structure(const ValueObject& object, char32_t verb, int depth) {
  if (pad_.sharp_v) {
    std::string_view type = object.type_name();
    if (type.starts_with('*')) type.remove_prefix(1);
    out_ += type;
  }
  out_ += '{';
  std::span<const ValueObject::Field> fields = object.fields();
  for (size_t i = 0; i < fields.size(); ++i) {
    separator(i);
    if (pad_.plus_v || pad_.sharp_v) {
      out_ += fields[i].name;
      out_ += ':';
    }
    element(fields[i].value, verb, depth + 1, "interface {}");
  }
  out_ += '}';
}

void Printer::pointer(Value value, uint64_t address, char32_t verb) {
  bool is_reference = value.is_list() || value.is_bytes() || value.is_map() ||
                      (value.is_object() && value.as_object().kind_name() != "struct");
  if (!is_reference) return bad_verb(value, verb);
  bool with_prefix = verb == 'v' || verb == 'p';
  if (with_prefix) {
    bool old_sharp = pad_.sharp;
    pad_.sharp = !old_sharp;
    pad_.integer(address, 16, false, 'v');
    pad_.sharp = old_sharp;
    return;
  }
  if (std::u32string_view(U"bodxX").find(verb) == std::u32string_view::npos) {
    return bad_verb(value, verb);
  }
  integer(value, address, false, verb);
}

constexpr int kMaxWidth = 1'000'000;

/// A number in the format, or as a star takes it from an argument.
struct ParsedNumber {
  int value = 0;
  bool present = false;
};

/// Reads a format string from left to right, as Go's doPrintf.
class Formatter {
 public:
  Formatter(std::string& out, std::string_view format, std::span<const Value> args, size_t max_size)
      : printer_(out), out_(out), format_(format), args_(args) {
    printer_.pad().max_size = max_size;
  }

  void run();

 private:
  bool at_end() const { return pos_ >= format_.size(); }
  bool next_is(char c) const { return !at_end() && format_[pos_] == c; }
  bool verb_after_text();
  bool flags_and_simple_verb();
  void width();
  void precision();
  void argument_number();
  ParsedNumber number();
  static ParsedNumber number_in(std::string_view text, size_t& pos);
  ParsedNumber number_from_argument();
  void verb(char32_t verb);
  void prepare_v();
  void extra_arguments();

  Printer printer_;
  std::string& out_;
  std::string_view format_;
  std::span<const Value> args_;
  size_t pos_ = 0;
  size_t next_arg_ = 0;
  bool after_index_ = false;  // the previous item was an index like [3]
  bool reordered_ = false;
  bool good_index_ = true;
};

void Formatter::run() {
  while (!at_end() && verb_after_text()) {
  }
  if (!reordered_ && next_arg_ < args_.size()) extra_arguments();
}

bool Formatter::verb_after_text() {
  good_index_ = true;
  size_t percent = std::min(format_.find('%', pos_), format_.size());
  out_ += format_.substr(pos_, percent - pos_);
  pos_ = percent;
  if (at_end()) return false;
  ++pos_;
  printer_.pad().clear_flags();
  if (flags_and_simple_verb()) return true;
  argument_number();
  width();
  precision();
  if (!after_index_) argument_number();
  if (at_end()) {
    out_ += "%!(NOVERB)";
    return false;
  }
  DecodedRune next = decode_rune(format_.substr(pos_));
  pos_ += static_cast<size_t>(next.size);
  verb(next.rune);
  return true;
}

bool Formatter::flags_and_simple_verb() {
  GoPad& pad = printer_.pad();
  for (; !at_end(); ++pos_) {
    char c = format_[pos_];
    switch (c) {
      case '#':
        pad.sharp = true;
        continue;
      case '0':
        pad.zero = true;
        continue;
      case '+':
        pad.plus = true;
        continue;
      case '-':
        pad.minus = true;
        continue;
      case ' ':
        pad.space = true;
        continue;
      default:
        break;
    }
    if (c < 'a' || c > 'z' || next_arg_ >= args_.size()) return false;
    ++pos_;
    if (c == 'v' || c == 'w') prepare_v();
    printer_.argument(args_[next_arg_++], static_cast<unsigned char>(c));
    return true;
  }
  return false;
}

void Formatter::prepare_v() {
  GoPad& pad = printer_.pad();
  pad.sharp_v = pad.sharp;
  pad.sharp = false;
  pad.plus_v = pad.plus;
  pad.plus = false;
}

void Formatter::width() {
  GoPad& pad = printer_.pad();
  ParsedNumber parsed;
  if (next_is('*')) {
    ++pos_;
    parsed = number_from_argument();
    if (!parsed.present) out_ += "%!(BADWIDTH)";
    if (parsed.value < 0) {
      parsed.value = -parsed.value;
      pad.minus = true;
      pad.zero = false;
    }
    after_index_ = false;
  } else {
    parsed = number();
    if (after_index_ && parsed.present) good_index_ = false;  // "%[3]2d"
  }
  pad.width = parsed.value;
  pad.has_width = parsed.present;
}

void Formatter::precision() {
  // A point at the very end counts as the verb.
  if (pos_ + 1 >= format_.size() || format_[pos_] != '.') return;
  ++pos_;
  if (after_index_) good_index_ = false;  // "%[3].2d"
  argument_number();
  ParsedNumber parsed;
  if (next_is('*')) {
    ++pos_;
    parsed = number_from_argument();
    if (parsed.value < 0) parsed = {};
    if (!parsed.present) out_ += "%!(BADPREC)";
    after_index_ = false;
  } else {
    parsed = number();
    if (!parsed.present) parsed = {0, true};
  }
  printer_.pad().precision = parsed.value;
  printer_.pad().has_precision = parsed.present;
}

ParsedNumber Formatter::number_in(std::string_view text, size_t& pos) {
  ParsedNumber result;
  if (pos >= text.size()) {
    pos = text.size();
    return result;
  }
  for (; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos) {
    if (result.value > kMaxWidth) {  // then the rest of the format is skipped
      pos = text.size();
      return {};
    }
    result.value = result.value * 10 + (text[pos] - '0');
    result.present = true;
  }
  return result;
}

ParsedNumber Formatter::number() { return number_in(format_, pos_); }

ParsedNumber Formatter::number_from_argument() {
  if (next_arg_ >= args_.size()) return {};
  Value value = args_[next_arg_++];
  if (value.is_object()) value = value.as_object().underlying();
  int64_t number = kMaxWidth + 1;
  if (value.is_int()) number = value.as_int();
  if (value.is_uint() && value.as_uint() <= kMaxWidth) {
    number = static_cast<int64_t>(value.as_uint());
  }
  if (number > kMaxWidth || number < -kMaxWidth) return {};
  return {static_cast<int>(number), true};
}

void Formatter::argument_number() {
  after_index_ = false;
  if (!next_is('[')) return;
  reordered_ = true;
  std::string_view rest = format_.substr(pos_);
  size_t close = rest.size() < 3 ? std::string_view::npos : rest.find(']', 1);
  if (close == std::string_view::npos) {
    good_index_ = false;
    pos_ += 1;
    return;
  }
  size_t digits_end = 1;
  ParsedNumber parsed = number_in(rest.substr(0, close), digits_end);
  bool is_number = parsed.present && digits_end == close;
  pos_ += close + 1;
  after_index_ = is_number;
  if (is_number && parsed.value >= 1 && static_cast<size_t>(parsed.value) <= args_.size()) {
    next_arg_ = static_cast<size_t>(parsed.value) - 1;
  } else {
    good_index_ = false;
  }
}

void Formatter::verb(char32_t verb) {
  if (verb == '%') {
    out_ += '%';
    return;
  }
  if (!good_index_ || next_arg_ >= args_.size()) {
    out_ += "%!";
    append_rune(out_, verb);
    out_ += good_index_ ? "(MISSING)" : "(BADINDEX)";
    return;
  }
  if (verb == 'v' || verb == 'w') prepare_v();
  printer_.argument(args_[next_arg_++], verb);
}

void Formatter::extra_arguments() {
  printer_.pad().clear_flags();
  out_ += "%!(EXTRA ";
  for (size_t i = next_arg_; i < args_.size(); ++i) {
    if (i > next_arg_) out_ += ", ";
    if (args_[i].is_nil()) {
      out_ += "<nil>";
      continue;
    }
    out_ += go_type_name(args_[i]);
    out_ += '=';
    printer_.argument(args_[i], 'v');
  }
  out_ += ')';
}

}  // namespace

void append_sprintf(std::string& out, std::string_view format, std::span<const Value> args,
                    size_t max_size) {
  Formatter(out, format, args, max_size).run();
}

std::string go_sprintf(std::string_view format, std::span<const Value> args) {
  std::string out;
  append_sprintf(out, format, args);
  return out;
}

void append_sprint(std::string& out, std::span<const Value> args) {
  bool after_string = false;
  for (size_t i = 0; i < args.size(); ++i) {
    bool is_string = args[i].is_string();
    if (i > 0 && !is_string && !after_string) out += ' ';
    append_value(out, args[i]);
    after_string = is_string;
  }
}

void append_sprintln(std::string& out, std::span<const Value> args) {
  for (size_t i = 0; i < args.size(); ++i) {
    if (i > 0) out += ' ';
    append_value(out, args[i]);
  }
  out += '\n';
}

void append_value(std::string& out, Value value) {
  switch (value.kind()) {
    case Value::Kind::Nil:
      out += "<nil>";
      return;
    case Value::Kind::Bool:
      out += value.as_bool() ? "true" : "false";
      return;
    case Value::Kind::Int:
      append_go_int(out, value.as_int());
      return;
    case Value::Kind::Uint:
      append_go_uint(out, value.as_uint());
      return;
    case Value::Kind::String:
      out += value.as_string();
      return;
    case Value::Kind::Float:
      append_go_float(out, value.as_float(), 'g', -1, value.go_type() == GoType::Float32 ? 32 : 64);
      return;
    default:
      Printer(out).argument(value, 'v');
  }
}

std::string value_text(Value value) {
  std::string out;
  append_value(out, value);
  return out;
}

}  // namespace drydock::render
