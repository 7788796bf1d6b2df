#pragma once

#include <span>
#include <vector>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "core/yaml/node.h"

namespace drydock::overlays {

/// A mapping of a patch that has keys more than once. kustomize finds the first of them when it
/// merges the mapping into one that is there. It fails only where it takes over the whole mapping,
/// since nobody can read what it would print.
struct RepeatedKeys {
  SourcePos mapping;             // where it begins
  Diagnostic problem;            // about the first key that is there again
  std::vector<NodeEntry> later;  // what was taken out
};

/// Leaves the first of repeated keys in every mapping below a node.
void take_out_repeated_keys(Node& root, std::vector<RepeatedKeys>& repeated);

/// Makes one of the annotations that `metadata` of an object has more than once: kustomize reads
/// all of them when it writes its own notes there, and what came first stays. Within one mapping
/// the last value counts. Problems about these keys are taken out.
void join_repeated_annotations(Node& object, std::vector<Diagnostic>& problems, Arena& arena);

/// Gives a mapping that kustomize reads as a map, annotations for one, the last of its repeated
/// values.
void keep_last_of_repeated(const Node& map, const std::vector<RepeatedKeys>& repeated);

/// Throws the problem of a mapping that stands in `root` as it was in the patch, merged into
/// nothing. `passed_over` is not looked at.
void check_repeated_keys(const Node& root, const std::vector<RepeatedKeys>& repeated,
                         std::span<const Node* const> passed_over);

}  // namespace drydock::overlays
