#include "core/yaml/edit_text.h"

#include <vector>

#include "core/error.h"
#include "core/unicode.h"
#include "core/yaml/emit_scalar.h"
#include "core/yaml/resolve.h"

namespace drydock {
namespace {

constexpr std::string_view kCoreTag = "tag:yaml.org,2002:";

bool has_control(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<uint8_t>(text[i]);
    if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) return true;
    bool latin = byte == 0xC2 && i + 1 < text.size() && static_cast<uint8_t>(text[i + 1]) < 0xA0;
    bool unusual =
        text.substr(i).starts_with("\xE2\x80\xA8") || text.substr(i).starts_with("\xE2\x80\xA9") ||
        text.substr(i).starts_with("\xEF\xBB\xBF") || text.substr(i).starts_with("\xEF\xBF\xBE") ||
        text.substr(i).starts_with("\xEF\xBF\xBF");
    if (latin || unusual) return true;
  }
  return false;
}

bool can_be_plain(std::string_view text, bool in_flow) {
  if (text.empty() || text.find('\n') != std::string_view::npos || has_control(text)) return false;
  if (text.front() == ' ' || text.back() == ' ' || text.find('\t') != std::string_view::npos) {
    return false;
  }
  uint8_t start = kScalarStarts[static_cast<uint8_t>(text[0])];
  if (start & kIndicator) return false;
  if ((start & kIndicatorIfAlone) && (text.size() == 1 || text[1] == ' ')) return false;
  if (text.starts_with("---") || text.starts_with("...")) return false;
  if (text.find(": ") != std::string_view::npos || text.back() == ':') return false;
  if (text.find(" #") != std::string_view::npos) return false;
  if (!in_flow) return true;
  for (size_t i = 0; i < text.size(); ++i) {
    if (std::string_view(",[]{}?").find(text[i]) != std::string_view::npos) return false;
    // "sha256:aa" is fine.
    if (text[i] == ':' && !std::isalnum(static_cast<unsigned char>(text[i + 1]))) return false;
  }
  return true;
}

bool can_be_single_quoted(std::string_view text) {
  return text.find('\n') == std::string_view::npos && !has_control(text);
}

/// Whether a literal block without indentation indicator, that keeps at most one line break at the
/// end, holds the text.
bool can_be_literal(std::string_view text) {
  if (text.empty() || has_control(text) || text.ends_with("\n\n")) return false;
  std::string_view first = text.substr(0, text.find('\n'));
  return !first.empty() && first.front() != ' ' && first.front() != '\t';
}

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? "''" : std::string(1, c);
  return out + "'";
}

