#include "render/lint/documents.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/arena.h"
#include "core/json/parse.h"
#include "core/source.h"
#include "core/yaml/decode.h"
#include "render/go_decode.h"
#include "render/go_text.h"

namespace drydock::render {
namespace {

/// Reads the fields out of a document's value. Returns Go's error, or "".
std::string read_object(const Value& value, Arena& arena, int helm_version, LintObject& object) {
  GoDecoder decoder(arena);
  std::string_view name = helm_version == 3 ? "K8sYamlStruct" : "k8sYamlStruct";
  const ValueMap* map = decoder.map(value, fmt::format("rules.{}", name), {});
  if (map) {
    GoDecoder::Place place{name, ""};
    std::string_view api_version;
    std::string_view kind;
    decoder.field(*map, "apiVersion", api_version, place);
    decoder.field(*map, "Kind", kind, place);
    std::string_view object_name;
    std::string_view namespace_name;
    if (const Value* metadata = decoder.find(*map, "Metadata")) {
      GoDecoder::Place inner = place.field("Metadata");
      const ValueMap* fields = decoder.map(*metadata, "rules.k8sYamlMetadata", inner);
      if (fields) {
        inner.type = "k8sYamlMetadata";
        decoder.field(*fields, "Namespace", namespace_name, inner);
        decoder.field(*fields, "Name", object_name, inner);
      }
    }
    object = {std::string(api_version), std::string(kind), std::string(object_name)};
  }
  return decoder.error();
}

/// The next document of a YAML stream as kubectl's reader cuts it out. `problem` is about a
/// separator with something behind it.
std::string next_document(std::string_view& text, std::string& problem) {
  constexpr std::string_view kSeparator = "---";
  std::string document;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(kSeparator)) {
      std::string_view rest = trim_space(line.substr(kSeparator.size()));
      if (!rest.empty() && rest[0] != '#') {
        problem = fmt::format("invalid Yaml document separator: {}", rest);
        return "";
      }
      if (!document.empty()) return document;
    }
    document += line;
    document += '\n';
  }
  return document;
}

class DocumentReader {
 public:
  DocumentReader(std::string_view text, int helm_version,
                 const std::function<void(const LintObject&)>& use,
                 const std::function<void(std::string, size_t)>& refuse)
      : whole_(text), text_(text), helm_version_(helm_version), use_(use), refuse_(refuse) {}

  bool read() {
    std::string problem;
    // Text that begins with a brace is read as JSON; what fails there is read as YAML, unless
    // several objects have been JSON.
    if (trim_left_space(text_).starts_with('{') && !read_json(problem)) {
      if (count_ > 1) return refuse_(std::move(problem), consumed_), false;
      skip_blanks();
    }
    return read_yaml(std::move(problem));
  }

 private:
  bool use(const Value& value, Arena& arena, std::string& problem) {
    if (value.is_nil()) return true;
    LintObject object;
    object.offset = document_;
    problem = read_object(value, arena, helm_version_, object);
    if (!problem.empty()) return false;
    use_(object);
    return true;
  }

  /// Takes JSON objects off the text. False when one is none; `problem` says why.
  bool read_json(std::string& problem) {
    while (!trim_left_space(text_).empty()) {
      Arena arena;
      JsonParseOptions options;
      options.numbers = JsonNumbers::Exact;
      options.first_value_only = true;
      JsonResult parsed = parse_json(text_, arena, options);
      if (!parsed.ok()) {
        // An early end is no error of syntax to Go.
        problem = parsed.error->offset >= text_.size()
                      ? "unexpected EOF"
                      : fmt::format("json: offset {}: {}", consumed_ + parsed.error->offset + 1,
                                    parsed.error->message);
        return false;
      }
      if (!use(parsed.value, arena, problem)) return false;
      ++count_;
      consumed_ += parsed.end;
      document_ = consumed_;
      text_.remove_prefix(parsed.end);
    }
    return true;
  }

