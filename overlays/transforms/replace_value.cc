#include "overlays/transforms/replace_value.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/json/write.h"
#include "core/yaml/comments.h"
#include "core/yaml/decode.h"
#include "core/yaml/read.h"
#include "core/yaml/resolve.h"
#include "overlays/field_specs.h"
#include "overlays/node_paths.h"
#include "overlays/styled_yaml.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kRule = "overlay-replacement";
constexpr std::string_view kBlanks = " \t\n\v\f\r";

std::string_view trim(std::string_view text) {
  size_t first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

const char* tag_of(ScalarType type) {
  switch (type) {
    case ScalarType::Null:
      return "tag:yaml.org,2002:null";
    case ScalarType::Bool:
      return "tag:yaml.org,2002:bool";
    case ScalarType::Int:
      return "tag:yaml.org,2002:int";
    case ScalarType::Float:
      return "tag:yaml.org,2002:float";
    case ScalarType::Timestamp:
      return "tag:yaml.org,2002:timestamp";
    default:
      return "tag:yaml.org,2002:str";
  }
}

/// One value on its way to the fields of one path in one object.
class Replacer {
 public:
  Replacer(const Node& value, const Text& path, const std::optional<FieldOptions>& options,
           Arena& arena)
      : value_(value),
        path_(path),
        options_(options),
        arena_(arena),
        parts_(split_node_path(path)) {
    if (options && options->create) create_ = value.kind;
  }

  void run(const ObjectList& objects, Object& object) {
    if (run_inside_text(*object.root)) return;
    std::vector<PathMatch> matches;
    std::string problem;
    try {
      matches = match_path(*object.root, parts_, arena_, create_);
    } catch (const Error& error) {
      problem = fmt::format(": {}", error.what());
    }
    if (matches.empty()) fail_missing(objects, object, problem);
    for (const PathMatch& match : matches) set(match);
  }

 private:
  [[noreturn]] void fail_missing(const ObjectList& objects, const Object& object,
                                 const std::string& problem) {
    Diagnostic diagnostic;
    diagnostic.rule = kRule;
    diagnostic.message =
        fmt::format("{} has no field `{}`{}{} (unable to find {}field in replacement target)",
                    describe(objects.id_of(object)), path_.value, suggest_key(*object.root, parts_),
                    problem, create_ ? "or create " : "");
    diagnostic.where = path_.where();
    if (!create_) {
      diagnostic.help = "correct the path, or set `create: true` in the target's options";
    }
    diagnostic.notes.push_back(
        {Severity::Info, "", "the target is here", object.defined_at, {}, ""});
    throw Error(std::move(diagnostic));
  }

  void set(const PathMatch& match) {
    Node& field = *match.node;
    if (options_ && !options_->delimiter.empty()) return set_part(match);
    if (match.is_in_text) return;  // kustomize changes it, and forgets it
    if (field.is_scalar()) return set_text(match, value_.text());
    Node* copy = deep_copy(arena_, value_);
    field = *copy;
    mark(field);
  }

  /// Puts the value between the delimiters of what is there.
  void set_part(const PathMatch& match) {
    if (!match.node->is_scalar()) {
      fail(kRule,
           fmt::format("`{}` is {}, so it cannot be split (delimiter option can only be used with "
                       "scalar nodes)",
                       path_.value, kind_name(*match.node)),
           path_.where());
    }
    if (match.is_in_text) return;
    std::string_view delimiter = options_->delimiter;
    std::vector<std::string_view> parts = split_text(match.node->text(), delimiter);
    if (options_->index < 0) {
      parts.insert(parts.begin(), value_.text());
    } else if (static_cast<size_t>(options_->index) >= parts.size()) {
      parts.push_back(value_.text());
    } else {
      parts[static_cast<size_t>(options_->index)] = value_.text();
    }
    set_text(match, arena_.copy(fmt::format("{}", fmt::join(parts, delimiter))));
  }

  /// Only the text changes: what was a number stays one, as far as it can.
  void set_text(const PathMatch& match, std::string_view text) {
    Node& field = *match.node;
    ScalarType type = resolve_scalar(field, YamlDialect::Kustomize).type;
    Node changed;
    changed.text_data = text.data();
    changed.size = static_cast<uint32_t>(text.size());
    changed.tag_text = match.is_new ? nullptr : field.tag_text;
    if (!match.is_new && field.tag_text == kNoTypeTag) {
      changed.style = field.style;
    } else if (!match.is_new && type == ScalarType::String) {
      changed.tag_text = has_own_tag(field) ? field.tag_text : nullptr;
      changed.style = NodeStyle::DoubleQuoted;
      keep_style(changed, field);
    } else if (!match.is_new && !fits(changed, type)) {
      // What does not fit is refused when it is written, unless something else comes in its place.
      changed.tag_text = tag_of(type);
    }
    field = changed;
    mark(field);
  }

  static bool fits(Node changed, ScalarType type) {
    if (!changed.tag_text) changed.tag_text = tag_of(type);
    std::string problem;
    resolve_scalar(changed, YamlDialect::Kustomize, &problem);
    return problem.empty();
  }

  void mark(Node& node) {
    if (path_.node) set_position(node, *path_.node);
  }

  /// Follows the path to a text on its way that is YAML or JSON, and on in there. False when there
  /// is none, or the rest of the path does not exist in it.
  bool run_inside_text(Node& root) {
    Node* node = &root;
    for (size_t i = 0; i + 1 < parts_.size(); ++i) {
      if (parts_[i] == "*") return false;
      try {
        node = lookup_path(*node, {parts_[i]}, arena_);
      } catch (const Error&) {
        return false;
      }
      if (!node) return false;
      if (node->is_scalar()) {
        return set_inside(*node, {parts_.begin() + static_cast<long>(i) + 1, parts_.end()});
      }
    }
    return false;
  }

  bool set_inside(Node& field, const std::vector<std::string>& rest) {
    SourceFile file{"", std::string(field.text())};
    YamlReadOptions options{.dialect = YamlDialect::Kustomize, .first_document_only = true};
    YamlDocuments documents = read_yaml(file, arena_, options);
    if (!documents.go_error.empty() || documents.roots.empty()) return false;
    Node* inner = documents.roots.front();
    if (!inner || inner->is_scalar()) return false;
    std::optional<YamlDocumentComments> comments;
    if (file.text.find('#') != std::string::npos) comments = read_yaml_comments(file, *inner);
    std::string written;
    try {
      std::vector<PathMatch> matches = match_path(*inner, rest, arena_, create_);
      if (matches.empty()) return false;
      for (const PathMatch& match : matches) set(match);
      written = write(*inner, file, comments ? &*comments : nullptr);
    } catch (const Error& error) {
      if (error.diagnostic().rule == "overlay-limit") throw;
      return false;
    }
    Node changed;
    std::string_view text = arena_.copy(written);
    changed.text_data = text.data();
    changed.size = static_cast<uint32_t>(text.size());
    changed.style = NodeStyle::DoubleQuoted;
    keep_style(changed, field);
    field = changed;
    mark(field);
    return true;
  }

  /// As JSON where it was JSON, in one line or several, else as YAML.
  std::string write(const Node& inner, const SourceFile& file,
                    const YamlDocumentComments* comments) {
    std::string_view before = trim(file.text);
    if (before.front() != '{' && before.front() != '[') {
      return std::string(trim(styled_yaml(inner, comments)));
    }
    YamlDecoded decoded = decode_yaml(
        &inner, arena_, {.dialect = YamlDialect::Kustomize, .numbers = YamlNumbers::Exact});
    if (decoded.problem) throw Error(*decoded.problem);
    bool is_pretty =
        file.text.find('\n') != std::string::npos && file.text.find("  ") != std::string::npos;
    return is_pretty ? to_indented_json(decoded.value, "", "  ") : to_json(decoded.value);
  }

  const Node& value_;
  const Text& path_;
  const std::optional<FieldOptions>& options_;
  Arena& arena_;
  std::vector<std::string> parts_;
  std::optional<NodeKind> create_;
};

}  // namespace

void replace_value(const ObjectList& objects, Object& object, const Node& value, const Text& path,
                   const std::optional<FieldOptions>& options, Arena& arena) {
  Replacer(value, path, options, arena).run(objects, object);
}

std::vector<std::string_view> split_text(std::string_view text, std::string_view delimiter) {
  std::vector<std::string_view> parts;
  for (size_t end; (end = text.find(delimiter)) != text.npos;) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + delimiter.size());
  }
  parts.push_back(text);
  return parts;
}

}  // namespace drydock::overlays
