#include "core/yaml/edit_change.h"

#include <algorithm>

#include "core/yaml/resolve.h"

namespace drydock {
namespace {

constexpr size_t kNone = std::string_view::npos;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view without_blanks_at_end(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// What stays of the text between an indicator and its value when the value leaves: comments, and
/// nothing of the last line break and what follows it.
std::string comments_of(std::string_view gap) {
  gap = without_blanks_at_end(gap);
  if (gap.find('#') == kNone) return "";
  if (gap.ends_with('\n')) gap.remove_suffix(1);
  if (gap.ends_with('\r')) gap.remove_suffix(1);
  return std::string(without_blanks_at_end(gap));
}

/// Whether what is written last of a value is a literal whose text ends in a line break.
bool ends_in_open_literal(const Node& value) {
  const Node* last = &value;
  while (!last->is_scalar() && last->size > 0 && last->style != NodeStyle::Flow) {
    last = last->is_mapping() ? last->pairs().back().value : last->elements().back();
  }
  return last->is_scalar() && last->text().ends_with('\n') &&
         !write_yaml_inline(*last, false, {}).has_value();
}

size_t end_of(const YamlPlaceEntry& entry) {
  return std::max(entry.value->end, entry.key ? entry.key->end : 0);
}

/// Walks over a tree and its places together. Aliases are not entered.
template <class Visit>
void walk(const YamlSpot& root, const Visit& visit) {
  std::vector<YamlSpot> waiting = {root};
  while (!waiting.empty()) {
    YamlSpot spot = waiting.back();
    waiting.pop_back();
    visit(spot);
    if (spot.place->is_alias) continue;
    for (size_t i = spot.place->size; i-- > 0;) {
      waiting.push_back(spot.child(i));
      if (spot.place->entries[i].key) waiting.push_back(spot.key(i));
    }
  }
}

}  // namespace

YamlSpot YamlSpot::child(size_t at) const {
  const Node* value = node->is_mapping() ? node->entries[at].value : node->items[at];
  return {value, place->entries[at].value, place, at, in_flow || place->is_flow()};
}

YamlSpot YamlSpot::key(size_t at) const {
  return {node->entries[at].key, place->entries[at].key, place, at, true};
}

std::optional<YamlSpot> last_alias_to(const YamlSpot& root, std::span<const YamlSpot> trail,
                                      bool whole) {
  std::vector<const YamlPlace*> touched;
  for (const YamlSpot& spot : trail) touched.push_back(spot.place);
  const YamlPlace& target = *trail.back().place;
  if (whole) walk(trail.back(), [&](const YamlSpot& spot) { touched.push_back(spot.place); });
  std::erase_if(touched, [](const YamlPlace* place) { return place->anchor.empty(); });
  std::optional<YamlSpot> found;
  if (touched.empty()) return found;
  walk(root, [&](const YamlSpot& spot) {
    const YamlPlace& place = *spot.place;
    if (!place.is_alias || std::ranges::find(touched, place.meant) == touched.end()) return;
    if (whole && place.start >= target.start && place.end <= target.end) return;
    if (!found || found->place->start < place.start) found = spot;
  });
  return found;
}

void YamlChange::adopt_style(const Node& old, Node& value, YamlDialect dialect) const {
  bool quoted = old.style == NodeStyle::SingleQuoted || old.style == NodeStyle::DoubleQuoted;
  if (!old.is_scalar() || !value.is_scalar() || !quoted || value.style == NodeStyle::Literal)
    return;
  if (resolve_scalar(value, dialect).type == ScalarType::String) value.style = old.style;
}

void YamlChange::splice(size_t begin, size_t end, std::string text) {
  splices_.push_back({begin, end - begin, std::move(text)});
}

/// A block scalar that ends with the text, without a line break, would gain one from what follows:
/// its header says to strip that.
void YamlChange::keep_last_scalar(std::vector<Splice>& ordered) const {
  const YamlPlace* last = layout_.root;
  while (last && last->size > 0) last = last->entries[last->size - 1].value;
  bool block = last && (last->style == NodeStyle::Literal || last->style == NodeStyle::Folded);
  if (!block || last->end != text_.size() || ordered.back().at < last->end) return;
  size_t at = last->content + 1;
  while (at < text_.size() && text_[at] >= '0' && text_[at] <= '9') ++at;
  size_t chomping = text_[at] == '+' || text_[at] == '-';
  ordered.insert(ordered.end() - 1, {at, chomping, "-"});
}

std::string YamlChange::result() const {
  std::vector<Splice> ordered = splices_;
  if (ordered.empty()) return std::string(text_);
  std::ranges::stable_sort(ordered, {}, &Splice::at);
  keep_last_scalar(ordered);
  std::string out;
  size_t done = 0;
  for (const Splice& splice : ordered) {
    out += text_.substr(done, splice.at - done);
    out += splice.text;
    done = splice.at + splice.length;
  }
  if (done == text_.size() && open_literal_) out += style_.line_break;
  return out += text_.substr(done);
}

bool YamlChange::is_blank_between(size_t begin, size_t end) const {
  return std::all_of(text_.begin() + static_cast<ptrdiff_t>(begin),
                     text_.begin() + static_cast<ptrdiff_t>(end),
                     [](char c) { return is_blank(c) || c == '\n' || c == '\r'; });
}

/// The end of the last line before `end` that is not blank, without its line break.
size_t YamlChange::behind_last_text(size_t end) const {
  while (end > 0 &&
         (is_blank(text_[end - 1]) || text_[end - 1] == '\n' || text_[end - 1] == '\r')) {
    --end;
  }
  return yaml_line_end(text_, end);
}

// Replacing a value.

void YamlChange::replace(const YamlSpot& spot, const Node& value) {
  open_literal_ = ends_in_open_literal(value);
  if (!spot.parent) return replace_root(*spot.place, value);
  std::optional<std::string> line = write_yaml_inline(value, spot.in_flow, style_);
  bool block = spot.place->is_block();
  if (line && block) {
    replace_block_by_line(spot, *line);
  } else if (line) {
    replace_on_line(spot, *line);
  } else if (block) {
    replace_block(spot, value);
  } else {
    replace_by_block(spot, value);
  }
}

void YamlChange::replace_root(const YamlPlace& root, const Node& value) {
  std::optional<std::string> line = write_yaml_inline(value, false, style_);
  size_t line_start = yaml_line_start(text_, root.start);
  bool alone = is_blank_between(line_start, root.start);
  if (line) return splice(root.start, root.end, *line);
  if (value.is_scalar()) {
    // A literal needs a parent to be indented below; without one any indentation does.
    return splice(root.start, root.end, write_yaml_value(value, 0, false, style_).substr(1));
  }
  std::string block = write_yaml_block(value, 0, style_);
  if (alone) return splice(line_start, root.end, block);
  splice(root.start, root.end, style_.line_break + block);
}

/// The colon of a pair that has none: that of a key behind "?" stands on a line of its own.
std::string YamlChange::new_colon(const YamlSpot& spot) const {
  if (!spot.parent->is_block()) return ":";
  return style_.line_break + std::string(column(spot.entry().start), ' ') + ":";
}

void YamlChange::replace_on_line(const YamlSpot& spot, std::string value) {
  const YamlPlace& place = *spot.place;
  const YamlPlaceEntry& entry = spot.entry();
  bool is_value = entry.value == &place;
  if (is_value && entry.key && entry.indicator == kNone) {
    return splice(place.start, place.end, new_colon(spot) + " " + value);
  }
  char before = place.start > 0 ? text_[place.start - 1] : ' ';
  if (before == ':' || before == '-' || before == '?') value.insert(0, " ");
  if (is_value && place.start == place.end && place.end < text_.size() && text_[place.end] == '#') {
    value += ' ';
  }
  splice(place.start, place.end, value);
}

/// The text from the indicator to the content of a block, without anchor and tag.
std::string YamlChange::gap_before(const YamlSpot& spot) const {
  const YamlPlace& place = *spot.place;
  size_t begin = spot.entry().indicator + 1;
  std::string_view before = text_.substr(begin, place.start - begin);
  if (place.start < place.content) before = without_blanks_at_end(before);
  size_t behind = place.properties_end;
  return std::string(before) + std::string(text_.substr(behind, place.content - behind));
}

void YamlChange::replace_block_by_line(const YamlSpot& spot, const std::string& value) {
  std::string comments = comments_of(gap_before(spot));
  if (!comments.empty() && comments.front() == '#') comments.insert(0, " ");
  splice(spot.entry().indicator + 1, spot.place->end, " " + value + comments);
}

void YamlChange::replace_block(const YamlSpot& spot, const Node& value) {
  const YamlPlace& place = *spot.place;
  size_t begin = spot.entry().indicator + 1;
  size_t from = column(spot.entry().start);
  bool in_list = spot.parent->kind == NodeKind::Sequence;
  if (value.is_scalar() || !value.tag().empty()) {
    return splice(begin, place.end, write_yaml_value(value, from, in_list, style_));
  }
  std::string gap = gap_before(spot);
  bool same_kind = value.is_mapping() == (place.kind == NodeKind::Mapping);
  bool on_line = gap.find_first_of("\r\n") == kNone;
  size_t step = in_list ? style_.dash_width : value.is_mapping() ? style_.step : style_.list_step;
  size_t to = same_kind || on_line ? column(place.content) : from + step;
  if (on_line) return splice(begin, place.end, gap + write_yaml_block(value, to, style_));
  std::string comments = comments_of(gap);
  splice(begin, place.end,
         comments + style_.line_break + std::string(to, ' ') + write_yaml_block(value, to, style_));
}

void YamlChange::replace_by_block(const YamlSpot& spot, const Node& value) {
  const YamlPlace& place = *spot.place;
  const YamlPlaceEntry& entry = spot.entry();
  bool in_list = spot.parent->kind == NodeKind::Sequence;
  size_t begin = entry.indicator == kNone ? entry.key->end : entry.indicator + 1;
  std::string text = entry.indicator == kNone ? new_colon(spot) : "";
  std::string written = write_yaml_value(value, column(entry.start), in_list, style_);
  size_t end = yaml_line_end(text_, place.end);
  std::string comments = comments_of(text_.substr(begin, place.start - begin));
  std::string tail(without_blanks_at_end(text_.substr(place.end, end - place.end)));
  if (tail.empty() && comments.empty()) return splice(begin, end, text + written);
  if (!tail.empty() && tail.front() == '#') tail.insert(0, " ");
  size_t first_break = std::min(written.find(style_.line_break), written.size());
  std::string head = written.substr(0, first_break);
  std::string rest = written.substr(first_break);
  if (!comments.empty() && comments.find_first_of("\r\n") != kNone && !head.empty()) {
    comments.clear();  // the header of a literal belongs on the line of its key
  }
  splice(begin, end, text + head + comments + tail + rest);
}

void YamlChange::fill_document(const Node& value) {
  open_literal_ = ends_in_open_literal(value);
  std::string block = value.is_scalar() || value.size == 0 || value.style == NodeStyle::Flow
                          ? write_yaml_inline(value, true, style_).value()
                          : write_yaml_block(value, 0, style_);
  size_t end = layout_.end;
  size_t at = end;
  size_t text_end = behind_last_text(end);
  bool only_blanks = is_blank_between(text_.starts_with("\xEF\xBB\xBF") ? 3 : 0, end);
  if (only_blanks) {
    at = text_.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    return splice(at, at, block + style_.line_break);
  }
  at = std::min(text_end, end);
  bool open_line = yaml_break_length(text_, at) == 0;
  splice(at, at, style_.line_break + block + (open_line && at < end ? style_.line_break : ""));
}

void YamlChange::wrap(const YamlSpot& spot, const Node& outer, const Node& whole) {
  const YamlPlace& place = *spot.place;
  const YamlPlaceEntry& entry = spot.entry();
  bool in_list = spot.parent->kind == NodeKind::Sequence;
  size_t begin = entry.indicator == kNone ? place.start : entry.indicator + 1;
  std::string skeleton =
      spot.in_flow ? (entry.indicator == kNone ? "" : " ") + *write_yaml_inline(outer, true, style_)
                   : write_yaml_value(outer, column(entry.start), in_list, style_);
  // The scalar in the hole is a plain word, and the last one.
  size_t word = skeleton.size();
  while (word > 0 && (std::isalnum(static_cast<unsigned char>(skeleton[word - 1])) == 0)) --word;
  size_t word_end = word;
  while (word > 0 && std::isalnum(static_cast<unsigned char>(skeleton[word - 1])) != 0) --word;
  std::string head = skeleton.substr(0, word);
  size_t head_line = head.rfind('\n') == kNone ? 0 : head.rfind('\n') + 1;
  size_t hole_column = head.find_first_not_of(" -", head_line) - head_line;
  if (head_line == 0) hole_column += column(begin);
  if (!place.is_block()) {
    // What indicates the indentation of a literal counts from the key or dash above it.
    size_t shift = spot.in_flow ? 0 : hole_column - column(entry.start);
    std::string own = moved_right(place.start, place.end, shift);
    return splice(begin, place.end, head + own + skeleton.substr(word_end));
  }
  // A comment behind the key stays there; the lines below move to the right.
  size_t line_end = yaml_line_end(text_, begin);
  size_t lines = place.content - column(place.content);
  bool below = lines > line_end;
  size_t wanted = hole_column + (place.kind == NodeKind::Mapping ? style_.step : style_.list_step);
  size_t shift = wanted > column(place.content) ? wanted - column(place.content) : 0;
  if (!below || place.start != place.content) return replace(spot, whole);
  std::string key_tail(without_blanks_at_end(text_.substr(begin, line_end - begin)));
  splice(begin, place.end,
         key_tail + std::string(without_blanks_at_end(head)) +
             moved_right(line_end, place.end, shift));
}

/// A part of the text with the lines that begin in it moved.
std::string YamlChange::moved_right(size_t begin, size_t end, size_t columns) const {
  std::string moved;
  for (size_t at = begin; at < end;) {
    size_t next = at + yaml_break_length(text_, at);
    size_t line_end = std::min(yaml_line_end(text_, next), end);
    moved += text_.substr(at, next - at);
    if (next > at && line_end > next) moved += std::string(columns, ' ');
    moved += text_.substr(next, line_end - next);
    at = std::max(line_end, next);
  }
  return moved;
}

// Adding an entry.

void YamlChange::insert(const YamlSpot& spot, size_t index, const Node* key, const Node& value) {
  open_literal_ = ends_in_open_literal(value);
  const YamlPlace& place = *spot.place;
  Node copy = value;
  if (!key && place.size > 0) {
    const YamlSpot sibling = spot.child(index > 0 ? index - 1 : 0);
    adopt_style(*sibling.node, copy, YamlDialect::Sigs);
  }
  if (place.is_block()) return insert_in_block(spot, index, key, copy);
  bool in_flow = spot.in_flow || place.size > 0;
  if (place.is_bare_pair || !in_flow) {
    // An empty collection becomes a block; a pair without braces gets them.
    Arena arena;
    Node* whole = deep_copy(arena, *spot.node);
    Node* own = deep_copy(arena, copy);
    if (key) {
      append(arena, *whole, deep_copy(arena, *key), own);
    } else {
      append(arena, *whole, own);
      std::rotate(whole->items + index, whole->items + whole->size - 1, whole->items + whole->size);
    }
    whole->style = place.is_bare_pair ? NodeStyle::Flow : NodeStyle::Block;
    return replace(spot, *whole);
  }
  std::string entry = key ? *write_yaml_inline(*key, true, style_) + ": " : "";
  insert_in_flow(spot, index, entry + *write_yaml_inline(copy, true, style_));
}

void YamlChange::insert_in_flow(const YamlSpot& spot, size_t index, const std::string& entry) {
  const YamlPlace& place = *spot.place;
  if (place.size == 0) {
    bool mapping = place.kind == NodeKind::Mapping;
    std::string padding = mapping ? style_.flow_padding : "";
    size_t begin = place.content + 1;
    size_t end = is_blank_between(begin, place.end - 1) ? place.end - 1 : begin;
    return splice(begin, end, padding + entry + padding);
  }
  if (index == 0) return splice(place.entries[0].start, place.entries[0].start, entry + ", ");
  const YamlPlaceEntry& before = place.entries[index - 1];
  size_t next = skip_yaml_space(text_, end_of(before));
  bool own_line = is_blank_between(yaml_line_start(text_, before.start), before.start);
  bool more_lines =
      yaml_line_end(text_, end_of(before)) < skip_yaml_space(text_, next + (text_[next] == ','));
  if (own_line && more_lines) return insert_on_lines(place, index, entry);
  splice(end_of(before), end_of(before), ", " + entry);
}

/// In a flow collection that has its entries on lines of their own.
void YamlChange::insert_on_lines(const YamlPlace& place, size_t index, const std::string& entry) {
  const YamlPlaceEntry& before = place.entries[index - 1];
  size_t next = skip_yaml_space(text_, end_of(before));
  bool comma = text_[next] == ',';
  if (!comma) splice(end_of(before), end_of(before), ",");
  size_t at = yaml_line_end(text_, comma ? next : end_of(before));
  std::string indent(column(before.start), ' ');
  splice(at, at, style_.line_break + indent + entry + (comma ? "," : ""));
}

/// Where a further entry of a block goes: behind the line of the last one and comments below it
/// that can only be its.
size_t YamlChange::end_of_block(const YamlSpot& spot) const {
  const YamlPlace& place = *spot.place;
  size_t last = yaml_line_end(text_, end_of(place.entries[place.size - 1]));
  if (!spot.parent) {
    if (place.kind == NodeKind::Sequence && layout_.end < text_.size()) return last;
    return std::max(last, std::min(behind_last_text(layout_.end), layout_.end));
  }
  size_t own = column(place.entries[0].start);
  if (own <= column(spot.entry().start)) return last;
  while (true) {
    size_t begin = last + yaml_break_length(text_, last);
    size_t at = begin;
    while (at < text_.size() && text_[at] == ' ') ++at;
    if (begin == last || at >= text_.size() || text_[at] != '#' || at - begin < own) return last;
    last = yaml_line_end(text_, at);
  }
}

void YamlChange::insert_in_block(const YamlSpot& spot, size_t index, const Node* key,
                                 const Node& value) {
  const YamlPlace& place = *spot.place;
  size_t to = column(place.entries[0].start);
  std::string indent(to, ' ');
  std::string entry = write_yaml_entry(key, value, to, style_);
  if (index == 0) {
    size_t at = place.entries[0].start;
    return splice(at, at, entry + style_.line_break + indent);
  }
  size_t at = index == place.size ? end_of_block(spot)
                                  : yaml_line_end(text_, end_of(place.entries[index - 1]));
  bool open_end = at == layout_.end && at < text_.size();
  splice(at, at, style_.line_break + indent + entry + (open_end ? style_.line_break : ""));
}

// Removing an entry.

void YamlChange::remove(const YamlSpot& spot, size_t index) {
  const YamlPlace& place = *spot.place;
  if (place.size == 1 && (place.is_block() || place.is_bare_pair)) {
    Arena arena;
    Node* empty = place.kind == NodeKind::Mapping ? make_mapping(arena) : make_sequence(arena);
    return replace(spot, *empty);
  }
  if (place.is_block()) return remove_from_block(place, index);
  remove_from_flow(place, index);
}

void YamlChange::remove_from_flow(const YamlPlace& place, size_t index) {
  const YamlPlaceEntry& entry = place.entries[index];
  size_t begin = entry.start;
  size_t end = end_of(entry);
  size_t next = skip_yaml_space(text_, end);
  bool comma = text_[next] == ',';
  if (comma) {
    end = next + 1;
  } else if (index > 0) {
    size_t before = skip_yaml_space(text_, end_of(place.entries[index - 1]));
    splice(before, before + 1, "");
  }
  size_t line = yaml_line_start(text_, begin);
  size_t line_end = yaml_line_end(text_, end);
  size_t rest = end;
  while (rest < line_end && is_blank(text_[rest])) ++rest;
  bool comment = rest < line_end && text_[rest] == '#';
  if (is_blank_between(line, begin) && (rest == line_end || comment) && line > 0) {
    return splice(line, line_end + yaml_break_length(text_, line_end), "");
  }
  if (comma && rest < line_end && !comment) {
    end = rest;
  } else {
    while (begin > 0 && is_blank(text_[begin - 1]) && index > 0) --begin;
  }
  splice(begin, end, "");
}

void YamlChange::remove_from_block(const YamlPlace& place, size_t index) {
  const YamlPlaceEntry& entry = place.entries[index];
  size_t line = yaml_line_start(text_, entry.start);
  size_t end = yaml_line_end(text_, end_of(entry));
  if (is_blank_between(line, entry.start)) {
    size_t length = yaml_break_length(text_, end);
    if (length > 0) return splice(line, end + length, "");
    // The last line of a text without a line break at its end: that of the line before goes.
    size_t begin = line;
    if (begin > 0 && text_[begin - 1] == '\n') --begin;
    if (begin > 0 && text_[begin - 1] == '\r') --begin;
    return splice(begin, end, "");
  }
  // It begins on the line of a dash or of another indicator.
  if (index + 1 < place.size && is_blank_between(end, place.entries[index + 1].start)) {
    return splice(entry.start, place.entries[index + 1].start, "");
  }
  size_t begin = entry.start;
  while (begin > 0 && is_blank(text_[begin - 1])) --begin;
  splice(begin, end, "");
}

void YamlChange::rename(const YamlPlace& key, const Node& name) {
  splice(key.start, key.end, *write_yaml_inline(name, true, style_));
}

}  // namespace drydock
