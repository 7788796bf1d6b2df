#pragma once

#include "overlays/edit/edit_run.h"

namespace drydock::overlays {

/// NAME=NEWNAME:TAG@DIGEST and its shorter forms; `*` keeps what is there. As with the original, an
/// image loses its `tagSuffix`, and of entries with one name the first stays.
void set_images(EditRun& run, EditArgs args);

/// NAME=COUNT; of entries with one name the first stays.
void set_replicas(EditRun& run, EditArgs args);

}  // namespace drydock::overlays
