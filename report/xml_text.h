#pragma once

#include <string>
#include <string_view>

namespace drydock::report {

/// Text for XML, also in attributes, as Go's encoding/xml escapes it.
std::string xml_text(std::string_view text);

}  // namespace drydock::report
