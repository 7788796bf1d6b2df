#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "core/error.h"
#include "core/json/parse.h"
#include "core/yaml/emit.h"
#include "core/yaml/read.h"
#include "overlays/parsed_files.h"
#include "projects/flux/envsubst.h"
#include "projects/flux/helm_release.h"
#include "projects/flux/kustomization_spec.h"
#include "projects/flux/post_render.h"
#include "projects/flux/substitute.h"
#include "projects/flux/value_objects.h"
#include "tests/yaml_corpus.h"

namespace drydock::projects::flux {
namespace {

std::string text_of(const ValueMap& line, std::string_view field) {
  const Value* value = line.find(field);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

bool flag_of(const ValueMap& line, std::string_view field) {
  const Value* value = line.find(field);
  return value && value->is_bool() && value->as_bool();
}

/// What a case gives: a text, or an error, which begins with "error: ".
using RunCase = std::function<std::string(const ValueMap& line)>;

/// Runs all lines of a file of the corpus and compares what they give with `want`.
void run_cases(const std::string& name, const RunCase& run) {
  std::ifstream in(*corpus_folder() / "flux" / name);
  ASSERT_TRUE(in) << name;
  std::string text;
  size_t passed = 0;
  size_t total = 0;
  while (std::getline(in, text)) {
    Arena arena;
    JsonResult parsed = parse_json(text, arena);
    ASSERT_TRUE(parsed.ok()) << text;
    const ValueMap& line = parsed.value.as_map();
    std::string actual;
    try {
      actual = run(line);
    } catch (const Error& error) {
      actual = "error: " + error.diagnostic().message;
    }
    bool wants_error = line.find("error") != nullptr;
    std::string want = text_of(line, "want");
    if (const Value* value = line.find("want"); value && value->is_map()) want = to_yaml(*value);
    bool ok = wants_error ? actual.starts_with("error: ") : actual == want;
    ++total;
    passed += ok;
    EXPECT_TRUE(ok) << name << ": " << text_of(line, "name") << "\n wanted "
                    << testing::PrintToString(wants_error ? text_of(line, "error") : want)
                    << "\n got    " << testing::PrintToString(actual);
  }
  std::cout << name << ": " << passed << " of " << total << '\n';
}

Variables variables_of(const ValueMap& line) {
  Variables variables;
  for (const ValueMap::Entry& entry : line.find("vars")->as_map().entries()) {
    variables[std::string(entry.key)] = entry.value.as_string();
  }
  return variables;
}

TEST(FluxCorpus, Envsubst) {
  DRYDOCK_NEEDS_CORPUS();
  run_cases("envsubst.jsonl", [](const ValueMap& line) {
    Substitution result =
        substitute_text(text_of(line, "template"), variables_of(line), flag_of(line, "strict"));
    return result.fault ? "error: " + result.fault->message : result.text;
  });
}

/// A text of a case as YAML, with what it lives in.
struct Document {
  explicit Document(std::string text) : file{"case.yaml", std::move(text)} {
    YamlDocuments documents = read_yaml(file, arena);
    if (!documents.problems.empty()) throw Error(documents.problems.front());
    root = documents.roots.front();
  }

  Arena arena;
  SourceFile file;
  Node* root = nullptr;
};

ValueObjects objects_of(const ValueMap& line) {
  ValueObjects objects;
  for (const Value& text : line.find("objects")->as_list()) {
    Document document{std::string(text.as_string())};
    objects.add(*document.root);
  }
  return objects;
}

std::string substitute_case(const ValueMap& line) {
  Document definition(text_of(line, "kustomization"));
  Kustomization k = read_kustomization(*definition.root, YamlDialect::Sigs, definition.arena);
  Arena arena;
  std::deque<SourceFile> texts;
  SourceFile file{"manifest.yaml", text_of(line, "manifest")};
  Node* object = overlays::parse_objects(file, arena, texts).front();
  if (opts_out_of_substitution(*object)) return "";
  PostBuild post_build = k.spec.post_build.value_or(PostBuild());
  ValueObjects objects = objects_of(line);
  Variables variables =
      load_variables(post_build, k.namespace_name(), flag_of(line, "dryRun") ? nullptr : &objects);
  if (variables.empty() && !flag_of(line, "always"))
    return to_yaml(*object, YamlDialect::Kustomize);
  check_variable_names(variables, post_build);
  SubstituteOptions options{flag_of(line, "strict")};
  return to_yaml(*substitute_object(*object, variables, options, arena), YamlDialect::Kustomize);
}

TEST(FluxCorpus, Substitute) {
  DRYDOCK_NEEDS_CORPUS();
  run_cases("substitute.jsonl", substitute_case);
}

/// A HelmRelease of a case, with what it lives in.
struct ReleaseCase {
  explicit ReleaseCase(const ValueMap& line)
      : document(text_of(line, "helmRelease")),
        release(read_helm_release(*document.root, YamlDialect::Sigs, document.arena)) {}

  Document document;
  HelmRelease release;
};

TEST(FluxCorpus, HelmReleaseValues) {
  DRYDOCK_NEEDS_CORPUS();
  run_cases("helmrelease-values.jsonl", [](const ValueMap& line) {
    ReleaseCase c(line);
    Sources sources;
    Arena arena;
    return to_yaml(Value::of_map(compose_values(c.release, objects_of(line), sources, arena)));
  });
}

TEST(FluxCorpus, HelmReleaseNames) {
  DRYDOCK_NEEDS_CORPUS();
  run_cases("helmrelease-names.jsonl", [](const ValueMap& line) {
    ReleaseCase c(line);
    return fmt::format("helmChartName: {}\nreleaseName: {}\nreleaseNamespace: {}\n"
                       "storageNamespace: {}\n",
                       c.release.helm_chart_name(), c.release.release_name(),
                       c.release.release_namespace(), c.release.storage_namespace());
  });
}

TEST(FluxCorpus, PostRender) {
  DRYDOCK_NEEDS_CORPUS();
  run_cases("postrender.jsonl", [](const ValueMap& line) {
    ReleaseCase c(line);
    Sources sources;
    overlays::ParsedFiles parsed_files;
    ResourceSet set;
    std::vector<Diagnostic> warnings;
    post_render(c.release, text_of(line, "manifest"), sources, parsed_files, set, warnings);
    std::string text;
    for (const Resource& resource : set.resources) {
      if (!text.empty()) text += "---\n";
      append_yaml(text, *resource.root, YamlDialect::Kustomize);
    }
    return text;
  });
}

}  // namespace
}  // namespace drydock::projects::flux
