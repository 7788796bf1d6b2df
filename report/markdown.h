#pragma once

#include <string>
#include <string_view>

#include "report/model.h"

namespace drydock::report {

/// The first line of a report in Markdown.
inline constexpr std::string_view kReportMarker = "<!-- drydock:report -->\n";

/// A comment for a merge request, most important first, shorter than 65,536 bytes: what does not
/// fit is counted, with a pointer to the rest. Begins with a marker by which the comment is found
/// again; the line below says how many findings are new (report/note.h).
std::string write_markdown(const CheckReport& report, const TextStyle& style);

}  // namespace drydock::report
