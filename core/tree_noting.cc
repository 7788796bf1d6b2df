// A tree that notes what is asked of it.

#include "core/input_log.h"
#include "core/tree.h"

namespace drydock {

class Tree::Noting : public Tree {
 public:
  Noting(const Tree& under, InputLog& log) : Tree(under.place_), under_(under), log_(log) {}

  std::string describe() const override { return under_.describe(); }
  std::string content_id(const std::string& path) const override { return under_.content_id(path); }

 protected:
  std::optional<EntryKind> entry_kind(const std::string& path) const override {
    std::optional<EntryKind> kind = under_.entry_kind(path);
    // That a folder is there shows in what is found in it.
    if (!kind) log_.add_missing(path);
    if (kind && kind != EntryKind::Folder) log_.add_file(path);
    return kind;
  }

  std::vector<TreeEntry> entries(const std::string& folder) const override {
    log_.add_list(folder);
    return under_.entries(folder);
  }

  std::optional<std::string> bytes(const std::string& file) const override {
    log_.add_file(file);
    return under_.bytes(file);
  }

  std::string link_target(const std::string& link) const override {
    log_.add_file(link);
    return under_.link_target(link);
  }

 private:
  const Tree& under_;
  InputLog& log_;
};

std::unique_ptr<Tree> Tree::noting(const Tree& under, InputLog& log) {
  return std::make_unique<Noting>(under, log);
}

}  // namespace drydock
