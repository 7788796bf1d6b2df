#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace drydock::schemas {

/// The versions of JSON Schema, in order of time.
enum class Draft : uint8_t { Draft4, Draft6, Draft7, Draft2019, Draft2020 };

/// "4", "6", "7", "2019-09" and "2020-12"; nothing for other texts.
std::optional<Draft> find_draft(std::string_view name);

/// The draft whose own meta-schema has this URI, with or without a '#' at its end, over http or
/// https; nothing for other URIs.
std::optional<Draft> draft_of_metaschema(std::string_view uri);

}  // namespace drydock::schemas
