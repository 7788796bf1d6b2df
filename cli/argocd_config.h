#pragma once

#include <vector>

#include "cli/command.h"
#include "core/source.h"
#include "projects/argocd/server_settings.h"

namespace drydock::cli {

/// The files of `--argocd-config`; of a folder its YAML files, without those further below. They
/// live in the session's sources. Throws Error for one that is not there.
std::vector<const SourceFile*> argocd_config_files(Session& session);

/// What they say; Argo CD's defaults without the flag. Settings that cannot be read go to the
/// session's err.
projects::argocd::ServerSettings argocd_settings(Session& session);

}  // namespace drydock::cli
