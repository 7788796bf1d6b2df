#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml/node.h"
#include "projects/edit/image_name.h"

namespace drydock::projects {

/// A file in which Argo CD's image updater writes an image when it commits it.
struct WriteBack {
  enum class Form {
    Own,            // `.argocd-source-APP.yaml`, which Argo CD reads beside the manifests
    Values,         // a chart's values
    Kustomization,  // entries of `images`
  };
  Form form = Form::Own;
  std::string folder;     // from the root of their repository
  std::string file_name;  // in there; empty: the kustomization of the folder
  bool is_chart = false;  // the Application says so; a chart in the folder says it as well
  // Parameters or values of a chart: the whole image, or its name and version.
  std::string spec, name = "image.name", tag = "image.tag";
  std::string alias;           // that the updater calls the image by
  std::string kustomize_name;  // what the kustomization calls the image; empty: as it is
};

/// What Applications and their image updater say about where images are written: annotations of an
/// Application, and objects of kind ImageUpdater. Only what is committed to Git counts.
class ImageUpdaters {
 public:
  void add(const Node& root);
  /// Where an image is written.
  std::vector<WriteBack> files_of(const ImageName& image) const;

 private:
  struct ManifestSource {
    std::string folder;
    bool is_chart = false;
    bool is_kustomization = false;
  };
  struct Application {
    std::string name;
    std::vector<ManifestSource> sources;
  };
  struct Rule {
    std::string pattern;  // of Applications' names
    std::string image;
    std::string target;  // "kustomization:../base", "helmvalues:/values.yaml", a path; or empty
    WriteBack place;
  };

  void add_application(const Node& root);
  void add_updater(const Node& root);
  static const ManifestSource& source_for(const Application& application, WriteBack::Form form);
  static std::optional<WriteBack> resolve(const Application& application, const Rule& rule);

  std::vector<Application> applications_;
  std::vector<Rule> rules_;
};

/// The text of such a file with an image set; a new file from an empty text. `is_chart` is for
/// those of form Own. Throws Error where it cannot be read or holds something else.
std::string with_written_image(const std::string& text, const WriteBack& place, bool is_chart,
                               const ImageName& image);

}  // namespace drydock::projects
