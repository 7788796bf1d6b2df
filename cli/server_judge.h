#pragma once

#include "core/arena.h"
#include "plan/object_change.h"
#include "validate/schema_catalog.h"

namespace drydock::cli {

/// Lets a plan ask what the checks of `validate/` know: what the server refuses to create, and the
/// rules of definitions.
class ServerJudge final : public plan::Judge {
 public:
  /// For definitions of the run; to be filled before objects are judged.
  validate::SchemaCatalog catalog;

  std::vector<plan::Cause> faults(const plan::Manifest& object) const override;
  std::vector<plan::Cause> broken_rules(const plan::Manifest& before,
                                        const plan::Manifest& after) const override;
};

}  // namespace drydock::cli
