#pragma once

#include <vector>

#include "cli/command.h"
#include "core/source.h"

namespace drydock::cli {

/// The files of `--argocd-config`; of a folder its YAML files, without those further below. They
/// live in the session's sources. Throws Error for one that is not there.
std::vector<const SourceFile*> argocd_config_files(Session& session);

}  // namespace drydock::cli
