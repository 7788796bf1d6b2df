#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "core/value.h"
#include "render/builtins/context.h"

namespace drydock::render {

/// Template files without a chart around them, and what they run on.
struct LoneTemplates {
  std::vector<const SourceFile*> files;   // those whose name begins with "_" only define templates
  std::vector<const SourceFile*> values;  // YAML mappings; later ones go before earlier ones
  std::string release_name = "release-name";
  std::string namespace_name = "default";
};

/// The texts of the files, in their order, as Helm's engine renders them: with `.Values`,
/// `.Release`,
/// `.Capabilities`, `.Template`, an empty `.Files`, and a `.Chart` with the name of the release.
/// Throws Error for what cannot be rendered: rules `template-syntax`, `template-error`, `yaml-*`,
/// or one of the limits.
std::string render_files(const LoneTemplates& templates, const Environment& environment,
                         const Limits& limits);

}  // namespace drydock::render
