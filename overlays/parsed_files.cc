#include "overlays/parsed_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/yaml/merge.h"
#include "core/yaml/read.h"
#include "core/yaml/resolve.h"

namespace drydock::overlays {
namespace {

bool is_null(const Node* node) {
  return !node || (node->is_scalar() &&
                   resolve_scalar(*node, YamlDialect::Kustomize).type == ScalarType::Null);
}

bool is_nothing(const Node* node) { return is_null(node) || (!node->is_scalar() && !node->size); }

std::string_view text_under(const Node& mapping, std::string_view key) {
  const Node* value = mapping.find(key);
  return is_null(value) ? std::string_view() : value->text();
}

/// One part of a file between lines that begin with "---".
struct Part {
  size_t begin;
  size_t end;
  int line;  // lines before it
};

/// kustomize cuts files at such lines before it reads YAML, and of each part it reads the first
/// document only.
std::vector<Part> split_documents(const SourceFile& file) {
  std::string_view text = file.text;
  std::vector<Part> parts;
  size_t begin = 0;
  int lines_before = 0;
  int line = 1;  // of `at`
  for (size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) {
    ++line;
    size_t end = text.find('\n', at + 1);
    if (!text.substr(at + 1).starts_with("---") || end == text.npos) continue;
    std::string_view rest = text.substr(at + 4, end - at - 4);
    size_t content = rest.find_first_not_of(" \t\r\v\f");
    if (content != rest.npos && rest[content] != '#') {
      fail("yaml-syntax", "only a comment may follow `---` (invalid document separator)",
           {&file, line, 1, 3});
    }
    parts.push_back({begin, at + 1, lines_before});
    begin = end + 1;
    lines_before = line;
    at = end - 1;
  }
  parts.push_back({begin, text.size(), lines_before});
  return parts;
}

/// Whether a part can hold more documents than the one that kustomize reads.
bool may_hide_documents(std::string_view text) {
  return text.starts_with("...") || text.find("\n...") != text.npos || text.starts_with('%') ||
         text.find("\n%") != text.npos;
}

void move_lines(Node& node, const SourceFile& file, uint32_t lines) {
  if (node.file == &file) return;  // shared, and moved already
  node.file = &file;
  node.line += lines;
  for (Node* item : node.elements()) move_lines(*item, file, lines);
  for (const NodeEntry& entry : node.pairs()) {
    move_lines(*entry.key, file, lines);
    move_lines(*entry.value, file, lines);
  }
}

void move_lines(Diagnostic& diagnostic, const SourceFile& file, int lines) {
  diagnostic.where.file = &file;
  diagnostic.where.line += lines;
  for (Diagnostic& note : diagnostic.notes) move_lines(note, file, lines);
}

bool has_error(const YamlDocuments& documents) {
  return std::any_of(documents.problems.begin(), documents.problems.end(),
                     [](const Diagnostic& problem) { return problem.severity == Severity::Error; });
}

void throw_first_error(YamlDocuments& documents, bool may_repeat_keys) {
  for (Diagnostic& problem : documents.problems) {
    if (may_repeat_keys && problem.rule == "yaml-duplicate-key") continue;
    if (problem.severity == Severity::Error) throw Error(std::move(problem));
  }
}

std::vector<Node*> read_parts(const SourceFile& file, std::span<const Part> parts, Arena& arena,
                              std::deque<SourceFile>& texts, std::vector<RepeatedKeys>* repeated) {
  std::vector<Node*> roots;
  for (const Part& part : parts) {
    SourceFile& text = texts.emplace_back();
    text.path = file.path;
    text.text = file.text.substr(part.begin, part.end - part.begin);
    YamlDocuments documents = read_yaml(text, arena, {YamlDialect::Kustomize, true});
    bool repeats =
        std::any_of(documents.problems.begin(), documents.problems.end(),
                    [](const Diagnostic& problem) { return problem.rule == "yaml-duplicate-key"; });
    for (Node* root : documents.roots) {
      if (root && repeats && !repeated) {
        join_repeated_annotations(*root, documents.problems, arena);
      }
    }
    for (Diagnostic& problem : documents.problems) move_lines(problem, file, part.line);
    throw_first_error(documents, repeated != nullptr);
    for (Node* root : documents.roots) {
      if (root) move_lines(*root, file, static_cast<uint32_t>(part.line));
      if (root && repeated) take_out_repeated_keys(*root, *repeated);
      roots.push_back(root);
    }
  }
  return roots;
}

Node& last_scalar(Node& node) {
  Node* last = &node;
  while (last->size > 0 && !last->is_scalar()) {
    last = last->is_sequence() ? last->elements().back() : last->pairs().back().value;
  }
  return *last;
}

/// Whether the last line of a text that is not blank is a comment, and none of `block`, the block
/// scalar before it.
bool ends_in_comment(std::string_view text, std::string_view block) {
  constexpr std::string_view kBlanks = " \t\r\n";
  text = text.substr(0, text.find_last_not_of(kBlanks) + 1);
  text.remove_prefix(text.rfind('\n') + 1);
  size_t first = text.find_first_not_of(' ');
  if (first == text.npos || text[first] != '#') return false;
  block = block.substr(0, block.find_last_not_of(kBlanks) + 1);
  return !block.ends_with(text.substr(first));
}

/// kustomize writes an empty line before a comment at the end of a document, and when it reads that
/// again the line belongs to a block that keeps its line breaks.
void lengthen_last_block(Node& root, const SourceFile& file, std::span<const Part> parts,
                         Arena& arena) {
  Node& last = last_scalar(root);
  bool is_block = last.style == NodeStyle::Literal || last.style == NodeStyle::Folded;
  if (!is_block || !(last.text() == "\n" || last.text().ends_with("\n\n"))) return;
  auto part = std::upper_bound(parts.begin() + 1, parts.end(), static_cast<int>(last.line),
                               [](int line, const Part& one) { return line <= one.line; }) -
              1;
  std::string_view text = std::string_view(file.text).substr(part->begin, part->end - part->begin);
  if (!ends_in_comment(text, last.text())) return;
  std::string_view longer = arena.copy(std::string(last.text()) + "\n");
  last.text_data = longer.data();
  last.size = static_cast<uint32_t>(longer.size());
}

/// The documents of a file that are not empty; `is_alone` says that it is not cut into parts.
std::vector<Node*> read_documents(const SourceFile& file, Arena& arena,
                                  std::deque<SourceFile>& texts, bool& is_alone,
                                  std::vector<RepeatedKeys>* repeated) {
  std::vector<Part> parts = split_documents(file);
  is_alone = parts.size() == 1;
  std::vector<Node*> roots;
  bool may_share = file.text.find('*') != std::string::npos;
  // An anchor counts in its own part only.
  bool has_anchors = may_share && file.text.find('&') != std::string::npos;
  bool in_parts = may_hide_documents(file.text) || (has_anchors && !is_alone);
  if (!in_parts) {
    YamlDocuments documents = read_yaml(file, arena, {YamlDialect::Kustomize, false});
    // What is wrong may stand behind what kustomize reads.
    in_parts = has_error(documents);
    roots = std::move(documents.roots);
  }
  if (in_parts) roots = read_parts(file, parts, arena, texts, repeated);
  std::erase_if(roots, is_null);
  bool may_merge = file.text.find("<<") != std::string::npos;
  bool has_comments = file.text.find('#') != std::string::npos;
  for (Node*& root : roots) {
    if (may_merge) apply_merges(arena, root, YamlDialect::Kustomize);
    if (may_merge || may_share) root = deep_copy(arena, *root);
    bool is_list = is_alone && text_under(*root, "kind") == "List";
    if (has_comments && !is_list) lengthen_last_block(*root, file, parts, arena);
  }
  return roots;
}

[[noreturn]] void fail_object(const Node& root, std::string message) {
  fail("overlay-object", std::move(message), root.where());
}

/// What kustomize demands of every object.
void check_object(const Node& root) {
  if (!root.is_mapping())
    fail_object(root, "this document is no Kubernetes object, but a list or text");
  std::string_view kind = text_under(root, "kind");
  if (kind.empty()) fail_object(root, "this object has no `kind`");
  if (kind.ends_with("List")) return;
  const Node* metadata = root.find("metadata");
  if (!metadata || !metadata->is_mapping() || text_under(*metadata, "name").empty()) {
    fail_object(root, fmt::format("this {} has no `metadata.name`", kind));
  }
}

/// What the reader of kustomize takes out of a List that is alone in its file.
bool unwrap(Node* root, std::vector<Node*>& out) {
  if (!root->is_mapping()) return false;
  std::string_view kind = text_under(*root, "kind");
  if (kind != "List" && kind != "ResourceList") return false;
  const Node* items = root->find("items");
  if (!items && !root->find("functionConfig")) return false;
  if (items) out.insert(out.end(), items->elements().begin(), items->elements().end());
  // It does not look whether that is a list.
  for (const NodeEntry& entry : items ? items->pairs() : std::span<const NodeEntry>()) {
    out.push_back(entry.key);
    out.push_back(entry.value);
  }
  return true;
}

void add_checked(std::span<Node* const> roots, std::deque<Node*>& queue) {
  for (Node* root : roots) {
    if (is_nothing(root)) continue;
    check_object(*root);
    queue.push_back(root);
  }
}

/// Takes Lists apart; their items go behind everything else of the file.
std::vector<Node*> expand_lists(std::span<Node* const> roots) {
  std::deque<Node*> queue;
  add_checked(roots, queue);
  std::vector<Node*> objects;
  while (!queue.empty()) {
    Node* root = queue.front();
    queue.pop_front();
    std::string_view kind = text_under(*root, "kind");
    const Node* items = kind.ends_with("List") ? root->find("items") : nullptr;
    if (!items) {
      objects.push_back(root);
      continue;
    }
    if (is_null(items)) continue;
    if (!items->is_sequence()) {
      fail("overlay-object", fmt::format("`items` of a {} must be a list", kind), items->where());
    }
    for (Node* item : items->elements()) {
      std::vector<Node*> inner;
      if (is_null(item) || !unwrap(item, inner)) inner = {item};
      add_checked(inner, queue);
    }
  }
  return objects;
}

}  // namespace

std::vector<Node*> parse_objects(const SourceFile& file, Arena& arena,
                                 std::deque<SourceFile>& texts,
                                 std::vector<RepeatedKeys>* repeated) {
  bool is_alone = false;
  std::vector<Node*> documents = read_documents(file, arena, texts, is_alone, repeated);
  std::vector<Node*> unwrapped;
  if (is_alone && documents.size() == 1 && unwrap(documents[0], unwrapped)) {
    documents = std::move(unwrapped);
  }
  return expand_lists(documents);
}

const std::vector<Node*>& ParsedFiles::get(const SourceFile& file) {
  Entry* entry;
  {
    std::lock_guard lock(mutex_);
    std::unique_ptr<Entry>& place = entries_[&file];
    if (!place) place = std::make_unique<Entry>();
    entry = place.get();
  }
  std::call_once(entry->once, [&] {
    ++parses_;
    try {
      entry->roots = parse_objects(file, entry->arena, entry->texts);
    } catch (const Error& error) {
      entry->error = error.diagnostic();
    }
  });
  if (entry->error) throw Error(*entry->error);
  return entry->roots;
}

}  // namespace drydock::overlays
