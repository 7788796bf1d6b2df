#pragma once

#include <vector>

#include "core/source.h"
#include "core/yaml/node.h"
#include "core/yaml/read.h"
#include "overlays/context.h"
#include "overlays/repeated_keys.h"

namespace drydock::overlays {

/// The objects of a file, as kustomize reads resources and patches: YAML as go-yaml v3 has it, all
/// documents, Lists taken apart, empty documents left out. Throws Error for what it refuses: bad
/// YAML, no kind, no name (for a List: its items), an empty item in a list. Every object owns its
/// nodes.
std::vector<Object*> read_objects(const SourceFile& file, Context& context);
/// The same for text within another file: the value of a block or quoted scalar, with positions in
/// the file around it.
std::vector<Object*> read_objects(const Node& scalar, Context& context);

/// The same for strategic merge patches, whose mappings may have a key more than once.
std::vector<Object*> read_patch_objects(const SourceFile& file, Context& context,
                                        std::vector<RepeatedKeys>& repeated);
std::vector<Object*> read_patch_objects(const Node& scalar, Context& context,
                                        std::vector<RepeatedKeys>& repeated);

/// An entry that may be objects or the name of a file, and as YAML would be a mere word: reading it
/// as objects is sure to fail. False says nothing.
bool is_surely_a_path(std::string_view entry);

/// Reads YAML that stands in a scalar; positions are those in the file around it (exact for literal
/// blocks, the scalar's own for others).
YamlDocuments read_inline_yaml(const Node& scalar, Context& context,
                               const YamlReadOptions& options);

}  // namespace drydock::overlays
