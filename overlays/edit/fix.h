#pragma once

#include "overlays/edit/edit_run.h"

namespace drydock::overlays {

/// Replaces deprecated fields by what replaced them: `patchesJson6902` and `patchesStrategicMerge`
/// by `patches`, `commonLabels` by `labels`, and with `vars` those by `replacements`. The latter
/// also writes the files of resources, where "$(NAME)" becomes "NAME_PLACEHOLDER".
void fix_kustomization(EditRun& run, bool vars);

}  // namespace drydock::overlays