void append_escaped(std::string& out, std::string_view text, size_t& i) {
  auto byte = static_cast<uint8_t>(text[i]);
  switch (text[i]) {
    case '"':
    case '\\':
      out += {'\\', text[i]};
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (byte < 0x20 || byte == 0x7F) {
    out += fmt::format("\\x{:02X}", byte);
  } else if (byte == 0xC2 && static_cast<uint8_t>(text[i + 1]) < 0xA0) {
    out += fmt::format("\\x{:02X}", static_cast<uint8_t>(text[++i]));
  } else if (byte >= 0xE2 && has_control(text.substr(i, 3))) {
    out += fmt::format("\\u{:04X}",
                       (byte & 0x0F) << 12 | (text[i + 1] & 0x3F) << 6 | (text[i + 2] & 0x3F));
    i += 2;
  } else {
    out += text[i];
  }
}

std::string double_quoted(std::string_view text) {
  std::string out = "\"";
  for (size_t i = 0; i < text.size(); ++i) append_escaped(out, text, i);
  return out + "\"";
}

std::string tag_prefix(const Node& node) {
  std::string_view tag = node.tag();
  if (tag.empty()) return "";
  if (tag.starts_with(kCoreTag)) return fmt::format("!!{} ", tag.substr(kCoreTag.size()));
  return tag.starts_with('!') ? fmt::format("{} ", tag) : fmt::format("!<{}> ", tag);
}

bool is_null_of_nothing(const Node& scalar) {
  return scalar.style == NodeStyle::Plain && scalar.size == 0;
}

std::string scalar_on_line(const Node& scalar, bool in_flow) {
  std::string_view text = scalar.text();
  std::string tag = tag_prefix(scalar);
  if (!is_valid_utf8(text)) fail("yaml-edit", "text that is not UTF-8 cannot be written");
  if (is_null_of_nothing(scalar)) return tag + (tag.empty() ? "null" : "\"\"");
  if (scalar.style == NodeStyle::Plain && can_be_plain(text, in_flow))
    return tag + std::string(text);
  bool single = scalar.style == NodeStyle::SingleQuoted || scalar.style == NodeStyle::Plain;
  if (single && can_be_single_quoted(text)) return tag + single_quoted(text);
  return tag + double_quoted(text);
}

bool is_literal(const Node& node) {
  return node.is_scalar() &&
         (node.style == NodeStyle::Literal || node.style == NodeStyle::Folded) &&
         node.tag().empty() && can_be_literal(node.text());
}

bool is_on_line(const Node& node) {
  return node.is_scalar() || node.size == 0 || node.style == NodeStyle::Flow;
}

std::string write_literal(std::string_view text, size_t column, const YamlFileStyle& style) {
  bool ends_in_break = text.ends_with('\n');
  if (ends_in_break) text.remove_suffix(1);
  std::string out = ends_in_break ? " |" : " |-";
  for (size_t at = 0; at <= text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    out += style.line_break;
    if (end > at) out.append(column, ' ');
    out += text.substr(at, end - at);
    at = end + 1;
  }
  return out;
}

std::string write_flow(const Node& node, const YamlFileStyle& style) {
  std::string out(1, node.is_mapping() ? '{' : '[');
  if (node.is_mapping() && node.size > 0) out += style.flow_padding;
  std::string_view comma = "";
  for (const Node* item : node.elements()) {
    out += comma;
    out += *write_yaml_inline(*item, true, style);
    comma = ", ";
  }
  for (const NodeEntry& pair : node.pairs()) {
    out += comma;
    out += *write_yaml_inline(*pair.key, true, style) + ": ";
    out += *write_yaml_inline(*pair.value, true, style);
    comma = ", ";
  }
  if (node.is_mapping() && node.size > 0) out += style.flow_padding;
  out += node.is_mapping() ? '}' : ']';
  return tag_prefix(node) + out;
}

/// How often each number of columns was seen, in the order of the text.
class ColumnCounts {
 public:
  void note(size_t columns) {
    auto found = std::ranges::find(counts_, columns, &Count::columns);
    if (found == counts_.end()) found = counts_.insert(counts_.end(), {columns, 0});
    ++found->times;
  }

  /// The most frequent one, and of those the first.
  size_t best(size_t otherwise) const {
    auto found = std::ranges::max_element(counts_, {}, &Count::times);
    return found == counts_.end() ? otherwise : found->columns;
  }

 private:
  struct Count {
    size_t columns;
    size_t times;
  };
  std::vector<Count> counts_;
};

/// Counts what the collections of a document do.
class HabitCounter {
 public:
  explicit HabitCounter(std::string_view text) : text_(text) {}

  void visit(const YamlPlace& root) {
    std::vector<const YamlPlace*> waiting = {&root};
    while (!waiting.empty()) {
      const YamlPlace& place = *waiting.back();
      waiting.pop_back();
      for (const YamlPlaceEntry& entry : place.children()) {
        if (place.is_block()) note_entry(place, entry);
      }
      for (size_t i = place.size; i-- > 0;) waiting.push_back(place.entries[i].value);
      if (place.is_flow() && place.kind == NodeKind::Mapping && place.size > 0) note_flow(place);
    }
  }

  ColumnCounts steps;
  ColumnCounts list_steps;
  ColumnCounts dash_widths;
  size_t padded = 0;
  size_t unpadded = 0;

 private:
  static constexpr size_t kMost = 16;

  size_t column(size_t at) const { return at - yaml_line_start(text_, at); }

  void note_entry(const YamlPlace& place, const YamlPlaceEntry& entry) {
    const YamlPlace& value = *entry.value;
    bool in_list = place.kind == NodeKind::Sequence;
    bool on_line = yaml_line_end(text_, entry.start) >= value.content;
    if (value.start != value.content || (in_list ? !on_line || value.is_empty() : on_line)) return;
    if (!in_list && !value.is_block()) return;
    size_t from = column(entry.start);
    size_t to = column(value.content);
    if (to < from || to - from >= kMost) return;
    bool list_below = value.kind == NodeKind::Sequence;
    (in_list ? dash_widths : list_below ? list_steps : steps).note(to - from);
  }

  void note_flow(const YamlPlace& place) {
    if (place.is_bare_pair) return;
    ++(text_[place.content + 1] == ' ' ? padded : unpadded);
  }

  std::string_view text_;
};

}  // namespace

