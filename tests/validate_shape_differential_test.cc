#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "core/json/parse.h"
#include "core/json/write.h"
#include "schemas/json_schema.h"
#include "schemas/kubernetes.h"
#include "validate/shape_check.h"

namespace drydock::validate {
namespace {

using schemas::ApiField;
using schemas::ApiSchema;
using schemas::ApiType;
using schemas::JsonValue;
using schemas::ShapeKind;

/// Where the Python package kubernetes-validate keeps its schemas; empty when it is not installed.
std::string package_folder() {
  const char* python = std::getenv("DRYDOCK_PYTHON");
  std::string command = std::string(python ? python : "python3") +
                        " -c 'import os, kubernetes_validate as k; assert k.__version__ == "
                        "\"1.37.0\"; print(os.path.dirname(k.__file__))' 2> /dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 4096> line{};
  std::string folder = pipe && fgets(line.data(), line.size(), pipe) ? line.data() : "";
  if (pipe) pclose(pipe);
  while (folder.ends_with('\n')) folder.pop_back();
  return folder.empty() ? "" : folder + "/kubernetes-json-schema";
}

Value read_json(const std::filesystem::path& path, Arena& arena) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_json(text, arena, {.numbers = JsonNumbers::Literal}).value;
}

/// The published schemas of one release as one schema: an object with a property for each file.
class Published {
 public:
  explicit Published(const std::filesystem::path& folder) {
    ValueMap* definitions = arena_.make<ValueMap>(arena_);
    ValueMap* properties = arena_.make<ValueMap>(arena_);
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      std::string name = entry.path().stem().string();
      if (name == "all" || name == "_definitions") continue;
      Value file = read_json(entry.path(), arena_);
      file.as_map().erase("$id");
      file.as_map().erase("$schema");
      std::string_view kept = arena_.copy(name);
      definitions->set(kept, file);
      ValueMap* reference = arena_.make<ValueMap>(arena_);
      reference->set("$ref", Value::of_string(arena_.copy("#/$defs/" + name)));
      properties->set(kept, Value::of_map(reference));
    }
    ValueMap* root = arena_.make<ValueMap>(arena_);
    root->set("$defs", Value::of_map(definitions));
    root->set("properties", Value::of_map(properties));
    root_ = schemas::json_from_value(Value::of_map(root), arena_);
    definitions_ =
        schemas::json_from_value(read_json(folder / "_definitions.json", arena_), arena_);
    schemas::SchemaOptions options;
    options.base_uri = "https://kubernetes.io/all.json";
    options.load = [this](const std::string& uri) {
      return uri.ends_with("/_definitions.json") ? &definitions_ : nullptr;
    };
    schema_ = std::make_unique<schemas::JsonSchema>(root_, options);
    EXPECT_FALSE(schema_->is_broken());
  }

  std::span<const schemas::JsonMember> names() const { return root_.find("properties")->members(); }

  bool accepts(std::string_view name, const Value& document) const {
    Arena arena;
    ValueMap* wrapped = arena.make<ValueMap>(arena);
    wrapped->set(name, document);
    return schema_->is_valid(schemas::json_from_value(Value::of_map(wrapped), arena));
  }

 private:
  Arena arena_;
  JsonValue root_;
  JsonValue definitions_;
  std::unique_ptr<schemas::JsonSchema> schema_;
};

/// Makes documents of a type that mostly fit it.
class Maker {
 public:
  Maker(Arena& arena, unsigned seed) : arena_(arena), random_(seed) {}

  Value object(const ApiType& type, int depth) {
    ValueMap* map = arena_.make<ValueMap>(arena_);
    for (ApiField field : type.fields()) {
      if (field.is_required() ? one_in(60) : !one_in(depth > 2 ? 12 : 3)) continue;
      map->set(field.name(), value(field.schema(), depth + 1));
    }
    for (const Gvk& gvk : schemas::kubernetes_api().kinds_of(type)) {
      if (one_in(20)) continue;
      map->set("kind", Value::of_string(gvk.kind));
      std::string api = gvk.group.empty() ? std::string(gvk.version)
                                          : fmt::format("{}/{}", gvk.group, gvk.version);
      map->set("apiVersion", Value::of_string(arena_.copy(api)));
    }
    // The package closes types without fields, too, which kubeconform's own schemas do not.
    bool has_fields = type.fields().begin() != type.fields().end();
    if (one_in(25) && has_fields) map->set("notAField", Value::of_bool(true));
    return Value::of_map(map);
  }

