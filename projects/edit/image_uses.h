#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml/edit.h"
#include "core/yaml/node.h"
#include "projects/edit/image_name.h"

namespace drydock::projects {

/// The forms in which files name an image.
enum class ImageForm {
  Whole,      // one scalar: "app:1.2"
  Kustomize,  // an entry of a kustomization's `images`
  Values,     // a mapping with repository and tag, as charts have it in their values
  Name,       // one scalar each, told by a Flux marker or a parameter's name
  Tag,
  Digest,
};

/// One place of a document that names an image.
struct ImageUse {
  ImageForm form = ImageForm::Whole;
  YamlPath at;
  std::vector<std::string> names;  // that it may be called by, as written; empty: see `policy`
  std::string prefix = {};         // of Whole: "app=" of Argo CD's overrides of kustomize images
  std::string policy = {};         // "namespace:name" of a Flux marker
};

/// A comment of Flux that marks a field: {"$imagepolicy": "namespace:name:tag"}.
struct ImageMarker {
  std::string policy;                 // "namespace:name"
  ImageForm form = ImageForm::Whole;  // or Name, Tag, Digest
  size_t at = 0;                      // in the line, where the words begin
};
/// That of a line; nothing where there is none that Flux takes.
std::optional<ImageMarker> image_marker_of(std::string_view line);

/// Every use of an image in a document. `text` is the document's own, for the comments that Flux
/// marks fields with; `is_kustomization` is what its file's name says.
std::vector<ImageUse> find_image_uses(const Node& root, std::string_view text,
                                      bool is_kustomization);

/// What ImagePolicies and ImageRepositories of Flux say: which image a policy is about.
class FluxPolicies {
 public:
  void add(const Node& root);
  /// The image of a policy "namespace:name"; empty when that is not known.
  std::string image_of(const std::string& policy) const;

 private:
  std::map<std::string, std::string> repository_of_policy_;  // both "namespace:name"
  std::map<std::string, std::string> image_of_repository_;
};

/// Makes a use name the wished version -> whether that changes anything. Throws Error where the
/// place cannot say it.
bool apply_image(YamlEditor& editor, const ImageUse& use, const ImageName& wish);

}  // namespace drydock::projects
