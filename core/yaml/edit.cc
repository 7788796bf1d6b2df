#include "core/yaml/edit.h"

#include <algorithm>
#include <cstring>

#include "core/error.h"
#include "core/yaml/edit_change.h"
#include "core/yaml/read.h"
#include "core/yaml/resolve.h"

namespace drydock {
namespace {

/// Above this many pairs of items a list is compared from both ends only.
constexpr size_t kMaxComparisons = 1'000'000;

[[noreturn]] void refuse(std::string_view message, const Node* where = nullptr) {
  if (!where || where->line == 0) fail("yaml-edit", std::string(message));
  fail("yaml-edit",
       fmt::format("{}:{}:{}: {}", where->file->path, where->line, where->column, message));
}

/// An error whose file goes away with it: the message says where.
[[noreturn]] void rethrow_without_file(const Diagnostic& problem) {
  const SourcePos& at = problem.where;
  std::string place = at.line > 0 ? fmt::format("{}:{}:{}: ", at.path(), at.line, at.column)
                      : at.file   ? fmt::format("{}: ", at.path())
                                  : "";
  fail(problem.rule, place + problem.message);
}

bool same_scalar_meaning(const Node& a, const Node& b, YamlDialect dialect) {
  ResolvedScalar x = resolve_scalar(a, dialect);
  ResolvedScalar y = resolve_scalar(b, dialect);
  if (x.type == ScalarType::Null && y.type == ScalarType::Null) return true;
  return x.type == y.type && a.text() == b.text();
}

/// The index of the pair that counts for a key, or of an item; nothing when there is none.
std::optional<uint32_t> index_of(const Node& node, const YamlStep& step) {
  if (const size_t* index = std::get_if<size_t>(&step)) {
    bool there = node.is_sequence() && *index < node.size;
    return there ? std::optional(static_cast<uint32_t>(*index)) : std::nullopt;
  }
  const std::string& key = std::get<std::string>(step);
  for (uint32_t i = node.is_mapping() ? node.size : 0; i-- > 0;) {
    if (node.entries[i].key->is_scalar() && node.entries[i].key->text() == key) return i;
  }
  return std::nullopt;
}

Node*& child(Node& node, uint32_t index) {
  return node.is_mapping() ? node.entries[index].value : node.items[index];
}

bool is_null(const Node& node, YamlDialect dialect) {
  return node.is_scalar() && resolve_scalar(node, dialect).type == ScalarType::Null;
}

void insert_item(Arena& arena, Node& sequence, size_t index, Node* item) {
  append(arena, sequence, item);
  std::rotate(sequence.items + index, sequence.items + sequence.size - 1,
              sequence.items + sequence.size);
}

/// `value` within new collections, one for each step.
Node* wrap_in_steps(Arena& arena, std::span<const YamlStep> steps, Node* value) {
  for (size_t i = steps.size(); i-- > 0;) {
    const std::string* key = std::get_if<std::string>(&steps[i]);
    if (!key && std::get<size_t>(steps[i]) != 0) refuse("there is no list with that many items");
    Node* outer = key ? make_mapping(arena) : make_sequence(arena);
    if (key) {
      append(arena, *outer, make_yaml_string(arena, *key), value);
    } else {
      append(arena, *outer, value);
    }
    value = outer;
  }
  return value;
}

bool has_simple_keys(const Node& mapping) {
  return std::ranges::all_of(mapping.pairs(),
                             [](const NodeEntry& pair) { return pair.key->is_scalar(); });
}

YamlPath operator+(const YamlPath& path, YamlStep step) {
  YamlPath longer = path;
  longer.push_back(std::move(step));
  return longer;
}

}  // namespace

bool same_meaning(const Node* a, const Node* b, YamlDialect dialect) {
  if (!a || !b) {
    const Node* other = a ? a : b;
    return !other || is_null(*other, dialect);
  }
  if (a->kind != b->kind) return false;
  if (a->is_scalar()) return same_scalar_meaning(*a, *b, dialect);
  if (a->size != b->size) return false;
  for (uint32_t i = 0; i < a->size; ++i) {
    if (a->is_sequence()) {
      if (!same_meaning(a->items[i], b->items[i], dialect)) return false;
      continue;
    }
    const NodeEntry& entry = a->entries[i];
    const NodeEntry& opposite = b->entries[i];
    const Node* value = same_meaning(entry.key, opposite.key, dialect) ? opposite.value
                        : entry.key->is_scalar()                       ? b->find(entry.key->text())
                                                                       : nullptr;
    if (!value || !same_meaning(entry.value, value, dialect)) return false;
  }
  return true;
}

/// One state of the text, read.
struct YamlEditor::Document {
  Document(std::string text, YamlDialect dialect, std::string name)
      : file{std::move(name), std::move(text)} {
    YamlReadOptions options;
    options.dialect = dialect;
    options.first_document_only = true;
    YamlDocuments documents = read_yaml(file, arena, options);
    for (const Diagnostic& problem : documents.problems) {
      if (problem.severity == Severity::Error) rethrow_without_file(problem);
    }
    root = documents.roots.empty() ? nullptr : documents.roots.front();
    try {
      layout = read_yaml_layout(file, dialect, arena);
    } catch (const Error& error) {
      rethrow_without_file(error.diagnostic());
    }
    style = find_yaml_style(file.text, layout);
  }

