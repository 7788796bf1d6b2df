#include "validate/schema_locations.h"

#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "core/base_encoding.h"
#include "core/error.h"
#include "core/json/parse.h"
#include "core/yaml/read.h"
#include "render/crypto/hash.h"
#include "schemas/json_value.h"
#include "validate/kubernetes_formats.h"
#include "validate/location_template.h"
#include "validate/manifest_files.h"
#include "validate/schema_catalog.h"
#include "validate/schema_explain.h"
#include "validate/shape_check.h"

namespace drydock::validate {
namespace {

using schemas::ApiSchema;
using schemas::JsonMember;
using schemas::JsonSchema;
using schemas::JsonValue;

class BuiltInSchema final : public KindSchema {
 public:
  explicit BuiltInSchema(ApiSchema schema) : schema_(schema) {}

  std::vector<ShapeError> check(const Value& document, const Node*, bool strict) const override {
    return check_shape(document, schemas::kubernetes_api(), schema_, strict);
  }

 private:
  ApiSchema schema_;
};

/// A JSON document and what it was made from.
struct Document {
  Arena arena;
  JsonValue root;
};

struct ReadResult {
  std::unique_ptr<Document> document;
  bool missing = false;
  std::string error;
};

/// A copy of what judges, without the descriptions, which are most of a schema's bytes.
/// Values that a schema compares with stay whole: `in_values`.
JsonValue without_descriptions(const JsonValue& value, Arena& arena, bool in_values = false) {
  JsonValue out = value;
  if (value.is_string() || value.is_number()) {
    out.text_data = arena.copy(value.text()).data();
  } else if (value.is_array()) {
    JsonValue* items = arena.array<JsonValue>(value.size);
    for (uint32_t i = 0; i < value.size; ++i) {
      items[i] = without_descriptions(value.items()[i], arena, in_values);
    }
    out.item_data = items;
  } else if (value.is_object()) {
    JsonMember* members = arena.array<JsonMember>(value.size);
    out.size = 0;
    for (const JsonMember& member : value.members()) {
      // A property of that name is no text.
      if (!in_values && member.name == "description" && member.value.is_string()) continue;
      bool compares = in_values || member.name == "enum" || member.name == "const";
      members[out.size++] = {arena.copy(member.name),
                             without_descriptions(member.value, arena, compares)};
    }
    out.member_data = members;
  }
  return out;
}

ReadResult read_json_text(const std::string& text) {
  ReadResult result;
  auto document = std::make_unique<Document>();
  Arena scratch;
  JsonParseOptions options;
  options.numbers = JsonNumbers::Literal;
  options.borrow_text = true;
  JsonResult parsed = parse_json(text, scratch, options);
  if (!parsed.ok()) {
    bool ends_early = parsed.error->message == "unexpected end of JSON input";
    result.error = !ends_early ? parsed.error->message : text.empty() ? "EOF" : "unexpected EOF";
    return result;
  }
  document->root =
      without_descriptions(schemas::json_from_value(parsed.value, scratch), document->arena);
  result.document = std::move(document);
  return result;
}

ReadResult read_json_document(const std::string& path) {
  ReadResult result;
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    result.missing = errno == ENOENT || errno == ENOTDIR;
    result.error =
        fmt::format("open {}: {}", path, errno == EACCES ? "permission denied" : "error");
    return result;
  }
  std::ostringstream text;
  text << in.rdbuf();
  return read_json_text(std::move(text).str());
}

}  // namespace

/// The files that schemas refer to, each read once.
class ReferredFiles {
 public:
  /// Null when it is no file, or cannot be read.
  const JsonValue* find(const std::string& uri) {
    constexpr std::string_view kFile = "file://";
    if (!uri.starts_with(kFile)) return nullptr;
    auto [known, is_new] = documents_.try_emplace(uri);
    if (is_new) known->second = read_json_document(uri.substr(kFile.size())).document;
    return known->second ? &known->second->root : nullptr;
  }

 private:
  std::map<std::string, std::unique_ptr<Document>> documents_;
};

namespace {

/// A schema in a file.
class FileSchema final : public KindSchema {
 public:
  FileSchema(std::string uri, std::unique_ptr<Document> document, ReferredFiles& files)
      : uri_(std::move(uri)), document_(std::move(document)), files_(files) {
    url = uri_ + "#";
    root_ = &document_->root;
    schema_ = std::make_unique<JsonSchema>(*root_, options());
  }

  bool is_usable() const { return !schema_->is_broken() && !root_->is_null(); }

  std::vector<ShapeError> check(const Value& document, const Node*, bool) const override {
    Arena arena;
    JsonValue value = schemas::json_from_value(document, arena);
    if (schema_->is_valid(value)) return {};
    return explain_schema_errors(schema_->check(value), value, *root_);
  }

