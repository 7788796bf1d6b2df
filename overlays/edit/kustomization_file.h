#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/arena.h"
#include "core/source.h"
#include "core/yaml/edit.h"
#include "core/yaml/node.h"
#include "overlays/edit/edit_files.h"

namespace drydock::overlays {

/// The kustomization in a folder, for an edit: its tree is changed freely, and saving finds the
/// smallest changes of the text that mean the same, so that comments, order and quotes stay.
///
/// As with the original, an edit also brings the file up to date: `apiVersion` and `kind` are added
/// when missing, and `bases`, `imageTags`, `env` and `helmChartInflationGenerator` become what
/// replaced them.
class KustomizationFile {
 public:
  /// Throws Error when there is no kustomization, when there are several, or when it cannot be
  /// read. `sources` owns the text that such an Error points into.
  KustomizationFile(EditFiles& files, Sources& sources);

  const std::string& path() const { return path_; }
  Arena& arena() { return arena_; }
  /// What the file is to say; always a mapping.
  Node& root() { return *root_; }

  /// Gives a field another name where it stands; the other name must not be taken.
  void rename(std::string_view field, std::string_view name);
  /// Adds the items of the list `from`, which goes away, to the list `to`.
  void move_list(std::string_view from, std::string_view to);
  /// `commonLabels`, as the original's fix has it: an entry of `labels` with selectors.
  void turn_common_labels_into_labels();

  void save();

 private:
  void bring_up_to_date();
  void modernize_generators(std::string_view list);
  void modernize_charts();
  void order_new_fields();

  EditFiles& files_;
  std::string path_;
  Arena arena_;
  YamlEditor editor_;
  Node* root_ = nullptr;
  std::vector<std::pair<std::string, std::string>> renames_;
  bool wraps_labels_ = false;
};

/// The names that a kustomization's file may have, the preferred one first.
inline constexpr std::string_view kKustomizationNames[] = {"kustomization.yaml",
                                                           "kustomization.yml", "Kustomization"};

}  // namespace drydock::overlays
