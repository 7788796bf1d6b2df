#pragma once

#include <vector>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "core/settings.h"
#include "core/source.h"

namespace drydock::projects {

/// Settings and all that is wrong with them, in the order of the file. With any problem they are
/// unusable: what is wrong has its default.
struct ReadSettings {
  Settings settings;
  std::vector<Diagnostic> problems;  // all of severity error
};

/// Reads drydock.yaml (YAML or JSON). Never throws for bad input. Nodes in the settings live in
/// `arena` and point into the file.
ReadSettings read_settings(const SourceFile& file, Arena& arena);

}  // namespace drydock::projects
