#pragma once

#include "overlays/context.h"
#include "overlays/object_list.h"

namespace drydock::overlays {

/// Merges a strategic merge patch into an object. Kind, name and namespace stay what they are,
/// unless the patch's notes let it change them. The patch's nodes become the object's.
void patch_object(ObjectList& objects, Object& target, Node& patch, const BuildNotes& notes,
                  Context& context);

/// For a text that kustomize sets anew, as one of no type: what looks like a number and comes in
/// its place later is one.
void forget_type(Node& mapping, std::string_view key);

/// A copy of a patch for one of several targets. As in kustomize, it takes the target's apiVersion,
/// and its own labels and annotations become texts: a null there does not remove, but sets "null".
Node* copy_for_target(const Object& patch, const Object& target, Arena& arena);

/// Gives an object annotations, even if only empty ones: kustomize keeps its notes there, so that a
/// patch finds the field.
void ensure_annotations(Node& root, Arena& arena);

/// Makes texts of all annotations, and removes the field when there are none.
void make_annotations_texts(Node& root, Arena& arena);

}  // namespace drydock::overlays
