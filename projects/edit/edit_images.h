#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/diagnostic.h"
#include "core/source.h"
#include "projects/edit/image_name.h"

namespace drydock::projects {

/// A file with its new text.
struct EditedFile {
  const SourceFile* file = nullptr;
  std::string text;
  size_t places = 0;
};

struct ImageWish {
  ImageName image;     // with a tag or a digest
  std::string policy;  // "namespace:name": what Flux marks with it is set, whatever it names now
};

/// What became of an edit; nothing is written.
struct ImageEdits {
  std::vector<EditedFile> files;       // those that change
  size_t found = 0;                    // places, also those that are right already
  std::vector<std::string> missing;    // names of wishes that no file has
  std::vector<std::string> known;      // with something missing: all names, sorted
  std::vector<Diagnostic> unreadable;  // files that may have a place, and cannot be read
};

/// Sets images in files wherever they are named: manifests, entries of kustomizations, values of
/// charts, Argo CD's parameters and overrides, fields that Flux marks. Comments and everything else
/// stay. Files of templates are passed over. Throws Error where a place cannot say what is wished.
ImageEdits edit_images(std::span<const SourceFile* const> files, std::span<const ImageWish> wishes);

}  // namespace drydock::projects
