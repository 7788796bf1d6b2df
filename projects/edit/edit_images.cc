#include "projects/edit/edit_images.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <set>

#include "core/error.h"
#include "core/tree.h"
#include "core/yaml/edit_documents.h"
#include "projects/edit/image_uses.h"
#include "projects/manifest_scan.h"

namespace drydock::projects {
namespace {

/// The words behind the last slash, which every place that names the image has.
std::string_view last_part(std::string_view name) { return name.substr(name.rfind('/') + 1); }

class ImageEditor {
 public:
  ImageEditor(std::span<const SourceFile* const> files, std::span<const ImageWish> wishes)
      : files_(files), wishes_(wishes), found_(wishes.size()) {}

  ImageEdits run() {
    for (const SourceFile* file : files_) {
      if (may_name(file->text)) open(*file);
    }
    learn_policies();
    for (Opened& one : opened_) edit(one);
    for (size_t i = 0; i < wishes_.size(); ++i) {
      if (!found_[i]) edits_.missing.push_back(wishes_[i].image.name);
    }
    if (!edits_.missing.empty()) list_known();
    return std::move(edits_);
  }

 private:
  struct Opened {
    std::unique_ptr<YamlFileEditor> editor;
    std::vector<std::vector<ImageUse>> uses;  // by document
  };

  /// Parsing is slow, and most files name none of the images.
  bool may_name(std::string_view text) const {
    if (text.find("$imagepolicy") != text.npos || text.find("image.toolkit.flux") != text.npos) {
      return true;
    }
    return std::any_of(wishes_.begin(), wishes_.end(), [&](const ImageWish& wish) {
      return text.find(last_part(wish.image.name)) != text.npos;
    });
  }

  void open(const SourceFile& file) {
    try {
      Opened opened{std::make_unique<YamlFileEditor>(file), {}};
      bool is_kustomization = is_kustomization_file(file_name(file.path));
      for (YamlEditor& document : opened.editor->documents()) {
        const Node* root = document.root();
        opened.uses.push_back(root ? find_image_uses(*root, document.text(), is_kustomization)
                                   : std::vector<ImageUse>());
      }
      opened_.push_back(std::move(opened));
    } catch (const Error& error) {
      // Templates of charts are no YAML, and take their images from values.
      bool is_template = file.text.find("{{") != std::string::npos;
      if (!is_template) edits_.unreadable.push_back(error.diagnostic());
    }
  }

  void learn_policies() {
    FluxPolicies policies;
    for (Opened& one : opened_) {
      for (YamlEditor& document : one.editor->documents()) {
        if (document.root()) policies.add(*document.root());
      }
    }
    // What a field beside it is marked with tells the name, too.
    std::map<std::string, std::string> marked;
    for_each_use([&](const ImageUse& use) {
      if (!use.policy.empty() && !use.names.empty()) marked[use.policy] = use.names.front();
    });
    for (Opened& one : opened_) {
      for (std::vector<ImageUse>& uses : one.uses) {
        for (ImageUse& use : uses) {
          bool is_part = use.form != ImageForm::Whole && !use.names.empty();
          if (use.policy.empty() || is_part) continue;
          std::string name = policies.image_of(use.policy);
          if (name.empty() && use.names.empty()) name = marked[use.policy];
          if (!name.empty()) use.names.push_back(std::move(name));
        }
      }
    }
  }

  template <class Tell>
  void for_each_use(Tell tell) {
    for (const Opened& one : opened_) {
      for (const std::vector<ImageUse>& uses : one.uses) {
        for (const ImageUse& use : uses) tell(use);
      }
    }
  }

  /// Null when nobody wishes anything of it.
  const ImageWish* wish_for(const ImageUse& use) {
    for (size_t i = 0; i < wishes_.size(); ++i) {
      const ImageWish& wish = wishes_[i];
      std::string_view name = short_image_name(wish.image.name);
      bool is_meant = wish.policy.empty() ? std::any_of(use.names.begin(), use.names.end(),
                                                        [&](const std::string& known) {
                                                          return short_image_name(known) == name;
                                                        })
                                          : use.policy == wish.policy;
      // A name is as it is wished already, perhaps written in another way.
      bool is_name = use.form == ImageForm::Name && wish.policy.empty();
      if (!is_meant || is_name) continue;
      found_[i] = true;
      return &wish;
    }
    return nullptr;
  }

  void edit(Opened& one) {
    std::set<std::pair<size_t, YamlPath>> places;
    for (size_t i = 0; i < one.uses.size(); ++i) {
      for (const ImageUse& use : one.uses[i]) {
        const ImageWish* wish = wish_for(use);
        if (!wish) continue;
        ++edits_.found;
        // Two forms may be at one place: a field of values that is marked as well.
        if (apply_image(one.editor->documents()[i], use, wish->image)) places.emplace(i, use.at);
      }
    }
    if (places.empty()) return;
    std::string text = one.editor->text();
    if (text == one.editor->file().text) return;
    edits_.files.push_back({&one.editor->file(), std::move(text), places.size()});
  }

  void list_known() {
    std::vector<Diagnostic> unreadable = edits_.unreadable;
    for (const SourceFile* file : files_) {
      if (!may_name(file->text)) open(*file);
    }
    edits_.unreadable = std::move(unreadable);
    std::set<std::string> names;
    for_each_use([&](const ImageUse& use) { names.insert(use.names.begin(), use.names.end()); });
    edits_.known.assign(names.begin(), names.end());
  }

  std::span<const SourceFile* const> files_;
  std::span<const ImageWish> wishes_;
  std::vector<bool> found_;
  std::deque<Opened> opened_;
  ImageEdits edits_;
};

}  // namespace

ImageEdits edit_images(std::span<const SourceFile* const> files,
                       std::span<const ImageWish> wishes) {
  return ImageEditor(files, wishes).run();
}

}  // namespace drydock::projects
