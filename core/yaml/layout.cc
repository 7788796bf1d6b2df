#include "core/yaml/layout.h"

#include <map>
#include <vector>

#include "core/error.h"
#include "core/yaml/events.h"
#include "core/yaml/input.h"
#include "core/yaml/scan.h"

namespace drydock {
namespace {

constexpr size_t kNone = std::string_view::npos;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Turns the events of a document into places. The events say where nodes begin; indicators and
/// ends are found by walking over the text between them.
class LayoutReader {
 public:
  LayoutReader(const SourceFile& file, YamlDialect dialect, Arena& arena)
      : file_(file),
        text_(file.text),
        arena_(arena),
        errors_(file, dialect),
        input_(read_yaml_input(file.text, arena)),
        scanner_(errors_, input_, dialect, arena),
        events_(scanner_, errors_) {
    bool own = input_.text.data() >= text_.data() &&
               input_.text.data() + input_.text.size() <= text_.data() + text_.size();
    if (!own) give_up({&file_});
    cursor_ = static_cast<size_t>(input_.text.data() - text_.data());
    index_lines();
  }

  YamlLayout run() {
    YamlLayout layout;
    layout.end = text_.size();
    while (true) {
      const YamlEvent& event = events_.next();
      if (event.type == YamlEventType::StreamStart) continue;
      if (event.type == YamlEventType::StreamEnd) break;
      if (event.type == YamlEventType::DocumentStart) continue;
      if (event.type == YamlEventType::DocumentEnd) {
        find_document_end(layout);
        break;
      }
      take(event);
    }
    layout.root = root_;
    return layout;
  }

 private:
  struct Open {
    YamlPlace* place;
    std::vector<YamlPlaceEntry> entries;
    bool at_value = false;  // of a mapping: its last entry lacks the value
  };

  [[noreturn]] void give_up(SourcePos where) {
    fail("yaml-edit", "this text cannot be edited in place", where);
  }
  [[noreturn]] void give_up() { give_up({&file_}); }

  void index_lines() {
    line_starts_.push_back(cursor_);
    for (size_t at = cursor_; at < text_.size();) {
      size_t length = yaml_break_length(text_, at);
      at += std::max<size_t>(length, 1);
      if (length > 0) line_starts_.push_back(at);
    }
  }

  size_t offset_of(YamlMark mark) {
    if (mark.line >= line_starts_.size()) return text_.size();
    size_t at = line_starts_[mark.line];
    for (uint32_t i = 0; i < mark.column && at < text_.size(); ++i) {
      ++at;
      while (at < text_.size() && (static_cast<uint8_t>(text_[at]) & 0xC0) == 0x80) ++at;
    }
    return at;
  }

  bool has_at(size_t at, char c) const { return at < text_.size() && text_[at] == c; }

  bool is_indicator_at(size_t at, char c) const {
    if (!has_at(at, c)) return false;
    return at + 1 == text_.size() || is_blank(text_[at + 1]) ||
           yaml_break_length(text_, at + 1) > 0;
  }

  void take(const YamlEvent& event) {
    if (event.type == YamlEventType::SequenceEnd || event.type == YamlEventType::MappingEnd) {
      return close();
    }
    size_t start = offset_of(event.start);
    YamlPlace* place = arena_.make<YamlPlace>();
    bool plain = event.type == YamlEventType::Scalar && event.style == NodeStyle::Plain;
    bool nothing = plain && event.length == 0 && event.anchor.empty() && !event.tag;
    step_to_child(place, start, nothing);
    place->start = nothing ? cursor_ : start;
    if (place->start < cursor_) give_up();
    place->content = place->start;
    bool properties = event.type != YamlEventType::Alias && (!event.anchor.empty() || event.tag);
    if (properties) {
      place->content = skip_properties(place->start, event.anchor, event.tag != nullptr);
    }
    place->properties_end = place->content;
    place->style = event.style;
    place_content(event, place, properties);
  }

  void place_content(const YamlEvent& event, YamlPlace* place, bool properties) {
    switch (event.type) {
      case YamlEventType::Alias: {
        place->is_alias = true;
        auto found = anchors_.find(event.anchor);
        if (found == anchors_.end()) give_up();
        place->meant = found->second;
        place->end = place->content + event.length;
        break;
      }
      case YamlEventType::Scalar: {
        bool empty = event.length == 0;
        if (properties && !empty) place->content = skip_yaml_space(text_, place->content);
        place->end = place->content + event.length;
        if (!empty) check_scalar(*place);
        break;
      }
      default:
        place->kind =
            event.type == YamlEventType::SequenceStart ? NodeKind::Sequence : NodeKind::Mapping;
        open(place);
        break;
    }
    if (event.type != YamlEventType::Alias && !event.anchor.empty()) {
      place->anchor = arena_.copy(event.anchor);
      anchors_[place->anchor] = place;
    }
    if (place->kind == NodeKind::Scalar) cursor_ = place->end;
  }

  /// That the text has what the event says where the place is: a guard against positions that Go's
  /// rules and ours count in different ways.
  void check_scalar(const YamlPlace& place) {
    if (place.end > text_.size()) give_up();
    constexpr std::string_view kFirst = "\0'\"|>";
    auto style = static_cast<size_t>(place.style);
    if (place.style != NodeStyle::Plain && text_[place.content] != kFirst[style]) give_up();
  }

