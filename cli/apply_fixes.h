#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "report/model.h"

namespace drydock::cli {

/// The edits that mend each finding, where that is certain.
std::vector<std::vector<FileEdit>> fixes_of(const std::vector<Finding>& findings);

/// Makes the fixes of findings that are not waived in the files below `folder`, each file at once,
/// and says so on the session's err. Files that are not as they were checked are left alone. -> how
/// many files changed; throws Error when one cannot be written.
size_t apply_fixes(const report::CheckReport& report, const std::string& folder, Session& session);

}  // namespace drydock::cli
