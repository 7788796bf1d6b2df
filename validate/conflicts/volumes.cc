#include "validate/conflicts/volumes.h"

#include "core/kinds.h"
#include "validate/conflicts/fields.h"

namespace drydock::validate {

void collect_volume_claims(const Fleet&, const Project&, const Resource& resource, uint32_t index,
                           ClaimSink& sink) {
  if (!is_kind(resource, "", "PersistentVolumeClaim")) return;
  const Node* volume = field(resource.root, {"spec", "volumeName"});
  if (!volume || volume->text().empty()) return;
  sink.add(index, volume, {volume->text()},
           format_resource_id("", "PersistentVolume", "", volume->text()));
}

}  // namespace drydock::validate
