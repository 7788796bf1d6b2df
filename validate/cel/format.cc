#include "validate/cel/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base_encoding.h"
#include "core/go_number.h"

namespace drydock::validate::cel {
namespace {

using Kind = Value::Kind;


class Formatter {
 public:
  explicit Formatter(Memory& memory) : memory_(memory) {}

  std::string out;
  std::string problem;

  void append(const Value& value, const FormatClause& clause) {
    if (value.is(Kind::Double) && !std::isfinite(value.real) && clause.verb != 's') {
      out += special(value.real);
      return;
    }
    switch (clause.verb) {
      case 's':
      case 'd':
        return append_plain(value, 0);
      case 'f':
      case 'e':
        return append_go_float(out, real_of(value), clause.verb, clause.precision);
      case 'b':
        return append_in_base(value, 2);
      case 'o':
        return append_in_base(value, 8);
      default:
        return append_hex(value, clause.verb == 'X');
    }
  }

 private:
  static double real_of(const Value& value) {
    if (value.is(Kind::Int)) return static_cast<double>(value.integer);
    return value.is(Kind::Uint) ? static_cast<double>(value.natural) : value.real;
  }

  static std::string_view special(double value) {
    if (std::isnan(value)) return "NaN";
    return value < 0 ? "-Infinity" : "Infinity";
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
        append_go_int(out, value.integer);
        break;
      case Kind::Uint:
        append_go_uint(out, value.natural);
        break;
      case Kind::Double:
        if (!std::isfinite(value.real)) {
          out += special(value.real);
        } else {
          append_go_float(out, value.real, 'f');
        }
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

  void append_list(const Value& list, int depth) {
    out += '[';
    for (uint32_t i = 0; i < list.size && problem.empty(); ++i) {
      if (i > 0) out += ", ";
      append_plain(list_item(list, i, memory_), depth + 1);
    }
    out += ']';
  }

  std::string plain(const Value& value, int depth) {
    std::string outer = std::move(out);
    out.clear();
    append_plain(value, depth);
    std::string text = std::move(out);
    out = std::move(outer);
    return text;
  }

  void append_map(const Value& map, int depth) {
    std::vector<std::pair<std::string, std::string>> entries;
    for (uint32_t i = 0; i < map.size && problem.empty(); ++i) {
      std::string key = plain(map_key(map, i, memory_), depth + 1);
      entries.emplace_back(std::move(key), plain(map_value(map, i, memory_), depth + 1));
    }
    std::ranges::sort(entries);
    out += '{';
    for (size_t i = 0; i < entries.size(); ++i) {
      if (i > 0) out += ", ";
      out += entries[i].first + ": " + entries[i].second;
    }
    out += '}';
  }

  Memory& memory_;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

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
      clause.problem = "could not parse formatting clause: error while parsing precision: could "
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
    case 'd':
    case 'f':
    case 'e':
      return whole || kind == Kind::Double;
    case 'b':
      return whole || kind == Kind::Bool;
    case 'o':
      return whole;
    default:
      return whole || kind == Kind::String || kind == Kind::Bytes;
  }
}

std::string verb_problem(char verb, std::string_view type_name) {
  std::string_view rule = "only ints, uints, bytes, and strings can be formatted as hex";
  if (verb == 's') {
    rule = "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, "
           "types, durations, and timestamps";
  } else if (verb == 'd') {
    rule = "decimal clause can only be used on ints, uints, and doubles";
  } else if (verb == 'f') {
    rule = "fixed-point clause can only be used on ints, uints, and doubles";
  } else if (verb == 'e') {
    rule = "scientific clause can only be used on ints, uints, and doubles";
  } else if (verb == 'b') {
    rule = "only ints, uints, and bools can be formatted as binary";
  } else if (verb == 'o') {
    rule = "octal clause can only be used on ints and uints";
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
      if (!accepts_verb(clause.verb, value.kind)) {
        return call.error(
            verb_problem(clause.verb, runtime_type_name(*type_of_value(value))));
      }
      formatter.append(value, clause);
      if (!formatter.problem.empty()) return call.error(formatter.problem);
      i = clause.end;
    }
  }
  return call.memory.string(formatter.out);
}

}  // namespace drydock::validate::cel
