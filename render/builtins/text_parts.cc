#include <algorithm>

#include "core/unicode.h"
#include "render/builtins/families.h"
#include "render/builtins/list_growth.h"
#include "render/builtins/strval.h"
#include "render/builtins/text_tools.h"

namespace drydock::render {
namespace {

// Lengths and positions are in bytes, as in the originals, and may cut a character in two.

int64_t length(std::string_view text) { return static_cast<int64_t>(text.size()); }

std::string_view up_to(const CallArgs& args, std::string_view text, int64_t end) {
  if (end < 0) args.fail(fmt::format("runtime error: slice bounds out of range [:{}]", end));
  if (end > length(text)) {
    args.fail(fmt::format("runtime error: slice bounds out of range [:{}] with length {}", end,
                          length(text)));
  }
  return text.substr(0, static_cast<size_t>(end));
}

Value substr(const CallArgs& args) {
  int64_t start = args.integer(0);
  int64_t end = args.integer(1);
  std::string_view text = args.text(2);
  if (start < 0) return Value::of_string(up_to(args, text, end));
  if (end < 0 || end > length(text)) end = length(text);
  if (start > end) {
    args.fail(fmt::format("runtime error: slice bounds out of range [{}:{}]", start, end));
  }
  return Value::of_string(
      text.substr(static_cast<size_t>(start), static_cast<size_t>(end - start)));
}

Value trunc(const CallArgs& args) {
  int64_t count = args.integer(0);
  std::string_view text = args.text(1);
  if (count >= 0) return Value::of_string(text.substr(0, static_cast<size_t>(count)));
  if (length(text) + count > 0) text.remove_prefix(static_cast<size_t>(length(text) + count));
  return Value::of_string(text);
}

/// Shortens to `width` bytes with "..." at the end, and from an offset of 5 on at the start too.
std::string abbreviate(std::string_view text, int64_t offset, int64_t width) {
  if (text.empty() || width < 4) return "";
  if (length(text) <= width) return std::string(text);
  offset = std::min(offset, length(text));
  if (length(text) - offset < width - 3) offset = length(text) - (width - 3);
  size_t kept = static_cast<size_t>(width - 3);
  if (offset <= 4) return fmt::format("{}...", text.substr(0, kept));
  if (width < 7) return "";
  if (offset + width - 3 < length(text)) {
    std::string shortened = abbreviate(text.substr(static_cast<size_t>(offset)), 0, width - 3);
    return fmt::format("...{}", shortened);
  }
  return fmt::format("...{}", text.substr(text.size() - kept));
}

Value abbrev(const CallArgs& args) {
  if (args.integer(0) < 4) return args[1];
  return args.string(abbreviate(args.text(1), 0, args.integer(0)));
}

Value abbrevboth(const CallArgs& args) {
  int64_t left = args.integer(0);
  int64_t right = args.integer(1);
  if (right < 4 || (left > 0 && right < 7)) return args[2];
  return args.string(abbreviate(args.text(2), left, right));
}

// The next two take each byte for a character of its own, so they garble all but ASCII.

Value initials(const CallArgs& args) {
  std::string out;
  bool after_gap = true;
  for (unsigned char c : args.text(0)) {
    if (is_space(c)) {
      after_gap = true;
    } else if (after_gap) {
      append_rune(out, c);
      after_gap = false;
    }
  }
  return args.string(out);
}

Value nospace(const CallArgs& args) {
  std::string_view text = args.text(0);
  auto is_gap = [](unsigned char c) { return is_space(c); };
  if (std::none_of(text.begin(), text.end(), is_gap)) return args[0];
  std::string out;
  for (unsigned char c : text) {
    if (!is_space(c)) append_rune(out, c);
  }
  return args.string(out);
}

struct WrapStyle {
  size_t width;
  std::string_view line_break;
  bool break_words;
};

/// Where the line that begins the text ends, and where the next one begins.
struct LineEnd {
  size_t end;
  size_t next;
};

LineEnd find_line_end(std::string_view text, const WrapStyle& style) {
  size_t space = text.substr(0, style.width + 1).rfind(' ');
  if (space != std::string_view::npos) return {space, space + 1};
  if (style.break_words) return {style.width, style.width};
  space = text.find(' ', style.width);
  if (space == std::string_view::npos) return {text.size(), text.size()};
  return {space, space + 1};
}

Value wrap_lines(const CallArgs& args, std::string_view text, const WrapStyle& style) {
  std::string out;
  while (text.size() > style.width) {
    if (text.front() == ' ') {
      text.remove_prefix(1);
      continue;
    }
    LineEnd line = find_line_end(text, style);
    out += text.substr(0, line.end);
    if (line.end < text.size()) out += style.line_break;
    text.remove_prefix(line.next);
    args.context().check_size(out.size() + text.size());
  }
  out += text;
  return args.string(out);
}

size_t wrap_width(const CallArgs& args) {
  return static_cast<size_t>(std::max<int64_t>(1, args.integer(0)));
}

Value wrap(const CallArgs& args) {
  return wrap_lines(args, args.text(1), {wrap_width(args), "\n", false});
}

Value wrap_with(const CallArgs& args) {
  std::string_view line_break = args.text(1).empty() ? "\n" : args.text(1);
  return wrap_lines(args, args.text(2), {wrap_width(args), line_break, true});
}

Value list_of(const CallArgs& args, std::span<const std::string_view> parts) {
  Value* items = args.arena().array<Value>(parts.size());
  std::transform(parts.begin(), parts.end(), items, Value::of_string);
  return Value::of_list({items, parts.size()}, GoType::Strings);
}

Value map_of(const CallArgs& args, std::span<const std::string_view> parts) {
  ValueMap* map = args.new_map();
  for (size_t i = 0; i < parts.size(); ++i) {
    map->set(args.arena().copy(fmt::format("_{}", i)), Value::of_string(parts[i]));
  }
  return Value::of_map(map, GoType::StringMap);
}

Value split(const CallArgs& args) { return map_of(args, split_text(args.text(1), args.text(0))); }

Value splitn(const CallArgs& args) {
  return map_of(args, split_text(args.text(2), args.text(0), args.integer(1)));
}

Value split_list(const CallArgs& args) {
  return list_of(args, split_text(args.text(1), args.text(0)));
}

Value strings(const CallArgs& args) { return to_strings(args[0], args.arena()); }

Value join(const CallArgs& args) {
  std::string_view separator = args.text(0);
  std::span<const Value> parts = to_strings(args[1], args.arena()).as_list();
  uint64_t size = 0;
  for (Value part : parts) size += part.as_string().size() + separator.size();
  args.context().check_size(size);
  std::string out;
  out.reserve(size);
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i].as_string();
  }
  return args.string(out);
}

