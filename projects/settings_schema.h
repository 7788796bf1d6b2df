#pragma once

#include <string>

namespace drydock::projects {

/// A JSON Schema (draft 7, which editors know) of drydock.yaml.
std::string settings_json_schema();

/// The reference part of docs/configuration.md: a table of keys for each object, in Markdown.
std::string settings_reference();

}  // namespace drydock::projects
