#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml/node.h"
#include "projects/edit/image_name.h"

namespace drydock::projects {

/// A file beside the manifests of an Application of Argo CD, in which its image updater writes
/// images when it commits them: `.argocd-source-APP.yaml`.
struct WriteBack {
  std::string folder;     // of the manifests, from the root of their repository
  std::string file_name;  // in there
  bool is_chart = false;  // the Application says so; a chart in the folder says it as well
  // Parameters of a chart: the whole image, or its name and version.
  std::string spec, name = "image.name", tag = "image.tag";
  std::string kustomize_name;  // what the kustomization calls the image; empty: as it is
};

/// What Applications and their image updater say about where images are written: annotations of an
/// Application, and objects of kind ImageUpdater. Only what is committed to Git counts, and of that
/// only what goes to the file of its own: values and kustomizations are edited where they are.
class ImageUpdaters {
 public:
  void add(const Node& root);
  /// Where an image is written.
  std::vector<WriteBack> files_of(const ImageName& image) const;

 private:
  struct Application {
    std::string name, folder;
    bool is_chart = false;
  };
  struct Rule {
    std::string pattern;  // of Applications' names
    std::string image;
    WriteBack place;
  };

  void add_application(const Node& root);
  void add_updater(const Node& root);

  std::vector<Application> applications_;
  std::vector<Rule> rules_;
};

/// The text of such a file with an image set; a new file from an empty text. Throws Error where it
/// cannot be read or holds something else.
std::string with_written_image(const std::string& text, const WriteBack& place, bool is_chart,
                               const ImageName& image);

}  // namespace drydock::projects