Value sort_alpha(const CallArgs& args) {
  if (args[0].is_nil()) {
    Value none[] = {Value::of_string("<nil>")};
    return args.new_list(none, GoType::Strings);
  }
  Value parts = to_strings(args[0], args.arena());
  std::vector<Value> sorted(parts.as_list().begin(), parts.as_list().end());
  // Each is compared with some others, from its beginning on.
  uint64_t bytes = 0;
  for (Value part : sorted) bytes += 32 + part.as_string().size();
  args.context().spend(bytes / 32 * 4);
  std::sort(sorted.begin(), sorted.end(),
            [](Value a, Value b) { return a.as_string() < b.as_string(); });
  return make_list(args.arena(), sorted, parts.list_to_capacity().size(), GoType::Strings,
                   Value::of_string(""));
}

using enum Type;

// clang-format off
constexpr Builtin kTextPartBuiltins[] = {
    {"substr",     takes(Int, Int, String), String, substr, "START END TEXT: the bytes of TEXT from START up to END"},
    {"trunc",      takes(Int, String), String, trunc, "LENGTH TEXT: the first LENGTH bytes of TEXT, or the last ones if LENGTH is negative"},
    {"abbrev",     takes(Int, String), String, abbrev, "WIDTH TEXT: TEXT cut to WIDTH bytes with ... at its end"},
    {"abbrevboth", takes(Int, Int, String), String, abbrevboth, "OFFSET WIDTH TEXT: TEXT cut to WIDTH bytes with ... at both ends"},
    {"initials",   takes(String), String, initials, "TEXT: the first letter of each word"},
    {"nospace",    takes(String), String, nospace, "TEXT: TEXT without white space"},
    {"wrap",       takes(Int, String), String, wrap, "WIDTH TEXT: TEXT broken into lines of WIDTH bytes; longer words stay whole"},
    {"wrapWith",   takes(Int, String, String), String, wrap_with, "WIDTH BREAK TEXT: TEXT with BREAK every WIDTH bytes; longer words are broken too"},
    {"split",      takes(String, String), StringMap, split, "SEPARATOR TEXT: the parts of TEXT under _0, _1 and so on"},
    {"splitn",     takes(String, Int, String), StringMap, splitn, "SEPARATOR COUNT TEXT: as split, COUNT parts at most"},
    {"splitList",  takes(String, String), Strings, split_list, "SEPARATOR TEXT: the list of TEXT's parts"},
    {"toStrings",  takes(Any), Strings, strings, "LIST: the items as text, without nil"},
    {"join",       takes(String, Any), String, join, "SEPARATOR LIST: the items as text with SEPARATOR between them"},
    {"sortAlpha",  takes(Any), Strings, sort_alpha, "LIST: the items as text, sorted by their bytes"},
};
// clang-format on

}  // namespace

std::span<const Builtin> text_part_builtins() { return kTextPartBuiltins; }

}  // namespace drydock::render
