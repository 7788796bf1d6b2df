#include "overlays/edit/edit_lists.h"

#include <fmt/format.h>

#include <algorithm>

#include "overlays/edit/fields.h"
#include "overlays/edit/kustomization_file.h"
#include "overlays/remote.h"

namespace drydock::overlays {
namespace {

/// Adds what is not there yet, and leaves out the kustomization itself.
void add_paths(EditRun& run, const std::vector<std::string>& paths, std::string_view list,
               std::string_view what) {
  if (paths.empty()) return;
  KustomizationFile file(run.files, run.sources);
  for (const std::string& path : paths) {
    if (file.path() == path && (what == "resource" || what == "component")) continue;
    if (has_item(file.root(), list, path)) {
      run.log.push_back(fmt::format("{} {} already in kustomization file", what, path));
    } else {
      add_text_item(file.arena(), file.root(), list, path);
    }
  }
  file.save();
}

std::vector<std::string> build_metadata_options(EditArgs args) {
  constexpr std::string_view kOptions[] = {"originAnnotations", "transformerAnnotations",
                                           "managedByLabel"};
  if (args.empty()) fail_edit("must specify a buildMetadata option");
  if (args.size() > 1) {
    fail_edit(
        fmt::format("too many arguments: [{}]; to provide multiple buildMetadata options, please "
                    "separate options by comma",
                    fmt::join(args, " ")));
  }
  std::vector<std::string> options = split_commas(args[0]);
  for (const std::string& option : options) {
    if (std::ranges::find(kOptions, option) == std::end(kOptions)) {
      fail_edit("invalid buildMetadata option: " + option);
    }
  }
  return options;
}

}  // namespace

std::vector<std::string> find_resources(EditRun& run, EditArgs patterns, bool no_verify) {
  std::vector<std::string> found;
  for (const std::string& pattern : patterns) {
    if (no_verify) {
      found.push_back(pattern);
      continue;
    }
    std::vector<std::string> files = glob_files(run.files, pattern);
    if (!files.empty()) {
      found.insert(found.end(), files.begin(), files.end());
    } else if (is_web_url(pattern) || parse_remote(pattern)) {
      run.log.push_back(pattern + " is elsewhere and was not looked at");
      found.push_back(pattern);
    } else {
      fail_edit(pattern + " has no match: there is no such file or folder");
    }
  }
  return found;
}

void add_resources(EditRun& run, EditArgs args, bool no_verify) {
  if (args.empty()) fail_edit("must specify a resource file");
  add_paths(run, find_resources(run, args, no_verify), "resources", "resource");
}

void add_components(EditRun& run, EditArgs args) {
  if (args.empty()) fail_edit("must specify a component file");
  add_paths(run, find_resources(run, args, false), "components", "component");
}

void add_bases(EditRun& run, EditArgs args) {
  if (args.size() != 1) fail_edit("must specify a base directory");
  KustomizationFile file(run.files, run.sources);
  for (const std::string& path : split_commas(args[0])) {
    if (!run.files.exists(path)) fail_edit(path + " does not exist");
    if (has_item(file.root(), "resources", path)) {
      fail_edit(fmt::format("base {} already in kustomization file", path));
    }
    add_text_item(file.arena(), file.root(), "resources", path);
  }
  file.save();
}

void add_plugin_files(EditRun& run, EditArgs args, std::string_view what) {
  if (args.empty()) {
    std::string_view holds = what == "configuration" ? "configuration" : what;
    fail_edit(fmt::format("must specify a yaml file which contains a {}{} resource", holds,
                          what == "configuration" ? "" : " plugin"));
  }
  std::vector<std::string> paths;
  for (const std::string& pattern : args) {
    std::vector<std::string> files = glob_files(run.files, pattern);
    if (files.empty()) run.log.push_back(pattern + " has no match");
    paths.insert(paths.end(), files.begin(), files.end());
  }
  add_paths(run, paths, std::string(what) + "s", what);
}

void remove_list_items(EditRun& run, EditArgs args, std::string_view what) {
  if (args.empty()) fail_edit(fmt::format("must specify a {} file", what));
  KustomizationFile file(run.files, run.sources);
  std::string list = std::string(what) + "s";
  std::vector<Node*> items = items_of(file.root(), list);
  std::vector<Node*> kept = items;
  for (const std::string& pattern : args) {
    for (const Node* item : items) {
      std::optional<bool> fits = match_go_path(pattern, item->text());
      if (!fits) fail_edit("syntax error in pattern");
      if (*fits) std::erase_if(kept, [&](const Node* k) { return k->text() == item->text(); });
    }
  }
  if (kept.size() == items.size()) return;
  set_items(file.arena(), file.root(), list, kept);
  file.save();
}

void add_build_metadata(EditRun& run, EditArgs args) {
  std::vector<std::string> options = build_metadata_options(args);
  KustomizationFile file(run.files, run.sources);
  for (const std::string& option : options) {
    if (has_item(file.root(), "buildMetadata", option)) {
      fail_edit(fmt::format("buildMetadata option {} already in kustomization file", option));
    }
    add_text_item(file.arena(), file.root(), "buildMetadata", option);
  }
  file.save();
}

void set_build_metadata(EditRun& run, EditArgs args) {
  std::vector<std::string> options = build_metadata_options(args);
  KustomizationFile file(run.files, run.sources);
  Node* list = make_sequence(file.arena());
  for (const std::string& option : options) {
    append(file.arena(), *list, make_scalar(file.arena(), option));
  }
  set_field(file.arena(), file.root(), "buildMetadata", list);
  file.save();
}

void remove_build_metadata(EditRun& run, EditArgs args) {
  std::vector<std::string> options = build_metadata_options(args);
  KustomizationFile file(run.files, run.sources);
  std::vector<Node*> items = items_of(file.root(), "buildMetadata");
  std::erase_if(items, [&](const Node* item) { return contains(options, item->text()); });
  set_items(file.arena(), file.root(), "buildMetadata", items);
  file.save();
}

void set_text_field(EditRun& run, EditArgs args, std::string_view field, std::string_view noun) {
  if (args.size() != 1) fail_edit(fmt::format("must specify exactly one {} value", noun));
  KustomizationFile file(run.files, run.sources);
  set_text(file.arena(), file.root(), field, args[0]);
  file.save();
}

}  // namespace drydock::overlays