  /// Moves the cursor behind the indicator before the next child and notes its entry.
  void step_to_child(YamlPlace* child, size_t start, bool nothing) {
    if (open_.empty()) {
      if (nothing) cursor_ = std::max(cursor_, std::min(start, text_.size()));
      root_ = child;
      return;
    }
    Open& parent = open_.back();
    if (parent.at_value) return step_to_value(parent, child);
    size_t at = skip_yaml_space(text_, cursor_);
    if (parent.place->is_flow() && has_at(at, ',')) at = skip_yaml_space(text_, at + 1);
    YamlPlaceEntry entry{start, kNone, nullptr, nullptr};
    bool mapping = parent.place->kind == NodeKind::Mapping;
    if (mapping ? is_indicator_at(at, '?') : parent.place->is_block()) {
      if (!mapping && !is_indicator_at(at, '-')) give_up();
      entry.start = at;
      if (!mapping) entry.indicator = at;
      cursor_ = at + 1;
    } else {
      cursor_ = at;
      if (nothing) entry.start = at;
    }
    (mapping ? entry.key : entry.value) = child;
    parent.entries.push_back(entry);
    parent.at_value = mapping;
  }

  void step_to_value(Open& parent, YamlPlace* child) {
    size_t at = skip_yaml_space(text_, cursor_);
    YamlPlaceEntry& entry = parent.entries.back();
    entry.value = child;
    parent.at_value = false;
    if (!has_at(at, ':')) return;
    entry.indicator = at;
    cursor_ = at + 1;
  }

  /// Behind an anchor and a tag in either order.
  size_t skip_properties(size_t at, std::string_view anchor, bool tag) {
    size_t end = at;
    for (size_t count = tag + !anchor.empty(); count > 0; --count) {
      size_t next = end == at ? at : skip_yaml_space(text_, end);
      if (has_at(next, '&')) {
        end = next + 1 + anchor.size();
        continue;
      }
      if (!has_at(next, '!')) give_up();
      while (next < text_.size() && !is_blank(text_[next]) && !yaml_break_length(text_, next) &&
             !ends_tag(next)) {
        ++next;
      }
      end = next;
    }
    return end;
  }

  /// In a flow collection a comma or bracket ends a tag.
  bool ends_tag(size_t at) const {
    bool in_flow = !open_.empty() && open_.back().place->is_flow();
    return in_flow && std::string_view(",]}").find(text_[at]) != std::string_view::npos;
  }

  void open(YamlPlace* place) {
    if (place->style == NodeStyle::Flow) {
      size_t at = skip_yaml_space(text_, place->content);
      char bracket = place->kind == NodeKind::Sequence ? '[' : '{';
      bool in_sequence = !open_.empty() && open_.back().place->kind == NodeKind::Sequence;
      place->is_bare_pair = !has_at(at, bracket) && in_sequence && bracket == '{';
      if (!place->is_bare_pair) {
        if (!has_at(at, bracket)) give_up();
        place->content = at;
      }
      cursor_ = place->is_bare_pair ? place->content : at + 1;
    } else {
      place->content = skip_yaml_space(text_, place->content);
      cursor_ = place->content;
    }
    open_.push_back({place, {}, false});
  }

  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    YamlPlace& place = *done.place;
    place.size = done.entries.size();
    place.entries = arena_.array<YamlPlaceEntry>(place.size);
    std::copy(done.entries.begin(), done.entries.end(), place.entries);
    if (place.is_flow() && !place.is_bare_pair) {
      size_t at = skip_yaml_space(text_, cursor_);
      if (has_at(at, ',')) at = skip_yaml_space(text_, at + 1);
      if (!has_at(at, place.kind == NodeKind::Sequence ? ']' : '}')) give_up();
      cursor_ = at + 1;
    }
    place.end = cursor_;
  }

  void find_document_end(YamlLayout& layout) {
    size_t at = yaml_line_end(text_, root_ ? root_->end : cursor_);
    while (at < text_.size()) {
      at += yaml_break_length(text_, at);
      std::string_view line = text_.substr(at, 3);
      if (line == "---" || line == "...") {
        layout.end = at;
        return;
      }
      at = yaml_line_end(text_, at);
    }
  }

  const SourceFile& file_;
  std::string_view text_;
  Arena& arena_;
  YamlSyntaxErrors errors_;
  YamlInput input_;
  YamlScanner scanner_;
  YamlEvents events_;
  std::vector<size_t> line_starts_;
  size_t cursor_ = 0;
  YamlPlace* root_ = nullptr;
  std::vector<Open> open_;
  std::map<std::string_view, const YamlPlace*> anchors_;
};

}  // namespace

size_t yaml_break_length(std::string_view text, size_t at) {
  if (at >= text.size()) return 0;
  switch (text[at]) {
    case '\n':
      return 1;
    case '\r':
      return at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
    case '\xC2':
      return text.substr(at, 2) == "\xC2\x85" ? 2 : 0;
    case '\xE2':
      return text.substr(at, 3) == "\xE2\x80\xA8" || text.substr(at, 3) == "\xE2\x80\xA9" ? 3 : 0;
    default:
      return 0;
  }
}

size_t yaml_line_end(std::string_view text, size_t at) {
  while (at < text.size() && yaml_break_length(text, at) == 0) ++at;
  return std::min(at, text.size());
}

size_t yaml_line_start(std::string_view text, size_t at) {
  while (at > 0) {
    size_t length = 1;
    for (size_t back = 1; back <= 3 && back <= at; ++back) {
      if (yaml_break_length(text, at - back) == back) return at;
    }
    at -= length;
  }
  return text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

size_t skip_yaml_space(std::string_view text, size_t at) {
  while (at < text.size()) {
    size_t length = yaml_break_length(text, at);
    if (length > 0) {
      at += length;
    } else if (is_blank(text[at])) {
      ++at;
    } else if (text[at] == '#') {
      at = yaml_line_end(text, at);
    } else {
      break;
    }
  }
  return at;
}

YamlLayout read_yaml_layout(const SourceFile& file, YamlDialect dialect, Arena& arena) {
  return LayoutReader(file, dialect, arena).run();
}

}  // namespace drydock