  /// The nodes from the root to the end of the path, as far as they exist and stand in the text:
  /// the last one may be an alias.
  std::vector<YamlSpot> trail(const YamlPath& path) const {
    std::vector<YamlSpot> spots;
    if (!root || !layout.root) return spots;
    spots.push_back({root, layout.root, nullptr, 0, false});
    for (const YamlStep& step : path) {
      const YamlSpot& spot = spots.back();
      if (spot.place->is_alias) break;
      std::optional<uint32_t> index = index_of(*spot.node, step);
      if (!index) break;
      spots.push_back(spot.child(*index));
    }
    return spots;
  }

  SourceFile file;
  Arena arena;
  Node* root = nullptr;
  YamlLayout layout;
  YamlFileStyle style;
};

YamlEditor::YamlEditor(std::string text, YamlDialect dialect, std::string name)
    : dialect_(dialect),
      document_(std::make_unique<Document>(std::move(text), dialect, std::move(name))) {}
YamlEditor::~YamlEditor() = default;
YamlEditor::YamlEditor(YamlEditor&&) noexcept = default;
YamlEditor& YamlEditor::operator=(YamlEditor&&) noexcept = default;

const std::string& YamlEditor::text() const { return document_->file.text; }
const Node* YamlEditor::root() const { return document_->root; }

Node* YamlEditor::copy_root(Arena& arena) const {
  if (!document_->root) return nullptr;
  Node* copy = deep_copy(arena, *document_->root);
  std::vector<Node*> waiting = {copy};
  while (!waiting.empty()) {
    Node& node = *waiting.back();
    waiting.pop_back();
    node.file = nullptr;
    node.line = node.column = 0;
    if (node.is_scalar()) node.text_data = arena.copy(node.text()).data();
    if (node.tag_text)
      node.tag_text = arena.copy({node.tag_text, std::strlen(node.tag_text) + 1}).data();
    for (Node* item : node.elements()) waiting.push_back(item);
    for (const NodeEntry& pair : node.pairs()) {
      waiting.push_back(pair.key);
      waiting.push_back(pair.value);
    }
  }
  return copy;
}

const Node* YamlEditor::find(const YamlPath& path) const {
  const Node* node = document_->root;
  for (const YamlStep& step : path) {
    std::optional<uint32_t> index = node ? index_of(*node, step) : std::nullopt;
    if (!index) return nullptr;
    node = node->is_mapping() ? node->entries[*index].value : node->items[*index];
  }
  return node;
}

void YamlEditor::commit(std::string text, const Node* expected) {
  std::unique_ptr<Document> next;
  try {
    next = std::make_unique<Document>(std::move(text), dialect_, document_->file.path);
  } catch (const Error&) {
    next = nullptr;
  }
  if (!next || !same_meaning(next->root, expected, dialect_)) {
    std::string name = document_->file.path.empty() ? "the text" : document_->file.path;
    fail("yaml-edit", name + " cannot be changed there without rewriting what is around");
  }
  document_ = std::move(next);
}

/// Replaces aliases so that a change at `path` reaches nothing else: those on the way, and those to
/// what is changed. `whole`: what the value at the path holds goes away, too.
void YamlEditor::separate(const YamlPath& path, bool whole) {
  while (true) {
    Document& now = *document_;
    std::vector<YamlSpot> trail = now.trail(path);
    if (trail.empty()) return;
    bool complete = trail.size() == path.size() + 1;
    std::optional<YamlSpot> alias;
    if (trail.back().place->is_alias && !(complete && whole)) {
      alias = trail.back();
    } else {
      alias =
          last_alias_to({now.root, now.layout.root, nullptr, 0, false}, trail, complete && whole);
    }
    if (!alias) return;
    YamlChange change(now.file.text, now.layout, now.style);
    change.replace(*alias, *alias->node);
    commit(change.result(), now.root);
  }
}

void YamlEditor::set(const YamlPath& path, const Node& value) {
  separate(path, true);
  Document& now = *document_;
  Node* copy = deep_copy(now.arena, value);
  Node* expected = now.root ? deep_copy(now.arena, *now.root) : nullptr;
  Node** at = &expected;
  size_t steps = 0;
  for (; steps < path.size() && *at; ++steps) {
    std::optional<uint32_t> index = index_of(**at, path[steps]);
    if (!index) break;
    at = &child(**at, *index);
  }
  std::vector<YamlSpot> trail = now.trail(path);
  YamlChange change(now.file.text, now.layout, now.style);
  std::span<const YamlStep> rest = std::span(path).subspan(steps);
  if (!*at || rest.empty() || is_null(**at, dialect_)) {
    Node* wrapped = wrap_in_steps(now.arena, rest, copy);
    if (rest.empty() && *at) change.adopt_style(**at, *copy, dialect_);
    *at = wrapped;
    if (trail.empty() || (trail.size() == 1 && trail.back().place->is_empty())) {
      change.fill_document(*wrapped);
    } else {
      change.replace(trail.back(), *wrapped);
    }
    return commit(change.result(), expected);
  }
  Node* wrapped = wrap_in_steps(now.arena, rest.subspan(1), copy);
  if (const std::string* key = std::get_if<std::string>(&rest.front())) {
    if (!(*at)->is_mapping()) refuse("there is no mapping to add `" + *key + "` to", *at);
    Node* name = make_yaml_string(now.arena, *key);
    change.insert(trail.back(), (*at)->size, name, *wrapped);
    append(now.arena, **at, name, wrapped);
  } else {
    size_t index = std::get<size_t>(rest.front());
    if (!(*at)->is_sequence() || index != (*at)->size) refuse("there is no such item", *at);
    change.insert(trail.back(), index, nullptr, *wrapped);
    append(now.arena, **at, wrapped);
  }
  commit(change.result(), expected);
}

void YamlEditor::insert(const YamlPath& path, size_t index, const Node& value) {
  const Node* list = find(path);
  if (!list || is_null(*list, dialect_)) {
    Arena arena;
    Node* made = make_sequence(arena);
    append(arena, *made, deep_copy(arena, value));
    return set(path, *made);
  }
  if (!list->is_sequence() || index > list->size) refuse("there is no such item", list);
  separate(path, false);
  Document& now = *document_;
  Node* expected = deep_copy(now.arena, *now.root);
  Node* target = expected;
  for (const YamlStep& step : path) target = child(*target, *index_of(*target, step));
  Node* copy = deep_copy(now.arena, value);
  YamlChange change(now.file.text, now.layout, now.style);
  change.insert(now.trail(path).back(), index, nullptr, *copy);
  insert_item(now.arena, *target, index, copy);
  commit(change.result(), expected);
}

bool YamlEditor::remove(const YamlPath& path) {
  if (path.empty() || !find(path)) return false;
  while (find(path)) {
    separate(path, true);
    Document& now = *document_;
    Node* expected = deep_copy(now.arena, *now.root);
    Node* parent = expected;
    for (size_t i = 0; i + 1 < path.size(); ++i) {
      parent = child(*parent, *index_of(*parent, path[i]));
    }
    uint32_t index = *index_of(*parent, path.back());
    if (parent->is_mapping()) {
      std::rotate(parent->entries + index, parent->entries + index + 1,
                  parent->entries + parent->size);
    } else {
      std::rotate(parent->items + index, parent->items + index + 1, parent->items + parent->size);
    }
    --parent->size;
    YamlChange change(now.file.text, now.layout, now.style);
    std::vector<YamlSpot> trail = now.trail(path);
    change.remove(trail[trail.size() - 2], index);
    commit(change.result(), expected);
    if (std::holds_alternative<size_t>(path.back())) break;
  }
  return true;
}

void YamlEditor::rename(const YamlPath& path, std::string_view key) {
  if (path.empty() || !find(path)) refuse("there is no such key");
  separate(YamlPath(path.begin(), path.end() - 1), false);
  Document& now = *document_;
  Node* expected = deep_copy(now.arena, *now.root);
  Node* parent = expected;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    parent = child(*parent, *index_of(*parent, path[i]));
  }
  if (!parent->is_mapping()) refuse("only keys have names", parent);
  uint32_t index = *index_of(*parent, path.back());
  Node* name = make_yaml_string(now.arena, key);
  parent->entries[index].key = name;
  YamlChange change(now.file.text, now.layout, now.style);
  std::vector<YamlSpot> trail = now.trail(path);
  change.rename(*trail[trail.size() - 2].place->entries[index].key, *name);
  commit(change.result(), expected);
}

