#pragma once

#include <optional>
#include <string_view>

#include "render/manifest_head.h"

namespace drydock::render {

/// Reads the head of a document that is written in the plain subset of YAML that nearly all
/// manifests keep to, in one pass and several times faster than a YAML reader: block mappings and
/// sequences, scalars on one line, block scalars, and short flow sequences. Nothing when the
/// document has anything else in it or may have a fault; then `read_manifest_head` has to judge.
/// Texts point into the document.
std::optional<ManifestHead> read_simple_manifest(std::string_view document);

}  // namespace drydock::render
