#pragma once

#include <string>
#include <vector>

#include "core/diagnostic.h"
#include "core/resource.h"
#include "core/source.h"
#include "overlays/parsed_files.h"
#include "projects/flux/helm_release.h"

namespace drydock::projects::flux {

/// Adds to `out` what the controller makes of the manifests that Helm rendered: its kustomizations
/// one after the other, common metadata, its own labels. Gives the file of `manifests`, into which
/// all nodes point that no patch and no second kustomization made. What `parsed_files` holds must
/// outlive them. Throws Error, among others for two objects of one identity.
const SourceFile& post_render(const HelmRelease& release, std::string manifests, Sources& sources,
                              overlays::ParsedFiles& parsed_files, ResourceSet& out,
                              std::vector<Diagnostic>& warnings);

}  // namespace drydock::projects::flux