void YamlEditor::wrap(const YamlPath& path, const Node& outer, const YamlPath& hole) {
  if (path.empty() || !find(path)) refuse("there is no such place");
  separate(path, true);
  Document& now = *document_;
  std::vector<YamlSpot> trail = now.trail(path);
  Node* expected = deep_copy(now.arena, *now.root);
  Node** at = &expected;
  for (const YamlStep& step : path) at = &child(**at, *index_of(**at, step));
  Node* value = *at;
  Node* whole = deep_copy(now.arena, outer);
  *at = whole;
  for (const YamlStep& step : hole) at = &child(**at, *index_of(**at, step));
  *at = value;
  YamlChange change(now.file.text, now.layout, now.style);
  change.wrap(trail.back(), outer, *whole);
  commit(change.result(), expected);
}

void YamlEditor::update(const YamlPath& path, const Node& value) {
  const Node* now = find(path);
  if (now && same_meaning(now, &value, dialect_)) return;
  bool alike = now && now->kind == value.kind && now->size > 0 && value.size > 0;
  if (alike && now->is_mapping() && has_simple_keys(*now) && has_simple_keys(value)) {
    update_mapping(path, value);
  } else if (alike && now->is_sequence()) {
    update_sequence(path, value);
  } else {
    set(path, value);
  }
}

