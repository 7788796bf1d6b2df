#include "render/chart_folder.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/go_quote.h"
#include "render/helm_ignore.h"

namespace drydock::render {
namespace {

// As in Helm: of one file, and in Helm 4 (which has no other bound) of all files as well.
constexpr size_t kMaxFile3 = size_t{5} << 20;
constexpr size_t kMaxChart = size_t{100} << 20;
constexpr size_t kMaxFiles = 50'000;
constexpr int kMaxDepth = 64;  // of folders; links may lead round in circles

std::string join(std::string_view folder, std::string_view name) {
  return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
}

/// Helm's walk over a chart's folder.
class FolderWalk {
 public:
  FolderWalk(SourceCache& files, std::string_view root, int helm_version,
             std::vector<std::string>& warnings)
      : files_(files), root_(root), helm3_(helm_version == 3), warnings_(warnings) {
    std::string ignore_file = join(root_, ".helmignore");
    if (files_.tree().kind(ignore_file) == EntryKind::File) {
      ignore_ = HelmIgnore(files_.read(ignore_file).text);
    }
  }

  std::vector<LooseFile> run() {
    walk("", 0);
    return std::move(found_);
  }

 private:
  void walk(const std::string& folder, int depth) {
    if (depth > kMaxDepth) {
      fail("chart-invalid", fmt::format("folders are nested more than {} deep in {}; does a link "
                                        "lead back to the chart?",
                                        kMaxDepth, root_));
    }
    for (const TreeEntry& entry : files_.list(join_root(folder))) {
      visit(join(folder, entry.name), entry.kind, depth);
    }
  }

  void visit(const std::string& path, EntryKind kind, int depth) {
    if (kind == EntryKind::Symlink) kind = follow(path);
    if (ignore_.ignores(path, kind == EntryKind::Folder)) return;
    if (kind == EntryKind::Folder) return walk(path, depth + 1);
    if (kind == EntryKind::Other) {
      fail("chart-invalid",
           fmt::format("cannot load irregular file {} as it has file mode type bits set",
                       join_root(path)));
    }
    take(path);
  }

  EntryKind follow(const std::string& path) {
    std::string full = join_root(path);
    std::optional<std::string> target = files_.tree().resolve(full);
    std::optional<EntryKind> kind = target ? files_.tree().kind(*target) : std::nullopt;
    if (!kind) {
      fail("chart-invalid",
           fmt::format("error evaluating symlink {}: no such file or directory", full));
    }
    warnings_.push_back(fmt::format(
        "found symbolic link in path: {} resolves to {}. Contents of linked file included and used",
        full, *target));
    return *kind;
  }

  void take(const std::string& path) {
    LateSource file = files_.read_late(join_root(path));
    total_ += file.size();
    size_t limit = helm3_ ? kMaxFile3 : kMaxChart;
    if (file.size() > limit) {
      fail("chart-invalid", fmt::format("chart file {} is larger than the maximum file size {}",
                                        go_quote(file_name(path)), limit));
    }
    if (total_ > kMaxChart || found_.size() >= kMaxFiles) {
      fail("chart-invalid", fmt::format("the chart {} has more than {} MiB or {} files", root_,
                                        kMaxChart >> 20, kMaxFiles));
    }
    found_.push_back({path, std::move(file)});
  }

  std::string join_root(std::string_view path) const {
    return path.empty() ? root_ : join(root_, path);
  }

  SourceCache& files_;
  std::string root_;
  bool helm3_;
  std::vector<std::string>& warnings_;
  HelmIgnore ignore_;
  std::vector<LooseFile> found_;
  size_t total_ = 0;
};

}  // namespace

void check_chart_folder(SourceCache& files, std::string_view folder, std::string_view shown_path) {
  if (files.tree().kind(join(folder, "Chart.yaml"))) return;
  fail("chart-invalid",
       fmt::format("unable to detect chart at {0}/Chart.yaml: open {0}/Chart.yaml: "
                   "no such file or directory",
                   shown_path));
}

std::vector<LooseFile> list_chart_folder(SourceCache& files, std::string_view folder,
                                         int helm_version, std::vector<std::string>& warnings) {
  return FolderWalk(files, folder, helm_version, warnings).run();
}

}  // namespace drydock::render
