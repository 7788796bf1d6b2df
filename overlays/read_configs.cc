#include "overlays/read_configs.h"

#include "core/error.h"
#include "core/yaml/read.h"
#include "overlays/config_fields.h"
#include "overlays/decoder.h"
#include "overlays/loader.h"

namespace drydock::overlays {
namespace {

Node* read_first_document(const Text& path, Context& context) {
  const SourceFile& file = context.loader.load(path);
  YamlDocuments documents =
      read_yaml(file, context.arena, {.dialect = YamlDialect::Sigs, .first_document_only = true});
  for (const Diagnostic& problem : documents.problems) {
    if (problem.severity == Severity::Error) throw Error(problem);
  }
  return documents.roots.empty() ? nullptr : documents.roots.front();
}

}  // namespace

std::vector<Replacement> read_replacements(const Text& path, Context& context) {
  Node* root = read_first_document(path, context);
  if (!root || root->is_scalar()) {
    fail("kustomization",
         "a file of replacements must hold one or a list of them (unsupported replacement type "
         "encountered within replacement path)",
         root ? root->where() : path.where());
  }
  Decoder decoder(context.arena, Decoder::Mode::Plugin, "the replacement");
  std::vector<Replacement> replacements;
  if (root->is_sequence()) {
    decoder.read("replacements", *root, replacements);
  } else {
    decoder.read_object("", *root, replacements.emplace_back());
  }
  return replacements;
}

std::vector<ValueAddTarget> read_value_add_targets(const Text& path, Context& context) {
  ValueAddConfig config;
  if (Node* root = read_first_document(path, context)) {
    Decoder(context.arena, Decoder::Mode::Plugin, "the file of targets")
        .read_object("", *root, config);
  }
  return std::move(config.targets);
}

}  // namespace drydock::overlays