YamlFileStyle find_yaml_style(std::string_view text, const YamlLayout& layout) {
  YamlFileStyle style;
  size_t end = yaml_line_end(text, 0);
  size_t length = yaml_break_length(text, end);
  if (length == 2 || text.substr(end, length) == "\r") style.line_break = text.substr(end, length);
  if (!layout.root) return style;
  HabitCounter counter(text);
  counter.visit(*layout.root);
  style.list_step = counter.list_steps.best(style.list_step);
  style.step = counter.steps.best(style.list_step > 0 ? style.list_step : style.step);
  style.dash_width = counter.dash_widths.best(style.dash_width);
  if (counter.padded > counter.unpadded) style.flow_padding = " ";
  return style;
}

Node* make_yaml_string(Arena& arena, std::string_view text) {
  if (!is_valid_utf8(text)) return make_scalar(arena, text, NodeStyle::DoubleQuoted);
  constexpr NodeStyle kStyles[] = {NodeStyle::Plain, NodeStyle::SingleQuoted,
                                   NodeStyle::DoubleQuoted, NodeStyle::Literal};
  ScalarForm form = shape_of_string(text, YamlEmitter::V2).form;
  return make_scalar(arena, text, kStyles[static_cast<size_t>(form)]);
}

std::optional<std::string> write_yaml_inline(const Node& node, bool in_flow,
                                             const YamlFileStyle& style) {
  if (!in_flow && is_literal(node)) return std::nullopt;
  if (!in_flow && !is_on_line(node)) return std::nullopt;
  return node.is_scalar() ? scalar_on_line(node, in_flow) : write_flow(node, style);
}

std::string write_yaml_value(const Node& node, size_t column, bool in_list,
                             const YamlFileStyle& style) {
  if (is_literal(node)) return write_literal(node.text(), column + style.step, style);
  if (auto line = write_yaml_inline(node, false, style)) return " " + *line;
  std::string tag = tag_prefix(node);
  if (!tag.empty()) tag = " " + tag.substr(0, tag.size() - 1);
  size_t deeper = in_list              ? column + style.dash_width
                  : node.is_sequence() ? column + style.list_step
                                       : column + style.step;
  std::string block = write_yaml_block(node, deeper, style);
  if (in_list && tag.empty()) return std::string(style.dash_width - 1, ' ') + block;
  return tag + style.line_break + std::string(deeper, ' ') + block;
}

std::string write_yaml_entry(const Node* key, const Node& value, size_t column,
                             const YamlFileStyle& style) {
  if (!key) {
    std::string padding(is_on_line(value) ? style.dash_width - 2 : 0, ' ');
    return "-" + padding + write_yaml_value(value, column, true, style);
  }
  std::optional<std::string> name = write_yaml_inline(*key, true, style);
  return *name + ":" + write_yaml_value(value, column, false, style);
}

std::string write_yaml_block(const Node& collection, size_t column, const YamlFileStyle& style) {
  std::string out;
  std::string between;
  for (const Node* item : collection.elements()) {
    out += between + write_yaml_entry(nullptr, *item, column, style);
    between = style.line_break + std::string(column, ' ');
  }
  for (const NodeEntry& pair : collection.pairs()) {
    out += between + write_yaml_entry(pair.key, *pair.value, column, style);
    between = style.line_break + std::string(column, ' ');
  }
  return out;
}

}  // namespace drydock