 private:
  schemas::SchemaOptions options() {
    schemas::SchemaOptions options;
    options.draft = schemas::Draft::Draft4;
    options.patterns = schemas::PatternSyntax::Go;
    options.base_uri = uri_;
    // The library asserts formats up to draft 7.
    const JsonValue* dialect = root_->find("$schema");
    auto draft = dialect ? schemas::draft_of_metaschema(dialect->text()) : std::nullopt;
    options.assert_formats = !draft || *draft < schemas::Draft::Draft2019;
    options.find_format = find_kubeconform_format;
    options.load = [this](const std::string& uri) {
      return uri == uri_ ? root_ : files_.find(uri);
    };
    return options;
  }

  std::string uri_;
  std::unique_ptr<Document> document_;
  ReferredFiles& files_;
  const JsonValue* root_ = nullptr;
  std::unique_ptr<JsonSchema> schema_;
};

/// Null when it cannot be used.
std::unique_ptr<KindSchema> make_schema(std::string uri, std::unique_ptr<Document> document,
                                        ReferredFiles& files) {
  auto schema = std::make_unique<FileSchema>(std::move(uri), std::move(document), files);
  if (!schema->is_usable()) return nullptr;
  return schema;
}

/// "spec.ports[0].port" as a JSON pointer.
std::string pointer_of(std::string_view field) {
  std::string pointer = field.empty() ? "" : "/";
  for (char c : field) {
    if (c == ']') continue;
    pointer += c == '.' || c == '[' ? '/' : c;
  }
  return pointer;
}

std::string_view keyword_of(const FieldProblem& problem) {
  if (problem.type == "Strict") return "additionalProperties";
  if (problem.type == "FieldValueRequired") return "required";
  if (problem.type == "FieldValueTypeInvalid" || problem.type == "Decode") return "type";
  if (problem.type == "FieldValueDuplicate") return "uniqueItems";
  if (problem.type == "FieldValueTooLong") return "maxLength";
  if (problem.type == "FieldValueTooMany") return "maxItems";
  return problem.type == "FieldValueNotSupported" ? "enum" : "";
}

/// A kind that a definition brings, as the API server judges it.
class DefinedSchema final : public KindSchema {
 public:
  explicit DefinedSchema(const CustomSchema& schema) : schema_(schema) {}

  std::vector<ShapeError> check(const Value&, const Node* root, bool strict) const override {
    std::vector<ShapeError> errors;
    if (!root) return errors;
    for (FieldProblem& problem : schema_.check(*root, YamlDialect::Sigs)) {
      if (!strict && problem.type == "Strict") continue;
      errors.push_back({pointer_of(problem.field), std::move(problem.detail), keyword_of(problem)});
    }
    return errors;
  }

 private:
  const CustomSchema& schema_;
};

/// The definitions in a file or folder, or a catalogue.
struct Definitions {
  SchemaCatalog catalog;
  std::deque<SourceFile> sources;
  Arena arena;
};

std::unique_ptr<Definitions> read_definitions(const std::string& path) {
  auto definitions = std::make_unique<Definitions>();
  if (schemas::CatalogFile::is_catalog(path)) {
    definitions->catalog.add_catalog_file(path);
    return definitions;
  }
  for (const ManifestFile& file : find_manifest_files({path}, {})) {
    std::string error = file.error;
    std::string text = error.empty() ? read_manifest_file(file.path, error) : "";
    // Most files of a folder are something else.
    if (!error.empty() || text.find("ResourceDefinition") == std::string::npos) continue;
    const SourceFile& source =
        definitions->sources.emplace_back(SourceFile{file.path, std::move(text)});
    for (const Node* root : read_yaml(source, definitions->arena).roots) {
      if (root && root->is_mapping()) definitions->catalog.add_document(*root, "");
    }
  }
  return definitions;
}

bool is_remote(std::string_view location) { return location.starts_with("http"); }

std::string file_path(std::string location) {
  constexpr std::string_view kFile = "file://";
  return location.starts_with(kFile) ? location.substr(kFile.size()) : location;
}

}  // namespace

struct SchemaLocations::Location {
  std::string pattern;
  bool is_default = false;
  std::string definitions_path;  // a folder or file that may hold definitions; empty: none
  mutable std::unique_ptr<Definitions> definitions;  // once they were read
};

