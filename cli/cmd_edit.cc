#include "cli/cmd_edit.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>

#include "cli/git_commit.h"
#include "cli/plan_sides.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/suggest.h"
#include "core/tree.h"
#include "core/yaml/read.h"
#include "overlays/edit/kustomization_file.h"
#include "projects/edit/edit_images.h"
#include "projects/edit/edit_values.h"
#include "projects/edit/write_back.h"
#include "projects/manifest_scan.h"
#include "report/line_changes.h"
#include "report/model.h"
#include "report/patch.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;
using projects::EditedFile;
using projects::ImageWish;

struct EditFlags {
  std::vector<std::string> words;  // of image and label: what to set, then paths
  std::string file;                // of value
  projects::ValueEdit value;
  std::string policy;
  bool commit = false;
  bool dry_run = false;
  std::string message;
  std::function<int(const EditFlags&, Session&)> run;
};

/// A file that may be edited, and where it is on disk.
class Files {
 public:
  explicit Files(Session& session) : session_(session) {}

  /// A file, or all files of YAML in a folder and below it. Throws Error for what is not there.
  void add(const std::string& path) {
    std::string place = below_start(session_, path);
    std::error_code error;
    if (fs::is_directory(place, error)) {
      std::unique_ptr<Tree> tree = open_disk_tree(place.empty() ? "." : place);
      return add_folder(*tree, "", path == "." ? "" : path);
    }
    if (!fs::is_regular_file(place, error)) {
      fail("file-missing", fmt::format("there is no file or folder {}", path));
    }
    fs::path full(place);
    std::string folder = full.parent_path().string();
    std::unique_ptr<Tree> tree = open_disk_tree(folder.empty() ? "." : folder);
    take(*tree, full.filename().string(), path);
  }

  /// The kustomization of a folder where it has one, else as `add` does.
  void add_owner_of_labels(const std::string& path) {
    for (std::string_view name : overlays::kKustomizationNames) {
      std::string inside = path == "." ? std::string(name) : fmt::format("{}/{}", path, name);
      std::error_code error;
      if (fs::is_regular_file(below_start(session_, inside), error)) return add(inside);
    }
    add(path);
  }

  const std::vector<const SourceFile*>& all() const { return files_; }

 private:
  static bool is_yaml(std::string_view name) {
    return name.ends_with(".yaml") || name.ends_with(".yml") ||
           projects::is_kustomization_file(name);
  }

  void add_folder(const Tree& tree, const std::string& folder, const std::string& shown) {
    for (const TreeEntry& entry : tree.list(folder)) {
      std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
      std::string name = shown.empty() ? entry.name : shown + "/" + entry.name;
      bool is_hidden = entry.name.starts_with('.');
      if (entry.kind == EntryKind::Folder && !is_hidden) add_folder(tree, path, name);
      if (entry.kind == EntryKind::File && is_yaml(entry.name)) take(tree, path, name);
    }
  }

  void take(const Tree& tree, const std::string& path, const std::string& shown) {
    bool is_known = std::any_of(files_.begin(), files_.end(),
                                [&](const SourceFile* file) { return file->path == shown; });
    if (!is_known) files_.push_back(&session_.sources.add(shown, tree.read(path)));
  }

  Session& session_;
  std::vector<const SourceFile*> files_;
};

/// What would be written, as a patch.
int show(Session& session, const std::vector<EditedFile>& files) {
  std::vector<FileEdit> edits;
  for (const EditedFile& file : files) {
    for (FileEdit& edit : report::edits_between(*file.file, file.text)) {
      edits.push_back(std::move(edit));
    }
  }
  session.out << report::patch_text(edits);
  if (files.empty()) session.err << "nothing to change: it is so already\n";
  return kExitClean;
}

/// Writes what changed, and commits it when that is wanted.
int finish(const EditFlags& options, Session& session, const std::vector<EditedFile>& files,
           const std::string& what) {
  if (options.dry_run) return show(session, files);
  std::string start = session.flags.directory.empty() ? "." : session.flags.directory;
  if (options.commit && !is_in_git_repository(start)) {
    fail("git-repository", fmt::format("--commit needs a Git repository; {} is in none", start));
  }
  std::vector<std::pair<std::string, std::string>> texts;
  std::vector<std::string> paths;
  for (const EditedFile& file : files) {
    texts.emplace_back(below_start(session, file.file->path), file.text);
    paths.push_back(fs::absolute(texts.back().first).string());
  }
  write_files(texts);
  for (const EditedFile& file : files) {
    session.out << fmt::format("{}: {}\n", printable(file.file->path),
                               report::counted(file.places, "place"));
  }
  if (files.empty()) session.err << "nothing to change: it is so already\n";
  if (!options.commit || files.empty()) return kExitClean;
  std::string message = options.message.empty() ? what : options.message;
  std::string commit = commit_paths(start, paths, message);
  session.out << (commit.empty() ? "nothing to commit\n"
                                 : fmt::format("commit {}\n", commit.substr(0, 12)));
  return kExitClean;
}

