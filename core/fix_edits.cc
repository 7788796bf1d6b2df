#include "core/fix_edits.h"

#include <algorithm>
#include <tuple>

#include "core/arena.h"
#include "core/error.h"
#include "core/yaml/edit.h"
#include "core/yaml/edit_documents.h"
#include "core/yaml/edit_text.h"
#include "core/yaml/read.h"

namespace drydock {
namespace {

/// Where a step wants to change something.
struct Target {
  YamlPath path;
  const Node* key = nullptr;  // of the pair that the path ends in; null for an item
  const Node* value = nullptr;
};

enum class Wanted { Key, Value, Item };

/// Finds what begins at a position. Does not go into what aliases share.
class Finder {
 public:
  Finder(Wanted wanted, uint32_t line, uint32_t column)
      : wanted_(wanted), line_(line), column_(column) {}

  std::optional<Target> find(const Node& root) {
    if (wanted_ == Wanted::Value && is_here(root)) return Target{{}, nullptr, &root};
    YamlPath path;
    if (walk(root, path, 0)) return found_;
    return std::nullopt;
  }

 private:
  bool is_here(const Node& node) const { return node.line == line_ && node.column == column_; }

  bool walk(const Node& node, YamlPath& path, int depth) {
    constexpr int kDeepest = 200;
    if (node.shared || depth > kDeepest) return false;
    for (const NodeEntry& entry : node.pairs()) {
      if (!entry.key->is_scalar()) continue;
      path.emplace_back(std::string(entry.key->text()));
      bool here = wanted_ == Wanted::Key ? is_here(*entry.key)
                                         : wanted_ == Wanted::Value && is_here(*entry.value);
      if (here) return take(path, entry.key, entry.value);
      if (walk(*entry.value, path, depth + 1)) return true;
      path.pop_back();
    }
    for (size_t i = 0; i < node.elements().size(); ++i) {
      const Node* item = node.elements()[i];
      path.emplace_back(i);
      if (wanted_ != Wanted::Key && is_here(*item)) return take(path, nullptr, item);
      if (walk(*item, path, depth + 1)) return true;
      path.pop_back();
    }
    return false;
  }

  bool take(const YamlPath& path, const Node* key, const Node* value) {
    found_ = {path, key, value};
    return !value->shared;
  }