SchemaLocations::SchemaLocations(LocationOptions options)
    : options_(std::move(options)), referred_(std::make_unique<ReferredFiles>()) {
  const schemas::ApiTable& table = schemas::kubernetes_api();
  const std::string& version = options_.kubernetes_version;
  if (version == "master" || version.empty()) {
    release_ = table.newest();
  } else if (version.starts_with("1.")) {
    int minor = std::atoi(version.c_str() + 2);
    if (table.releases().contains(minor)) release_ = minor;
  }
  if (options_.locations.empty()) options_.locations.emplace_back("default");
  for (const std::string& location : options_.locations) {
    Location one;
    one.pattern = complete_location(location);
    one.is_default = location == "default";
    bool may_define = !one.is_default && !is_remote(location) && !location.ends_with("json") &&
                      location.find("{{") == std::string::npos;
    if (may_define && std::filesystem::exists(location)) one.definitions_path = location;
    try {
      expand_location(one.pattern, {"Deployment", "v1", "master", true});
    } catch (const Error& error) {
      fail("usage", fmt::format("failed initialising schema location registry: {}", error.what()));
    }
    locations_.push_back(std::move(one));
  }
}

SchemaLocations::~SchemaLocations() = default;

SchemaLocations::Found SchemaLocations::find(const std::string& kind, const std::string& version) {
  std::lock_guard lock(mutex_);
  auto [known, is_new] = found_.try_emplace({kind, version});
  if (is_new) known->second = look_up(kind, version);
  return known->second;
}

SchemaLocations::Found SchemaLocations::keep(std::unique_ptr<KindSchema> schema) {
  if (!schema) return {};
  schemas_.push_back(std::move(schema));
  return {schemas_.back().get(), ""};
}

SchemaLocations::Found SchemaLocations::look_up(const std::string& kind,
                                                const std::string& version) {
  for (const Location& location : locations_) {
    Found found = look_in(location, kind, version);
    if (found.schema || !found.error.empty()) return found;
  }
  return {};
}

SchemaLocations::Found SchemaLocations::look_in(const Location& location, const std::string& kind,
                                                const std::string& version) {
  std::string path = expand_location(location.pattern,
                                     {kind, version, options_.kubernetes_version, options_.strict});
  if (location.is_default) {
    if (release_ == 0) return {};
    ApiSchema schema =
        schemas::kubernetes_api().find_published(small_kind(kind), kind_suffix(version), release_);
    if (!schema) return {};
    schemas_.push_back(std::make_unique<BuiltInSchema>(schema));
    schemas_.back()->url = path + "#";
    return {schemas_.back().get(), ""};
  }
  if (is_remote(location.pattern)) return load_url(path);
  Found found = load_file(file_path(path));
  if (found.schema || location.definitions_path.empty()) return found;
  return look_in_definitions(location, kind, version);
}

/// What kubeconform has not: definitions where it looks for schemas.
SchemaLocations::Found SchemaLocations::look_in_definitions(const Location& location,
                                                            const std::string& kind,
                                                            const std::string& version) {
  if (!location.definitions) location.definitions = read_definitions(location.definitions_path);
  const CustomSchema* schema = location.definitions->catalog.find(make_gvk(version, kind), "");
  if (!schema) return {};
  schemas_.push_back(std::make_unique<DefinedSchema>(*schema));
  schemas_.back()->url = location.definitions_path + "#";
  return {schemas_.back().get(), ""};
}

/// From kubeconform's folder of downloads, or the network where that is allowed.
SchemaLocations::Found SchemaLocations::load_url(const std::string& url) {
  std::string cached;
  if (!options_.cache_folder.empty()) {
    cached = options_.cache_folder + "/" + encode_hex(render::sha256(url));
  }
  ReadResult read;
  std::ifstream in(cached, std::ios::binary);
  if (!cached.empty() && in) {
    read = read_json_text({std::istreambuf_iterator<char>(in), {}});
  } else if (!options_.download) {
    return {nullptr,
            fmt::format("failed downloading schema at {}: drydock does not use the network "
                        "unless --allow-network asks for it; give a folder, or a file made "
                        "with `drydock schema import`",
                        url)};
  } else {
    Download answer = options_.download(url);
    if (!answer.error.empty()) {
      return {nullptr, fmt::format("failed downloading schema at {}: {}", url, answer.error)};
    }
    constexpr int kNotFound = 404;
    constexpr int kOk = 200;
    if (answer.status == kNotFound) return {};
    if (answer.status != kOk) {
      return {nullptr, fmt::format("error while downloading schema at {} - received HTTP status {}",
                                   url, answer.status)};
    }
    if (!cached.empty()) std::ofstream(cached, std::ios::binary) << answer.body;
    read = read_json_text(answer.body);
  }
  // What is no JSON is no schema, and the next location is asked.
  if (!read.document) return {};
  return keep(make_schema(url, std::move(read.document), *referred_));
}

SchemaLocations::Found SchemaLocations::load_file(const std::string& path) {
  ReadResult read = read_json_document(path);
  if (read.missing) return {};
  if (!read.document) return {nullptr, read.error};
  std::string uri = "file://" + std::filesystem::absolute(path).lexically_normal().string();
  return keep(make_schema(uri, std::move(read.document), *referred_));
}

}  // namespace drydock::validate
