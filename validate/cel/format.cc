#include "validate/cel/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base_encoding.h"
#include "core/go_number.h"
#include "core/go_quote.h"
#include "core/unicode.h"

namespace drydock::validate::cel {
namespace {

using Kind = Value::Kind;

/// With a comma between each three digits, as the server's locale has it.
std::string grouped(std::string_view number) {
  size_t end = std::min(number.find('.'), number.size());
  size_t start = number.starts_with('-') ? 1 : 0;
  std::string out(number.substr(0, start));
  for (size_t i = start; i < end; ++i) {
    if (i > start && (end - i) % 3 == 0) out += ',';
    out += number[i];
  }
  return out + std::string(number.substr(end));
}

/// "1.5e+03" as "1.5×10⁰³".
std::string with_powers(std::string_view number) {
  constexpr std::string_view kDigits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  size_t mark = number.find('e');
  std::string out = fmt::format("{}×10", number.substr(0, mark));
  for (char c : number.substr(mark + 1)) {
    if (c == '-') out += "⁻";
    if (c >= '0' && c <= '9') out += kDigits[c - '0'];
  }
  return out;
}

class Formatter {
 public:
  explicit Formatter(Memory& memory) : memory_(memory) {}

  std::string out;
  std::string problem;

  void append(const Value& value, const FormatClause& clause) {
    switch (clause.verb) {
      case 's':
        return append_plain(value, 0);
      case 'd':
        return append_in_base(value, 10);
      case 'f':
      case 'e':
        out += real(real_of(value), clause);
        return;
      case 'b':
        return append_in_base(value, 2);
      case 'o':
        return append_in_base(value, 8);
      default:
        return append_hex(value, clause.verb == 'X');
    }
  }

 private:
  /// A few texts stand for numbers.
  static double real_of(const Value& value) {
    return value.is(Kind::String) ? parse_go_float(value.text()).value : value.real;
  }

  static std::string real(double value, const FormatClause& clause) {
    std::string text;
    if (std::isnan(value)) {
      text = "NaN";
    } else if (std::isinf(value)) {
      text = value < 0 ? "-∞" : "∞";
    } else if (clause.verb == 'f') {
      return grouped(format_go_float(value, 'f', clause.precision));
    } else {
      text = with_powers(format_go_float(value, 'e', 6));
    }
    // The precision of %e is taken for its width.
    auto width = static_cast<size_t>(clause.verb == 'e' ? clause.precision : 0);
    size_t size = count_runes(text);
    return std::string(width > size ? width - size : 0, ' ') + text;
  }

  void append_in_base(const Value& value, int base) {
    if (value.is(Kind::Bool)) {
      out += value.boolean ? '1' : '0';
    } else if (value.is(Kind::Int)) {
      append_go_int(out, value.integer, base);
    } else {
      append_go_uint(out, value.natural, base);
    }
  }

  void append_hex(const Value& value, bool upper) {
    size_t start = out.size();
    if (value.is(Kind::String) || value.is(Kind::Bytes)) {
      out += encode_hex(value.text());
    } else {
      append_in_base(value, 16);
    }
    if (!upper) return;
    for (size_t i = start; i < out.size(); ++i) {
      if (out[i] >= 'a' && out[i] <= 'f') out[i] = static_cast<char>(out[i] - 32);
    }
  }

  void append_plain(const Value& value, int depth) {
    constexpr int kDeepest = 200;
    if (depth > kDeepest || out.size() > Memory::kLimit) {
      problem = "text is too long";
      return;
    }
    switch (value.kind) {
      case Kind::Null:
        out += "null";
        break;
      case Kind::Bool:
        out += value.boolean ? "true" : "false";
        break;
      case Kind::Int:
      case Kind::Uint:
        append_in_base(value, 10);
        break;
      case Kind::Double:
        out += format_go_float(value.real);
        break;
      case Kind::String:
      case Kind::Bytes:
        out += value.text();
        break;
      case Kind::Duration:
        out += duration_text(value);
        break;
      case Kind::Timestamp:
        out += timestamp_text(value);
        break;
      case Kind::Type:
        out += runtime_type_name(*value.type);
        break;
      case Kind::List:
        append_list(value, depth);
        break;
      case Kind::Map:
        append_map(value, depth);
        break;
      default:
        problem = verb_problem('s', runtime_type_name(*type_of_value(value)));
        break;
    }
  }

  /// Inside lists and maps, as one would write it.
  void append_part(const Value& value, int depth) {
    switch (value.kind) {
      case Kind::String:
        append_quoted(out, value.text());
        break;
      case Kind::Bytes:
        out += 'b';
        append_quoted(out, value.text());
        break;
      case Kind::Double:
        out += std::isfinite(value.real) ? format_go_float(value.real, 'f', 6)
                                         : go_quote(format_go_float(value.real));
        break;
      case Kind::Duration:
        out += fmt::format("duration({})", go_quote(duration_text(value)));
        break;
      case Kind::Timestamp:
        out += fmt::format("timestamp({})", go_quote(timestamp_text(value)));
        break;
      default:
        append_plain(value, depth);
        break;
    }
  }