  Wanted wanted_;
  uint32_t line_;
  uint32_t column_;
  Target found_;
};

Wanted wanted_of(const FixStep& step) {
  if (step.kind == FixStep::Kind::RenameKey) return Wanted::Key;
  if (step.kind == FixStep::Kind::Remove) return step.old.empty() ? Wanted::Item : Wanted::Key;
  return Wanted::Value;
}

/// Names with dots in them cannot be written so; they are not found and the fix is none.
YamlPath field_steps(std::string_view field) {
  YamlPath steps;
  while (!field.empty()) {
    size_t dot = std::min(field.find('.'), field.size());
    steps.emplace_back(std::string(field.substr(0, dot)));
    field.remove_prefix(std::min(dot + 1, field.size()));
  }
  return steps;
}

bool is_as_expected(const FixStep& step, const Target& target, const YamlEditor& editor) {
  switch (step.kind) {
    case FixStep::Kind::SetValue:
      return target.value->is_scalar() && target.value->text() == step.old;
    case FixStep::Kind::SetField:
      return target.value->is_mapping() && !step.field.empty();
    case FixStep::Kind::RenameKey: {
      YamlPath renamed = target.path;
      renamed.back() = step.text;
      return target.key->text() == step.old && !editor.find(renamed);
    }
    case FixStep::Kind::Remove:
      return step.old.empty() || target.key->text() == step.old;
    case FixStep::Kind::RemoveRepeated:
      return false;  // it stands alone: see `edit_repeated`
    case FixStep::Kind::Wrap:
      return !step.text.empty();
  }
  return false;
}

/// The way to the last value of the last of its collections.
YamlPath last_of(const Node& node) {
  YamlPath path;
  for (const Node* at = &node; at->size > 0 && !at->is_scalar();) {
    if (at->is_mapping()) {
      const NodeEntry& entry = at->entries[at->size - 1];
      path.emplace_back(std::string(entry.key->text()));
      at = entry.value;
    } else {
      path.emplace_back(size_t{at->size - 1});
      at = at->items[at->size - 1];
    }
  }
  return path;
}

void wrap(YamlEditor& editor, const YamlPath& path, const std::string& outer) {
  YamlEditor read(outer, YamlDialect::Kustomize);
  Arena arena;
  Node* root = read.copy_root(arena);
  if (!root) return;
  // Lines, where the value stands on lines of its own; in braces the editor keeps to them.
  for (Node* at = root; !at->is_scalar() && at->size > 0;) {
    at->style = NodeStyle::Block;
    at = at->is_mapping() ? at->entries[at->size - 1].value : at->items[at->size - 1];
  }
  editor.wrap(path, *root, last_of(*root));
}

void apply(YamlEditor& editor, const FixStep& step, YamlPath path) {
  Arena arena;
  Node* value = step.is_string ? make_yaml_string(arena, step.text) : make_scalar(arena, step.text);
  switch (step.kind) {
    case FixStep::Kind::SetValue:
      return editor.set(path, *value);
    case FixStep::Kind::SetField:
      for (YamlStep& part : field_steps(step.field)) path.push_back(std::move(part));
      return editor.set(path, *value);
    case FixStep::Kind::RenameKey:
      return editor.rename(path, step.text);
    case FixStep::Kind::Remove:
    case FixStep::Kind::RemoveRepeated:
      editor.remove(path);
      return;
    case FixStep::Kind::Wrap:
      wrap(editor, path, step.text);
  }
}

/// The smallest splice that makes one text of the other.
FileEdit difference(const SourceFile& file, size_t offset, std::string_view before,
                    std::string_view after) {
  size_t shorter = std::min(before.size(), after.size());
  size_t front = 0;
  while (front < shorter && before[front] == after[front]) ++front;
  size_t back = 0;
  while (back < shorter - front &&
         before[before.size() - 1 - back] == after[after.size() - 1 - back]) {
    ++back;
  }
  // Not within a character.
  auto is_inner = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  while (front > 0 && front < before.size() && is_inner(before[front])) --front;
  while (back > 0 && is_inner(before[before.size() - back])) --back;
  return {&file, offset + front, offset + before.size() - back,
          std::string(after.substr(front, after.size() - back - front))};
}

}  // namespace

struct FixEdits::File {
  std::vector<YamlChunk> chunks;
};

FixEdits::FixEdits() = default;
FixEdits::~FixEdits() = default;
FixEdits::FixEdits(FixEdits&&) noexcept = default;
FixEdits& FixEdits::operator=(FixEdits&&) noexcept = default;

namespace {

/// Takes away one pair of several with its key. The editor knows a key by its name, so this one
/// gets another before.
std::optional<FileEdit> edit_repeated(const SourceFile& file, const YamlChunk& chunk,
                                      const FixStep& step) {
  std::string text = file.text.substr(chunk.begin, chunk.end - chunk.begin);
  bool is_template = text.find("{{") != std::string::npos;
  if (is_template || text.starts_with('%') || step.old.empty()) return std::nullopt;
  size_t at = 0;
  for (int line = chunk.first_line; line < step.where.line && at < text.size(); ++line) {
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
  }
  // Columns count characters; before a key there are rarely others than bytes.
  for (int column = 1; column < step.where.column && at < text.size(); ++column) {
    do ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  }
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) ++at;
  if (text.compare(at, step.old.size(), step.old) != 0) return std::nullopt;
  std::string name(step.old.size(), 'x');
  while (text.find(name) != std::string::npos) name += 'x';
  std::string renamed = text;
  renamed.replace(at, step.old.size(), name);
  YamlEditor editor(renamed, YamlDialect::Kustomize, file.path);
  if (!editor.root() || editor.root()->text_of("kind") == "Secret") return std::nullopt;
  Finder finder(Wanted::Key, static_cast<uint32_t>(step.where.line - chunk.first_line + 1),
                static_cast<uint32_t>(step.where.column));
  std::optional<Target> target = finder.find(*editor.root());
  if (!target || target->key->text() != name || !editor.remove(target->path)) return std::nullopt;
  return difference(file, chunk.begin, text, editor.text());
}

/// The edit that the steps within one document come to; nothing when one of them cannot be done.
std::optional<FileEdit> edit_document(const SourceFile& file, const YamlChunk& chunk,
                                      const std::vector<const FixStep*>& steps) {
  std::string text = file.text.substr(chunk.begin, chunk.end - chunk.begin);
  bool is_template = text.find("{{") != std::string::npos;
  if (is_template || text.starts_with('%')) return std::nullopt;
  try {
    bool is_repeated = steps.front()->kind == FixStep::Kind::RemoveRepeated;
    if (is_repeated && steps.size() == 1) return edit_repeated(file, chunk, *steps.front());
    YamlEditor editor(text, YamlDialect::Kustomize, file.path);
    if (!editor.root() || editor.root()->text_of("kind") == "Secret") return std::nullopt;
    std::vector<std::pair<const FixStep*, YamlPath>> planned;
    for (const FixStep* step : steps) {
      Finder finder(wanted_of(*step),
                    static_cast<uint32_t>(step->where.line - chunk.first_line + 1),
                    static_cast<uint32_t>(step->where.column));
      std::optional<Target> target = finder.find(*editor.root());
      if (!target || !is_as_expected(*step, *target, editor)) return std::nullopt;
      planned.emplace_back(step, std::move(target->path));
    }
    for (auto& [step, path] : planned) apply(editor, *step, std::move(path));
    if (editor.text() == text) return std::nullopt;
    return difference(file, chunk.begin, text, editor.text());
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

std::vector<FileEdit> FixEdits::edits_of(const Fix& fix) {
  std::map<std::pair<const SourceFile*, size_t>, std::vector<const FixStep*>> by_document;
  for (const FixStep& step : fix.steps) {
    if (!step.where.file || step.where.line < 1) return {};
    std::unique_ptr<File>& file = files_[step.where.file];
    if (!file) file = std::make_unique<File>(File{split_yaml_documents(step.where.file->text)});
    size_t index = file->chunks.size();
    while (index > 1 && file->chunks[index - 1].first_line > step.where.line) --index;
    by_document[{step.where.file, index - 1}].push_back(&step);
  }
  std::vector<FileEdit> edits;
  for (const auto& [document, steps] : by_document) {
    const YamlChunk& chunk = files_[document.first]->chunks[document.second];
    std::optional<FileEdit> edit = edit_document(*document.first, chunk, steps);
    if (!edit) return {};
    edits.push_back(std::move(*edit));
  }
  return edits;
}

std::vector<FileEdit> edits_without_overlap(const std::vector<std::vector<FileEdit>>& edits) {
  std::vector<FileEdit> chosen;
  std::map<std::string_view, std::vector<std::pair<size_t, size_t>>> taken;
  auto is_free = [&](const FileEdit& edit) {
    const auto& ranges = taken[edit.file->path];
    return std::none_of(ranges.begin(), ranges.end(), [&](const auto& range) {
      return edit.begin <= range.second && range.first <= edit.end;
    });
  };
  for (const std::vector<FileEdit>& fix : edits) {
    // All of a fix or nothing of it. The same edit of another finding is made once.
    std::vector<FileEdit> more;
    bool fits = true;
    for (const FileEdit& edit : fix) {
      if (std::find(chosen.begin(), chosen.end(), edit) != chosen.end()) continue;
      fits = fits && is_free(edit);
      more.push_back(edit);
    }
    if (!fits) continue;
    for (FileEdit& edit : more) {
      taken[edit.file->path].emplace_back(edit.begin, edit.end);
      chosen.push_back(std::move(edit));
    }
  }
  std::sort(chosen.begin(), chosen.end(), [](const FileEdit& a, const FileEdit& b) {
    return std::tuple(std::string_view(a.file->path), a.begin) <
           std::tuple(std::string_view(b.file->path), b.begin);
  });
  return chosen;
}

std::string edited_text(const SourceFile& file, const std::vector<FileEdit>& edits) {
  std::string out;
  size_t at = 0;
  for (const FileEdit& edit : edits) {
    if (edit.file != &file) continue;
    out.append(file.text, at, edit.begin - at);
    out += edit.text;
    at = edit.end;
  }
  return out.append(file.text, at);
}

}  // namespace drydock
