#pragma once

#include <string>
#include <vector>

#include "overlays/edit/edit_run.h"

namespace drydock::overlays {

enum class GeneratorKind : uint8_t { ConfigMap, Secret };

struct GeneratorFlags {
  std::vector<std::string> files;     // [KEY=]FILE; FILE may be a pattern
  std::vector<std::string> literals;  // KEY=VALUE
  std::string env_file;
  std::string behavior;
  std::string type = "Opaque";  // of a Secret that is added
  std::string namespace_name;
  std::string new_namespace;
  bool disable_name_suffix_hash = false;
};

/// Adds sources to the generator with this name and namespace, which is made when there is none.
/// What it generates is checked: files exist below the folder, no key comes twice. As with the
/// original, `generatorOptions` are copied into the generator.
void add_generator(EditRun& run, EditArgs args, GeneratorKind kind, GeneratorFlags flags);
/// Gives literals that exist other values, or the generator another namespace.
void set_generator(EditRun& run, EditArgs args, GeneratorKind kind, const GeneratorFlags& flags);
/// One argument: names with commas between them. Fails when none of them is there.
void remove_generators(EditRun& run, EditArgs args, GeneratorKind kind,
                       const std::string& namespace_name);

}  // namespace drydock::overlays