  void append_list(const Value& list, int depth) {
    out += '[';
    for (uint32_t i = 0; i < list.size && problem.empty(); ++i) {
      if (i > 0) out += ", ";
      append_part(list_item(list, i, memory_), depth + 1);
    }
    out += ']';
  }

  std::string part(const Value& value, int depth) {
    std::string outer = std::move(out);
    out.clear();
    append_part(value, depth);
    std::string text = std::move(out);
    out = std::move(outer);
    return text;
  }

  void append_map(const Value& map, int depth) {
    std::vector<std::pair<std::string, std::string>> entries;
    for (uint32_t i = 0; i < map.size && problem.empty(); ++i) {
      std::string key = part(map_key(map, i, memory_), depth + 1);
      entries.emplace_back(std::move(key), part(map_value(map, i, memory_), depth + 1));
    }
    std::ranges::sort(entries);
    out += '{';
    for (size_t i = 0; i < entries.size(); ++i) {
      if (i > 0) out += ", ";
      out += entries[i].first + ":" + entries[i].second;
    }
    out += '}';
  }

  Memory& memory_;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Texts that %f and %e take for numbers.
bool is_special_number(const Value& value, char verb) {
  if (!value.is(Value::Kind::String) || (verb != 'f' && verb != 'e')) return false;
  return value.text() == "NaN" || value.text() == "Infinity" || value.text() == "-Infinity";
}

}  // namespace

FormatClause read_format_clause(std::string_view format, size_t start) {
  constexpr int kMostDigits = 1000;
  FormatClause clause;
  size_t at = start + 1;
  if (at >= format.size()) {
    clause.problem = "unexpected end of string";
    return clause;
  }
  if (format[at] == '.') {
    size_t digits = ++at;
    while (at < format.size() && is_digit(format[at])) ++at;
    GoParsed<int64_t> precision = parse_go_int(format.substr(digits, at - digits));
    if (at >= format.size()) {
      clause.problem =
          "could not parse formatting clause: error while parsing precision: could "
          "not find end of precision specifier";
      return clause;
    }
    if (!precision.ok() || precision.value > kMostDigits) {
      clause.problem = "could not parse formatting clause: error while parsing precision";
      return clause;
    }
    clause.precision = static_cast<int>(precision.value);
  }
  clause.verb = format[at];
  clause.end = at + 1;
  if (std::string_view("sdfebxXo").find(clause.verb) == std::string_view::npos) {
    clause.problem = fmt::format(
        "could not parse formatting clause: unrecognized formatting clause \"{}\"", clause.verb);
  }
  return clause;
}

bool accepts_verb(char verb, Value::Kind kind) {
  bool whole = kind == Kind::Int || kind == Kind::Uint;
  switch (verb) {
    case 's':
      return kind >= Kind::Null && kind <= Kind::Type && kind != Kind::Object;
    case 'f':
    case 'e':
      return kind == Kind::Double;
    case 'b':
      return whole || kind == Kind::Bool;
    case 'd':
    case 'o':
      return whole;
    default:
      return whole || kind == Kind::String || kind == Kind::Bytes;
  }
}

std::string verb_problem(char verb, std::string_view type_name) {
  std::string_view rule = "only integers, byte buffers, and strings can be formatted as hex";
  if (verb == 's') {
    rule =
        "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, "
        "types, durations, and timestamps";
  } else if (verb == 'd') {
    rule = "decimal clause can only be used on integers";
  } else if (verb == 'f') {
    rule = "fixed-point clause can only be used on doubles";
  } else if (verb == 'e') {
    rule = "scientific clause can only be used on doubles";
  } else if (verb == 'b') {
    rule = "only integers and bools can be formatted as binary";
  } else if (verb == 'o') {
    rule = "octal clause can only be used on integers";
  }
  return fmt::format("error during formatting: {}, was given {}", rule, type_name);
}

Value format_text(const Call& call) {
  std::string_view format = call.text(0);
  Formatter formatter(call.memory);
  uint32_t next = 0;
  for (size_t i = 0; i < format.size();) {
    if (format[i] != '%') {
      formatter.out += format[i++];
    } else if (i + 1 < format.size() && format[i + 1] == '%') {
      formatter.out += '%';
      i += 2;
    } else {
      if (next >= call[1].size) return call.error(fmt::format("index {} out of range", next));
      FormatClause clause = read_format_clause(format, i);
      if (!clause.problem.empty()) return call.error(clause.problem);
      Value value = list_item(call[1], next++, call.memory);
      if (!accepts_verb(clause.verb, value.kind) && !is_special_number(value, clause.verb)) {
        return call.error(verb_problem(clause.verb, runtime_type_name(*type_of_value(value))));
      }
      formatter.append(value, clause);
      if (!formatter.problem.empty()) return call.error(formatter.problem);
      i = clause.end;
    }
  }
  return call.memory.string(formatter.out);
}

}  // namespace drydock::validate::cel
