#pragma once

#include "overlays/edit/edit_run.h"
#include "overlays/edit/kustomization_file.h"

namespace drydock::overlays {

/// The original's `edit fix --vars`: each var becomes a replacement whose targets are the places in
/// the files of resources, bases and patches that name it, and these places get a placeholder.
/// Throws Error where a var stands within a text without delimiters that set it apart.
void turn_vars_into_replacements(EditRun& run, KustomizationFile& file);

}  // namespace drydock::overlays