/// The names that somebody may have meant, best first.
std::vector<std::string> nearest_names(const std::string& name,
                                       const std::vector<std::string>& known) {
  auto last = [](std::string_view text) { return text.substr(text.rfind('/') + 1); };
  std::vector<std::pair<size_t, std::string>> ranked;
  for (const std::string& one : known) {
    ranked.emplace_back(std::min(edit_distance(one, name), edit_distance(last(one), last(name))),
                        one);
  }
  std::sort(ranked.begin(), ranked.end());
  constexpr size_t kMost = 5;
  std::vector<std::string> names;
  for (size_t i = 0; i < std::min(kMost, ranked.size()); ++i) names.push_back(ranked[i].second);
  return names;
}

int refuse_missing(const projects::ImageEdits& edits, Session& session) {
  for (const std::string& name : edits.missing) {
    std::vector<std::string> names = nearest_names(name, edits.known);
    session.err << fmt::format(
        "drydock: no file names the image {}{}\n", printable(name),
        names.empty() ? std::string("; there is no image at all")
                      : printable(fmt::format("; there is {}", fmt::join(names, ", "))));
  }
  session.err << "nothing was changed\n";
  return kExitFindings;
}

/// Words with a version are images; what is on disk, and what follows it, are paths.
bool is_image(const Session& session, const std::string& word) {
  std::error_code error;
  if (fs::exists(below_start(session, word), error)) return false;
  projects::ImageName image = projects::parse_image_name(word);
  return !image.name.empty() && !(image.tag.empty() && image.digest.empty());
}

/// A path as the user would write it: from where the program was started.
std::string shown_path(const Session& session, const fs::path& place) {
  std::error_code error;
  std::string start = session.flags.directory.empty() ? "." : session.flags.directory;
  fs::path relative = fs::relative(place, start, error);
  return error || relative.empty() ? place.string() : relative.string();
}

/// Sets an image in the file that Argo CD's image updater commits it to. False: it is not here.
bool write_back(Session& session, projects::WriteBack place, const ImageWish& wish,
                std::vector<EditedFile>& files) {
  std::error_code error;
  fs::path root = fs::weakly_canonical(find_root(session.flags.directory), error);
  fs::path folder = fs::weakly_canonical(root / place.folder, error);
  std::string inside = folder.lexically_relative(root).string();
  if (!fs::is_directory(folder, error) || inside.starts_with("..")) return false;
  for (std::string_view name : overlays::kKustomizationNames) {
    if (place.file_name.empty() && fs::exists(folder / name, error)) place.file_name = name;
  }
  fs::path target = folder / place.file_name;
  if (place.file_name.empty()) return false;
  if (fs::is_symlink(fs::symlink_status(target, error))) return false;
  bool is_chart = place.is_chart || fs::exists(folder / "Chart.yaml", error);
  auto known = std::find_if(files.begin(), files.end(), [&](const EditedFile& file) {
    return fs::weakly_canonical(below_start(session, file.file->path), error) == target;
  });
  if (known != files.end()) {
    known->text = projects::with_written_image(known->text, place, is_chart, wish.image);
    return true;
  }
  std::string old;
  if (fs::exists(target, error)) {
    old = open_disk_tree(folder.string())->read(place.file_name);
  }
  std::string text = projects::with_written_image(old, place, is_chart, wish.image);
  if (text == old) return true;
  const SourceFile& file = session.sources.add(shown_path(session, target), old);
  files.push_back({&file, std::move(text), 1});
  return true;
}

/// The same for all images; those that are written so are not missing elsewhere.
void write_back_all(Session& session, const std::vector<const SourceFile*>& sources,
                    const std::vector<ImageWish>& wishes, projects::ImageEdits& edits) {
  projects::ImageUpdaters updaters;
  for (const SourceFile* file : sources) {
    if (file->text.find("argocd-image-updater.argoproj.io/") == std::string::npos &&
        file->text.find("argoproj.io/v1alpha1") == std::string::npos) {
      continue;
    }
    Arena arena;
    for (const Node* root : read_yaml(*file, arena).roots) {
      if (root) updaters.add(*root);
    }
  }
  for (const ImageWish& wish : wishes) {
    std::vector<projects::WriteBack> places = updaters.files_of(wish.image);
    for (const projects::WriteBack& place : places) {
      bool is_here = write_back(session, place, wish, edits.files);
      if (is_here) std::erase(edits.missing, wish.image.name);
    }
  }
}