  /// White space up to and including the first line feed.
  void skip_blanks() {
    while (!text_.empty() && std::string_view(" \t\r\n\v\f").find(text_[0]) != std::string::npos) {
      bool line_end = text_[0] == '\n';
      text_.remove_prefix(1);
      if (line_end) break;
    }
  }

  /// Where the text of a document begins: behind separators, blank lines and comments.
  size_t skip_separators(size_t from) const {
    while (from < whole_.size()) {
      size_t end = std::min(whole_.find('\n', from), whole_.size());
      std::string_view line = trim_space(whole_.substr(from, end - from));
      if (!line.empty() && line[0] != '#' && !line.starts_with("---")) break;
      from = std::min(end + 1, whole_.size());
    }
    return from;
  }

  /// A line of the document that was read last, counted as its reader does: without separators.
  size_t offset_of_line(int line) const {
    size_t at = document_start_;
    for (; line > 1 && at < whole_.size(); --line) {
      at = std::min(whole_.find('\n', at), whole_.size() - 1) + 1;
    }
    return std::min(at, whole_.size());
  }

  bool read_yaml(std::string first_problem) {
    while (!text_.empty()) {
      std::string problem;
      document_start_ = whole_.size() - text_.size();
      document_ = skip_separators(document_start_);
      int line = 1;
      std::string document = next_document(text_, problem);
      if (problem.empty() && !document.empty()) {
        SourceFile file{"", std::move(document)};
        Arena arena;
        YamlDecodeOptions options;
        options.numbers = YamlNumbers::Exact;
        YamlDecoded decoded = decode_yaml_file(file, arena, options);
        if (!decoded.go_error.empty()) {
          problem = "error converting YAML to JSON: " + decoded.go_error;
          if (decoded.problem && decoded.problem->where.line > 0)
            line = decoded.problem->where.line;
        } else if (!use(decoded.value, arena, problem)) {
          problem.insert(0, "error unmarshaling JSON: while decoding JSON: ");
        }
      }
      if (!problem.empty()) {
        refuse_(first_problem.empty() ? std::move(problem) : std::move(first_problem),
                offset_of_line(line));
        return false;
      }
      first_problem.clear();
    }
    return true;
  }

  std::string_view whole_;
  std::string_view text_;  // what is left
  int helm_version_;
  const std::function<void(const LintObject&)>& use_;
  const std::function<void(std::string, size_t)>& refuse_;
  int count_ = 0;
  size_t consumed_ = 0;
  size_t document_start_ = 0;
  size_t document_ = 0;
};

}  // namespace

bool read_lint_documents(std::string_view text, int helm_version,
                         const std::function<void(const LintObject&)>& use,
                         const std::function<void(std::string, size_t)>& refuse) {
  return DocumentReader(text, helm_version, use, refuse).read();
}

std::string list_problem(std::string_view text, int helm_version) {
  SourceFile file{"", std::string(text)};
  Arena arena;
  YamlDecoded decoded = decode_yaml_file(file, arena);
  if (!decoded.go_error.empty()) {
    return "unable to parse YAML: error converting YAML to JSON: " + decoded.go_error;
  }
  if (!decoded.value.is_map()) return "";
  const Value* items = decoded.value.as_map().find("items");
  if (!items || !items->is_list()) return "";
  for (const Value& item : items->as_list()) {
    const Value* metadata = item.is_map() ? item.as_map().find("metadata") : nullptr;
    const Value* annotations =
        metadata && metadata->is_map() ? metadata->as_map().find("annotations") : nullptr;
    if (annotations && annotations->is_map() &&
        annotations->as_map().find("helm.sh/resource-policy")) {
      return fmt::format("{}nnotation 'helm.sh/resource-policy' within List objects are ignored",
                         helm_version == 3 ? 'A' : 'a');
    }
  }
  return "";
}

}  // namespace drydock::render