void YamlEditor::update_mapping(const YamlPath& path, const Node& value) {
  for (const NodeEntry& pair : value.pairs()) {
    update(path + std::string(pair.key->text()), *pair.value);
  }
  std::vector<std::string> superfluous;
  for (const NodeEntry& pair : find(path)->pairs()) {
    if (!value.find(pair.key->text())) superfluous.emplace_back(pair.key->text());
  }
  for (const std::string& key : superfluous) remove(path + key);
}

namespace {

/// A stretch of items that gives way to another one.
struct Run {
  size_t old_begin, old_end;
  size_t new_begin, new_end;
};

/// The runs between the longest common sequence of two lists, from the first to the last.
std::vector<Run> find_runs(std::span<Node* const> before, std::span<Node* const> after,
                           YamlDialect dialect) {
  auto same = [&](size_t i, size_t j) { return same_meaning(before[i], after[j], dialect); };
  size_t head = 0;
  while (head < before.size() && head < after.size() && same(head, head)) ++head;
  size_t old_end = before.size();
  size_t new_end = after.size();
  while (old_end > head && new_end > head && same(old_end - 1, new_end - 1)) --old_end, --new_end;
  size_t rows = old_end - head;
  size_t columns = new_end - head;
  if (rows * columns == 0 || rows * columns > kMaxComparisons) {
    return {{head, old_end, head, new_end}};
  }
  std::vector<uint32_t> longest((rows + 1) * (columns + 1));
  auto cell = [&](size_t i, size_t j) -> uint32_t& { return longest[i * (columns + 1) + j]; };
  for (size_t i = rows; i-- > 0;) {
    for (size_t j = columns; j-- > 0;) {
      cell(i, j) = same(head + i, head + j) ? cell(i + 1, j + 1) + 1
                                            : std::max(cell(i + 1, j), cell(i, j + 1));
    }
  }
  std::vector<Run> runs;
  Run run{head, head, head, head};
  for (size_t i = 0, j = 0; i < rows || j < columns;) {
    if (i < rows && j < columns && same(head + i, head + j)) {
      ++i, ++j;
      if (run.old_end > run.old_begin || run.new_end > run.new_begin) runs.push_back(run);
      run = {head + i, head + i, head + j, head + j};
    } else if (j == columns || (i < rows && cell(i + 1, j) >= cell(i, j + 1))) {
      run.old_end = head + ++i;
    } else {
      run.new_end = head + ++j;
    }
  }
  if (run.old_end > run.old_begin || run.new_end > run.new_begin) runs.push_back(run);
  return runs;
}

/// How many pairs two mappings share.
uint32_t likeness(const Node& a, const Node& b, YamlDialect dialect) {
  uint32_t shared = 0;
  for (const NodeEntry& pair : a.pairs()) {
    const Node* other = pair.key->is_scalar() ? b.find(pair.key->text()) : nullptr;
    shared += other && same_meaning(pair.value, other, dialect);
  }
  return shared;
}

/// Cuts a run so that mappings that share pairs, such as their name, face each other.
std::vector<Run> cut_run(const Run& run, std::span<Node* const> before,
                         std::span<Node* const> after, YamlDialect dialect) {
  size_t rows = run.old_end - run.old_begin;
  size_t columns = run.new_end - run.new_begin;
  if (rows * columns == 0 || rows * columns > kMaxComparisons / 100) return {run};
  std::vector<uint32_t> like(rows * columns);
  std::vector<uint32_t> best((rows + 1) * (columns + 1));
  auto cell = [&](size_t i, size_t j) -> uint32_t& { return best[i * (columns + 1) + j]; };
  for (size_t i = rows; i-- > 0;) {
    for (size_t j = columns; j-- > 0;) {
      uint32_t& here = like[i * columns + j];
      here = likeness(*before[run.old_begin + i], *after[run.new_begin + j], dialect);
      cell(i, j) = std::max({cell(i + 1, j), cell(i, j + 1), cell(i + 1, j + 1) + here});
    }
  }
  std::vector<Run> cuts;
  Run open{run.old_begin, run.old_begin, run.new_begin, run.new_begin};
  for (size_t i = 0, j = 0; i < rows && j < columns;) {
    uint32_t here = like[i * columns + j];
    if (here > 0 && cell(i, j) == cell(i + 1, j + 1) + here) {
      cuts.push_back(open);
      ++i, ++j;
      size_t old_at = run.old_begin + i;
      size_t new_at = run.new_begin + j;
      cuts.push_back({old_at - 1, old_at, new_at - 1, new_at});
      open = {old_at, old_at, new_at, new_at};
    } else if (cell(i, j) == cell(i + 1, j)) {
      open.old_end = run.old_begin + ++i;
    } else {
      open.new_end = run.new_begin + ++j;
    }
  }
  cuts.push_back({open.old_begin, run.old_end, open.new_begin, run.new_end});
  return cuts;
}

}  // namespace

void YamlEditor::update_sequence(const YamlPath& path, const Node& value) {
  std::span<Node* const> before = find(path)->elements();
  std::vector<Run> runs;
  for (const Run& run : find_runs(before, value.elements(), dialect_)) {
    std::vector<Run> cuts = cut_run(run, before, value.elements(), dialect_);
    runs.insert(runs.end(), cuts.begin(), cuts.end());
  }
  // From the last to the first, so that indexes before stay as they are.
  for (size_t r = runs.size(); r-- > 0;) {
    const Run& run = runs[r];
    size_t old_count = run.old_end - run.old_begin;
    size_t new_count = run.new_end - run.new_begin;
    size_t common = std::min(old_count, new_count);
    for (size_t i = common; i < new_count; ++i) {
      insert(path, run.old_begin + i, *value.items[run.new_begin + i]);
    }
    for (size_t i = old_count; i-- > common;) remove(path + (run.old_begin + i));
    for (size_t i = common; i-- > 0;) {
      update(path + (run.old_begin + i), *value.items[run.new_begin + i]);
    }
  }
}

}  // namespace drydock