 private:
  bool one_in(int n) { return std::uniform_int_distribution<int>(1, n)(random_) == 1; }

  Value anything() {
    ValueMap* map = arena_.make<ValueMap>(arena_);
    static const Value kItems[] = {Value::of_string("a")};
    const Value choices[] = {Value(),
                             Value::of_bool(true),
                             Value::of_float(3),
                             Value::of_float(1.5),
                             Value::of_string("text"),
                             Value::of_list(kItems),
                             Value::of_map(map)};
    return choices[std::uniform_int_distribution<size_t>(0, std::size(choices) - 1)(random_)];
  }

  Value value(const ApiSchema& schema, int depth) {
    if (one_in(60) || depth > 9) return anything();
    switch (schema.kind()) {
      case ShapeKind::Object:
        return object(schema.type(), depth);
      case ShapeKind::Map: {
        ValueMap* map = arena_.make<ValueMap>(arena_);
        map->set("key", value(schema.field(""), depth + 1));
        return Value::of_map(map);
      }
      case ShapeKind::List: {
        Value* items = arena_.array<Value>(1);
        items[0] = value(schema.element(), depth + 1);
        return Value::of_list({items, 1});
      }
      case ShapeKind::Boolean:
        return Value::of_bool(false);
      case ShapeKind::Integer:
      case ShapeKind::Number:
      case ShapeKind::Quantity:
        return Value::of_float(7);
      case ShapeKind::IntOrString:
      case ShapeKind::String:
        return Value::of_string("text");
      default:
        return anything();
    }
  }

  Arena& arena_;
  std::mt19937 random_;
};

/// KIND-GROUP-VERSION as `find_published` wants it.
ApiSchema find(std::string_view name, int release) {
  size_t dash = name.find('-');
  return schemas::kubernetes_api().find_published(name.substr(0, dash), name.substr(dash), release);
}

void compare(const std::string& folder, int release, bool strict) {
  Published published(fmt::format("{}/v1.{}.0-local{}", folder, release, strict ? "-strict" : ""));
  size_t valid = 0;
  size_t judged = 0;
  for (const schemas::JsonMember& member : published.names()) {
    ApiSchema schema = find(member.name, release);
    if (!schema) continue;  // values that are no objects of fields
    for (unsigned seed = 0; seed < 3; ++seed) {
      Arena arena;
      Value document =
          Maker(arena, seed * 1000 + static_cast<unsigned>(release)).object(schema.type(), 0);
      bool expected = published.accepts(member.name, document);
      auto errors = check_shape(document, schemas::kubernetes_api(), schema, strict);
      ++judged;
      valid += expected;
      ASSERT_EQ(errors.empty(), expected)
          << member.name << " in 1." << release << (strict ? " strict" : "") << "\n"
          << describe_shape_errors("", errors) << "\n"
          << to_json(document);
    }
  }
  EXPECT_GT(judged, 1500u);
  EXPECT_GT(valid, judged / 10);
  EXPECT_LT(valid, judged);
}

TEST(ShapeCheck, AgreesWithThePublishedSchemasOfEveryRelease) {
  std::string folder = package_folder();
  if (folder.empty())
    GTEST_SKIP() << "needs Python with the package kubernetes-validate 1.37.0 (DRYDOCK_PYTHON)";
  schemas::ReleaseRange releases = schemas::kubernetes_api().releases();
  for (int release = releases.first; release <= releases.last; ++release) {
    compare(folder, release, false);
    compare(folder, release, true);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace drydock::validate
