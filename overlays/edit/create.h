#pragma once

#include <string>

#include "overlays/edit/edit_run.h"

namespace drydock::overlays {

struct CreateFlags {
  std::string resources;  // files, folders or patterns with commas between them
  std::string namespace_name;
  std::string annotations;  // KEY:VALUE with commas between them
  std::string labels;
  std::string name_prefix;
  std::string name_suffix;
  bool autodetect = false;  // add files of the folder that hold objects
  bool recursive = false;   // look into folders below, too; those with a kustomization are added
};

/// Writes a new kustomization.yaml. Throws Error when there is one already.
void create_kustomization(EditRun& run, const CreateFlags& flags);

}  // namespace drydock::overlays
