#include "projects/read_manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/error.h"
#include "core/yaml/merge.h"
#include "core/yaml/read.h"
#include "projects/manifest_scan.h"

namespace drydock::projects {
namespace {

// YAML files without a word of objects are not worth reading beyond this size.
constexpr size_t kMaxOtherSize = 1024 * 1024;

// How much of a document is searched for a template's braces.
constexpr int kMaxSearchDepth = 100;
constexpr int kMaxSearchNodes = 1'000'000;

/// The position of a byte.
SourcePos position_at(const SourceFile& file, size_t offset) {
  std::string_view before = std::string_view(file.text).substr(0, offset);
  size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  SourcePos where{&file};
  where.line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
  where.column = 1;
  for (char c : before.substr(line_begin)) where.column += (c & 0xC0) != 0x80;
  return where;
}

Diagnostic problem(std::string_view rule, std::string message, SourcePos where) {
  Diagnostic diagnostic;
  diagnostic.rule = rule;
  diagnostic.message = std::move(message);
  diagnostic.where = where;
  return diagnostic;
}

/// What keeps the bytes from being text, as far as reading YAML would word it badly.
std::optional<Diagnostic> encoding_problem(const SourceFile& file) {
  constexpr std::string_view kRule = "yaml-encoding";
  std::string_view text = file.text;
  if (text.starts_with(std::string_view("\0GITCRYPT\0", 10))) {
    Diagnostic locked = problem(kRule, "the file is locked by git-crypt", {&file});
    locked.severity = Severity::Warning;
    return locked;
  }
  if (is_lfs_pointer(text)) return lfs_problem({&file});
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return problem(kRule, "the file is UTF-16 text; save it as UTF-8", {&file, 1, 1});
  }
  size_t zero = text.find('\0');
  if (zero != std::string_view::npos) {
    return problem(kRule, "this is a binary file", position_at(file, zero));
  }
  return std::nullopt;
}

/// The mapping that is a key of a mapping, as `{{ .Values.name }}` makes when it is read as YAML;
/// null when there is none.
const Node* braces_as_key(const Node& node, int depth, int& budget) {
  if (depth > kMaxSearchDepth || --budget < 0) return nullptr;
  for (const Node* item : node.elements()) {
    if (const Node* found = braces_as_key(*item, depth + 1, budget)) return found;
  }
  for (const NodeEntry& entry : node.pairs()) {
    if (entry.key->is_mapping()) return entry.key;
    if (const Node* found = braces_as_key(*entry.value, depth + 1, budget)) return found;
  }
  return nullptr;
}

/// Where the braces of a template made a file break in `line`; nothing when there are none. Braces
/// at the beginning of a line are no part of a text in YAML. Others are often meant for another
/// program (alerts, workflows), so they have to stand near.
std::optional<size_t> braces_near(std::string_view text, int line) {
  constexpr int kNear = 3;
  int number = 1;
  for (size_t begin = 0; begin < text.size() && number <= line; ++number) {
    size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view content = text.substr(begin, end - begin);
    size_t braces = std::min(content.find("{{"), content.find("{%"));
    bool near = number + kNear >= line;
    if (braces == 0 || (near && braces < content.size())) return begin + braces;
    begin = end + 1;
  }
  return std::nullopt;
}

/// Where a template's braces stand that are no YAML; nothing when the file is none.
std::optional<SourcePos> template_position(const SourceFile& file, const YamlDocuments& documents) {
  if (file.text.find("{{") == std::string::npos && file.text.find("{%") == std::string::npos) {
    return std::nullopt;
  }
  for (const Diagnostic& problem : documents.problems) {
    if (problem.rule != "yaml-syntax") continue;
    std::optional<size_t> braces = braces_near(file.text, problem.where.line);
    if (braces) return position_at(file, *braces);
  }
  int budget = kMaxSearchNodes;
  for (const Node* root : documents.roots) {
    const Node* key = root ? braces_as_key(*root, 0, budget) : nullptr;
    if (!key) continue;
    SourcePos where = key->where();
    where.column = std::max(1, where.column - 1);  // the outer brace
    return where;
  }
  return std::nullopt;
}

/// A template that is taken for YAML: what is wrong with it as YAML tells its author little.
std::optional<Diagnostic> template_problem(const SourceFile& file, YamlDocuments& documents) {
  std::optional<SourcePos> where = template_position(file, documents);
  if (!where) return std::nullopt;
  where->length = 2;
  Diagnostic found =
      problem("yaml-template", "the file looks like a template, not like plain YAML", *where);
  found.notes = std::move(documents.problems);
  for (Diagnostic& note : found.notes) note.severity = Severity::Info;
  return found;
}

bool belongs_to_tool(const Node& root) {
  return is_tool_config(root.text_of("apiVersion"), root.text_of("kind"));
}

void read_documents(const SourceFile& file, RenderedProject& out,
                    std::vector<Diagnostic>& problems) {
  YamlDocuments documents = read_yaml(file, out.set.arena);
  if (std::optional<Diagnostic> braces = template_problem(file, documents)) {
    problems.push_back(*std::move(braces));
    return;
  }
  problems = std::move(documents.problems);
  bool may_merge = file.text.find("<<") != std::string::npos;
  for (Node* root : documents.roots) {
    if (!root || belongs_to_tool(*root)) continue;
    try {
      if (may_merge) apply_merges(out.set.arena, root, YamlDialect::Sigs);
      add_resources(out.set, root);
    } catch (const Error& error) {
      problems.push_back(error.diagnostic());
    }
  }
}

}  // namespace

void read_manifest(const SourceFile& file, RenderedProject& out) {
  std::string_view text = file.text;
  bool json = file.path.ends_with(".json");
  bool speaks_of_objects = text.find("apiVersion") != std::string_view::npos;
  size_t limit = speaks_of_objects ? kMaxManifestSize : kMaxOtherSize;
  std::vector<Diagnostic> problems;
  if (json && !looks_like_manifest(text)) return;
  if (std::optional<Diagnostic> encoding = encoding_problem(file)) {
    // A binary file might be anything, so it counts in full.
    speaks_of_objects |= looks_like_manifest(text) || text.find('\0') != std::string_view::npos;
    problems.push_back(*std::move(encoding));
  } else if (text.size() <= limit) {
    read_documents(file, out, problems);
  } else if (speaks_of_objects) {
    problems.push_back(problem("file-too-large",
                               fmt::format("the file has {} MiB; manifests may have up to {}",
                                           text.size() >> 20, kMaxManifestSize >> 20),
                               {&file}));
  }
  for (Diagnostic& found : problems) {
    if (!speaks_of_objects) found.severity = std::min(found.severity, Severity::Warning);
    out.problems.push_back(std::move(found));
  }
}

}  // namespace drydock::projects
