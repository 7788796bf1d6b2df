#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/go_flags.h"
#include "projects/flux/build_recursive.h"

namespace drydock::cli {

/// Flags that all verbs of flux take. Those about a cluster are taken and mean nothing here.
struct FluxFlags {
  std::string namespace_name = "flux-system";
  std::vector<std::string> objects;  // files and folders with ConfigMaps and Secrets
  bool allow_network = false;

  std::string cluster_text;
  std::vector<std::string> cluster_texts;
  bool cluster_switch = false;
};

void add_flux_flags(GoFlags& flags, FluxFlags& values);

struct FluxKustomizationFlags {
  std::string path;
  std::string file;
  std::vector<std::string> ignore_paths;
  bool dry_run = false;
  bool strict = false;
  bool recursive = false;
  projects::flux::LocalSources sources;
  bool in_memory = false;
};

void add_flux_kustomization_flags(GoFlags& flags, FluxKustomizationFlags& values);
void add_local_sources_flag(GoFlags& flags, projects::flux::LocalSources& sources);

/// The path that a word of the command line names, absolute and without a slash at its end.
std::string absolute_path_of(const std::string& word, const Session& session);

}  // namespace drydock::cli
