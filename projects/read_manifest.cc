#include "projects/read_manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

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

/// Bytes of the UTF-8 sequence at the beginning of `text`; 0 when there is none.
size_t utf8_length(std::string_view text) {
  auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  unsigned lead = byte(0);
  size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (lead > 0xF4) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  bool too_long = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  bool no_character = (lead == 0xED && byte(1) >= 0xA0) || (lead == 0xF4 && byte(1) >= 0x90);
  return too_long || no_character ? 0 : length;
}

/// Where the text stops being UTF-8; its size when it does not.
size_t first_bad_byte(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    size_t length = utf8_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return text.size();
}

/// What keeps the bytes from being text.
std::optional<Diagnostic> encoding_problem(const SourceFile& file) {
  constexpr std::string_view kRule = "yaml-encoding";
  std::string_view text = file.text;
  if (text.starts_with(std::string_view("\0GITCRYPT\0", 10))) {
    Diagnostic locked = problem(kRule, "the file is locked by git-crypt", {&file});
    locked.severity = Severity::Warning;
    return locked;
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return problem(kRule, "the file is UTF-16 text; save it as UTF-8", {&file, 1, 1});
  }
  size_t zero = text.find('\0');
  if (zero != std::string_view::npos) {
    return problem(kRule, "this is a binary file", position_at(file, zero));
  }
  size_t bad = first_bad_byte(text);
  if (bad == text.size()) return std::nullopt;
  return problem(
      kRule, fmt::format("the byte 0x{:02x} is no UTF-8", static_cast<unsigned char>(text[bad])),
      position_at(file, bad));
}

/// Whether a mapping has a mapping as its key, as `{{ .Values.name }}` makes when it is read as
/// YAML.
bool has_braces_as_key(const Node& node, int depth, int& budget) {
  if (depth > kMaxSearchDepth || --budget < 0) return false;
  for (const Node* item : node.elements()) {
    if (has_braces_as_key(*item, depth + 1, budget)) return true;
  }
  for (const NodeEntry& entry : node.pairs()) {
    if (entry.key->is_mapping() || has_braces_as_key(*entry.value, depth + 1, budget)) return true;
  }
  return false;
}

/// A template that is taken for YAML: what is wrong with it says nothing to its author.
std::optional<Diagnostic> template_problem(const SourceFile& file, const YamlDocuments& documents) {
  size_t braces = std::min(file.text.find("{{"), file.text.find("{%"));
  if (braces == std::string::npos) return std::nullopt;
  int budget = kMaxSearchNodes;
  bool broken = !documents.problems.empty() ||
                std::any_of(documents.roots.begin(), documents.roots.end(), [&](const Node* root) {
                  return root && has_braces_as_key(*root, 0, budget);
                });
  if (!broken) return std::nullopt;
  SourcePos where = position_at(file, braces);
  where.length = 2;
  return problem("yaml-template", "the file looks like a template, not like plain YAML", where);
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
  for (Node* root : documents.roots) {
    if (root && !belongs_to_tool(*root)) add_resources(out.set, root);
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
