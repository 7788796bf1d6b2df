#include "validate/manifest_check.h"

#include <algorithm>

#include "core/error.h"
#include "core/resource.h"
#include "core/yaml/decode.h"
#include "core/yaml/merge.h"
#include "core/yaml/read.h"
#include "validate/field_paths.h"
#include "validate/manifest_text.h"
#include "validate/object_check.h"
#include "validate/shape_check.h"

namespace drydock::validate {
namespace {

using Status = Verdict::Status;

constexpr std::string_view kToJson = "error converting YAML to JSON: ";
constexpr std::string_view kFromJson = "error unmarshaling JSON: while decoding JSON: ";

bool is_list_kind(std::string_view kind) {
  constexpr std::string_view kList = "list";
  return kind.size() == kList.size() && std::equal(kind.begin(), kind.end(), kList.begin(),
                                                   [](char a, char b) { return (a | 0x20) == b; });
}

/// Where a JSON pointer leads: the field in the server's notation, and the nearest node on the way.
struct Target {
  std::string field;
  const Node* node = nullptr;
};

Target follow(const Node* root, std::string_view pointer) {
  if (!root) return {std::string(pointer), nullptr};
  std::vector<PathToken> tokens = pointer_tokens(*root, pointer);
  return {field_of(tokens), node_at(*root, tokens)};
}

std::string_view cause_of(std::string_view keyword) {
  if (keyword == "required") return "FieldValueRequired";
  if (keyword == "type" || keyword == "oneOf") return "FieldValueTypeInvalid";
  if (keyword == "enum" || keyword == "const") return "FieldValueNotSupported";
  if (keyword == "uniqueItems") return "FieldValueDuplicate";
  if (keyword == "maxLength") return "FieldValueTooLong";
  if (keyword == "maxItems") return "FieldValueTooMany";
  return keyword == "additionalProperties" ? "Strict" : "FieldValueInvalid";
}

VerdictMessage message_at(const Target& target, std::string_view type, std::string detail,
                          int line_offset) {
  VerdictMessage message{type, target.field, std::move(detail)};
  if (target.node && target.node->line > 0) {
    message.line = static_cast<int>(target.node->line) + line_offset;
    message.column = static_cast<int>(target.node->column);
  }
  return message;
}

void add_messages(std::vector<VerdictMessage>& messages, const ShapeError& error, const Node* root,
                  int line_offset) {
  Target target = follow(root, error.at);
  std::string_view type = cause_of(error.keyword);
  if (error.names.empty()) {
    messages.push_back(message_at(target, type, error.message, line_offset));
    return;
  }
  for (const std::string& name : error.names) {
    Target named = target;
    named.field = joined_field(named.field, name);
    bool is_unknown = error.keyword == "additionalProperties";
    for (const NodeEntry& entry :
         target.node ? target.node->pairs() : std::span<const NodeEntry>()) {
      if (is_unknown && entry.key->text() == name) named.node = entry.key;
    }
    std::string detail =
        is_unknown ? fmt::format("unknown field \"{}\"", named.field) : "Required value";
    messages.push_back(message_at(named, type, std::move(detail), line_offset));
  }
}

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

/// A JSON pointer as kubeconform prints it, which does not escape.
std::string plain_pointer(std::string_view pointer) {
  std::string out;
  static const Node kNoNode{};
  for (const PathToken& token : pointer_tokens(kNoNode, pointer)) out += "/" + token.key;
  return out;
}

/// Go's refusal of a document that is no object.
std::string no_object(const Value& value) {
  std::string_view type = json_type_of(value);
  return fmt::format("{}json: cannot unmarshal {} into Go value of type map[string]interface {{}}",
                     kFromJson, type == "boolean" ? "bool" : type);
}

/// What cannot be read strictly is reported under the names of the lenient reading.
Signature item_signature(const Value& item) {
  Signature strict = read_item_signature(item);
  if (strict.error.empty()) return strict;
  Signature lenient = read_signature(item);
  lenient.error = std::move(strict.error);
  return lenient;
}

const Node* items_of(const Node* root) {
  const Node* items = root ? root->find("items") : nullptr;
  return items && items->is_sequence() ? items : nullptr;
}

}  // namespace

struct ManifestChecker::Document {
  const Value* value = nullptr;
  const Node* root = nullptr;  // null: not known
  std::string yaml_error;      // why it cannot be read
  Signature signature;
  int line_offset = 0;
};

std::vector<VerdictMessage> verdict_messages(const std::vector<FieldProblem>& problems,
                                             int line_offset) {
  std::vector<VerdictMessage> messages;
  for (const FieldProblem& problem : problems) {
    messages.push_back(
        message_at({problem.field, problem.node}, problem.type, problem.detail, line_offset));
  }
  return messages;
}

/// True when the kind is built in.
bool ManifestChecker::judge_as_server(Verdict& verdict, const Document& document) const {
  if (!document.root) return false;
  Gvk gvk = make_gvk(verdict.version, verdict.kind);
  auto problems = check_built_in_object(*document.root, gvk, options_.release);
  if (!problems) return false;
  verdict.status = problems->empty() ? Status::Valid : Status::Invalid;
  verdict.messages = verdict_messages(*problems, document.line_offset);
  if (!problems->empty()) {
    const FieldProblem& first = problems->front();
    verdict.error = one_line(first.type == "Strict" || first.type == "Decode"
                                 ? first.detail
                                 : fmt::format("{}: {}", first.field, first.detail));
  }
  for (const FieldProblem& problem : *problems) {
    verdict.pointers.push_back({problem.field, problem.detail});
  }
  return true;
}

void ManifestChecker::judge_by_schema(Verdict& verdict, const Document& document) const {
  SchemaLocations::Found found = locations_.find(verdict.kind, verdict.version);
  if (!found.error.empty()) {
    verdict.status = Status::Error;
    verdict.error = found.error;
    return;
  }
  if (!found.schema) {
    verdict.status = options_.ignore_missing_schemas ? Status::Skipped : Status::Error;
    if (!options_.ignore_missing_schemas) {
      verdict.error = fmt::format("could not find schema for {}", verdict.kind);
    }
    return;
  }
  std::vector<ShapeError> errors =
      found.schema->check(*document.value, document.root, options_.strict);
  verdict.status = errors.empty() ? Status::Valid : Status::Invalid;
  if (errors.empty()) return;
  verdict.error = "problem validating schema. Check JSON formatting: " +
                  one_line(describe_shape_errors(found.schema->url, errors));
  for (const ShapeError& error : errors) {
    verdict.pointers.push_back({plain_pointer(error.at), error.message});
  }
  for (const ShapeError* leaf : shape_leaves(errors)) {
    add_messages(verdict.messages, *leaf, document.root, document.line_offset);
  }
}

void ManifestChecker::judge(Verdict& verdict, const Document& document) const {
  const Signature& signature = document.signature;
  verdict.kind = signature.kind;
  verdict.version = signature.version;
  verdict.namespace_name = signature.namespace_name;
  verdict.name = signature.name;
  verdict.status = Status::Error;
  if (!document.yaml_error.empty()) {
    verdict.error = "error unmarshalling resource: " + document.yaml_error;
    return;
  }
  if (document.value->is_nil()) {
    verdict.status = Status::Empty;
    return;
  }
  if (!document.value->is_map()) {
    verdict.error = "error unmarshalling resource: " + no_object(*document.value);
    return;
  }
  if (!signature.error.empty()) {
    verdict.error = "error while parsing: " + signature.error;
    return;
  }
  std::string whole = fmt::format("{}/{}", signature.version, signature.kind);
  if (options_.skip.contains(whole) || options_.skip.contains(signature.kind)) {
    verdict.status = Status::Skipped;
    return;
  }
  if (options_.reject.contains(whole) || options_.reject.contains(signature.kind)) {
    verdict.error = fmt::format("prohibited resource kind {}", signature.kind);
    return;
  }
  if (options_.server && judge_as_server(verdict, document)) return;
  judge_by_schema(verdict, document);
}

void ManifestChecker::check_part(std::vector<Verdict>& verdicts, const std::string& path,
                                 std::string_view text, int first_line) const {
  Arena arena;
  SourceFile source{path, std::string(text)};
  YamlDocuments read = read_yaml(source, arena, {.first_document_only = true});
  Document document;
  document.line_offset = first_line - 1;
  document.root = read.roots.empty() ? nullptr : read.roots.front();
  Value value;
  document.value = &value;
  YamlDecodeOptions decoding;
  std::string lenient_error = read.go_error;
  bool repeats_key = !read.problems.empty() && read.go_error.empty();
  if (lenient_error.empty() && document.root) {
    YamlDecoded decoded = decode_yaml(document.root, arena, decoding);
    value = decoded.value;
    lenient_error = decoded.go_error;
  }
  if (!lenient_error.empty()) document.yaml_error = std::string(kToJson) + lenient_error;
  auto add = [&](const Document& one) {
    Verdict& verdict = verdicts.emplace_back();
    verdict.path = path;
    verdict.index = static_cast<int>(verdicts.size()) - 1;
    judge(verdict, one);
  };
  if (lenient_error.empty()) document.signature = read_signature(value);
  // The server never sees merge keys.
  auto merge_keys = [&] {
    if (options_.server && lenient_error.empty() && document.root) {
      apply_merges(arena, read.roots.front(), YamlDialect::Sigs);
    }
  };
  if (document.signature.error.empty() && is_list_kind(document.signature.kind)) {
    merge_keys();
    const Node* nodes = items_of(document.root);
    std::vector<Value> items = list_items(value);
    for (size_t i = 0; i < items.size(); ++i) {
      Document item;
      item.value = &items[i];
      item.root =
          nodes && nodes->elements().size() == items.size() ? nodes->elements()[i] : nullptr;
      item.line_offset = document.line_offset;
      if (items[i].is_map()) item.signature = item_signature(items[i]);
      add(item);
    }
    return;
  }
  if (options_.strict && repeats_key) {
    decoding.strict = true;
    std::string problem = decode_yaml(document.root, arena, decoding).go_error;
    if (!problem.empty()) document.yaml_error = std::string(kToJson) + problem;
  }
  merge_keys();
  add(document);
}

std::vector<Verdict> ManifestChecker::check(const std::string& path, std::string_view text,
                                            bool is_stream) const {
  std::vector<Verdict> verdicts;
  for (const ManifestText& part : split_manifest(text)) {
    if (part.text.empty() && !is_stream) continue;
    check_part(verdicts, path, part.text, part.first_line);
  }
  if (verdicts.empty() && !is_stream) verdicts.emplace_back().path = path;
  return verdicts;
}

}  // namespace drydock::validate
