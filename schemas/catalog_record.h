#pragma once

#include <vector>

#include "core/yaml/node.h"
#include "schemas/catalog_file.h"

namespace drydock::schemas {

/// What a catalogue keeps of a definition: one record for each version, without descriptions,
/// examples and whatever else says nothing about values. None for other documents.
std::vector<CatalogRecord> catalog_records(const Node& document);

}  // namespace drydock::schemas