int set_image(const EditFlags& options, Session& session) {
  std::vector<ImageWish> wishes;
  std::vector<std::string> paths;
  for (const std::string& word : options.words) {
    if (paths.empty() && is_image(session, word)) {
      wishes.push_back({projects::parse_image_name(word), options.policy});
    } else {
      paths.push_back(word);
    }
  }
  if (wishes.empty()) {
    fail("", fmt::format("`{}` says no version; give NAME:TAG, NAME@DIGEST or NAME:TAG@DIGEST",
                         options.words.front()));
  }
  if (!options.policy.empty() && wishes.size() > 1) fail("", "--policy is for one image at a time");
  if (paths.empty()) paths.emplace_back(".");
  Files files(session);
  for (const std::string& path : paths) files.add(path);
  projects::ImageEdits edits = projects::edit_images(files.all(), wishes);
  if (options.policy.empty()) write_back_all(session, files.all(), wishes, edits);
  Excerpts excerpts;
  for (Diagnostic& problem : edits.unreadable) {
    problem.severity = Severity::Warning;
    session.err << excerpts.describe(problem);
  }
  if (!edits.missing.empty()) return refuse_missing(edits, session);
  std::vector<std::string> names;
  for (const ImageWish& wish : wishes) {
    names.push_back(wish.image.name + wish.image.version());
  }
  return finish(options, session, edits.files, fmt::format("Set image {}", fmt::join(names, ", ")));
}

int set_value(const EditFlags& options, Session& session) {
  Files files(session);
  files.add(options.file);
  if (files.all().size() != 1) fail("", fmt::format("{} is no file", options.file));
  const SourceFile& file = *files.all().front();
  std::string text = projects::set_value(file, options.value);
  std::vector<EditedFile> changed;
  if (text != file.text) changed.push_back({&file, std::move(text), 1});
  return finish(options, session, changed,
                fmt::format("Set {} in {}", options.value.path, options.file));
}

/// Templates of charts stay as they are: their labels come from values.
std::string with_labels(const SourceFile& file, const projects::Labels& labels) {
  try {
    return projects::set_labels(file, labels);
  } catch (const Error&) {
    if (file.text.find("{{") == std::string::npos) throw;
    return file.text;
  }
}

int set_label(const EditFlags& options, Session& session) {
  projects::Labels labels;
  std::vector<std::string> paths, words;
  for (const std::string& word : options.words) {
    size_t equals = word.find('=');
    if (paths.empty() && equals != word.npos && equals > 0) {
      labels.emplace_back(word.substr(0, equals), word.substr(equals + 1));
      words.push_back(word);
    } else {
      paths.push_back(word);
    }
  }
  if (labels.empty()) fail("", fmt::format("`{}` is no KEY=VALUE", options.words.front()));
  if (paths.empty()) paths.emplace_back(".");
  Files files(session);
  for (const std::string& path : paths) files.add_owner_of_labels(path);
  std::vector<EditedFile> changed;
  for (const SourceFile* file : files.all()) {
    std::string text = with_labels(*file, labels);
    if (text != file->text) changed.push_back({file, std::move(text), labels.size()});
  }
  return finish(options, session, changed, fmt::format("Set label {}", fmt::join(words, ", ")));
}

void add_commit_flags(Flags& verb, EditFlags& options) {
  verb.toggle("--dry-run", options.dry_run, "print what would be written, as a patch");
  verb.toggle("--commit", options.commit, "commit the files that were changed, and nothing else");
  verb.text("-m,--message", options.message, "of the commit; default: what was set")
      .value_name("TEXT");
}

}  // namespace

std::function<int(Session&)> configure_edit(Flags& flags) {
  auto options = std::make_shared<EditFlags>();
  EditFlags& values = *options;
  Flags set = flags.verb("set", "set images, values or labels where files say them", [] {});
  Flags image = set.verb("image", "set the version of images, in whatever form files name them",
                         [&values] { values.run = set_image; });
  image
      .texts("IMAGE", values.words,
             "NAME:TAG, NAME@DIGEST or both, one or several; then files and folders, default: here")
      .required()
      .value_name("");
  image
      .text("--policy", values.policy,
            "set what Flux's markers of this ImagePolicy are at, whatever it names now")
      .value_name("NAMESPACE:NAME");
  add_commit_flags(image, values);
  Flags value = set.verb("value", "set one value of a file", [&values] { values.run = set_value; });
  value.text("FILE", values.file, "the file").required().value_name("");
  value.text("PATH", values.value.path, "like image.tag, containers[0].image, env[name=LOG].value")
      .required()
      .value_name("");
  value.text("VALUE", values.value.value, "the new value").required().value_name("");
  value.text("--object", values.value.object, "the document that is meant, where there are several")
      .value_name("KIND/NAME");
  value.toggle("--string", values.value.is_string, "a text, also when it looks like a number");
  value.toggle("--create", values.value.may_create, "make the value when it is not there");
  add_commit_flags(value, values);
  Flags label = set.verb("label", "set labels of objects, or in a kustomization",
                         [&values] { values.run = set_label; });
  label
      .texts("LABEL", values.words,
             "KEY=VALUE, one or several; then files and folders, default: here")
      .required()
      .value_name("");
  add_commit_flags(label, values);
  return [options](Session& session) { return options->run(*options, session); };
}

}  // namespace drydock::cli
