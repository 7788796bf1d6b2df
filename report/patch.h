#pragma once

#include <string>
#include <vector>

#include "core/fix_edits.h"
#include "report/model.h"

namespace drydock::report {

/// What `git apply` takes. Hunks that would show lines of a Secret are left out.
std::string patch_text(const std::vector<FileEdit>& edits);

/// All fixes of findings that are not waived as one patch.
std::string write_patch(const CheckReport& report, const TextStyle& style);

/// The edits of these findings that can be made together.
std::vector<FileEdit> all_edits(const CheckReport& report);

}  // namespace drydock::report
