#include "cli/cmd_kustomize_cfg.h"

#include <istream>
#include <iterator>
#include <map>
#include <ostream>

#include "cli/edit_folder.h"
#include "cli/go_flags.h"
#include "core/error.h"
#include "overlays/package_tree.h"
#include "overlays/path_text.h"

namespace drydock::cli {
namespace {

struct ContainerFlag {
  std::string_view name;
  std::string_view field;
};

constexpr ContainerFlag kContainerFlags[] = {
    {"name", "name"}, {"image", "image"}, {"command", "command"},    {"args", "args"},
    {"env", "env"},   {"ports", "ports"}, {"resources", "resources"}};

void add_fields(overlays::TreeOptions& options, std::vector<overlays::TreeField> fields) {
  for (overlays::TreeField& field : fields) options.fields.push_back(std::move(field));
}

overlays::TreeStructure structure_of(const std::string& text) {
  if (text == "owners") return overlays::TreeStructure::Owners;
  return text == "directory" ? overlays::TreeStructure::Folders : overlays::TreeStructure::Guess;
}

/// The objects of a folder or file, or with "-" of standard input.
std::vector<overlays::PackageObject> read_objects(Session& session, const std::string& folder,
                                                  Arena& arena) {
  if (folder != "-") {
    EditFolder files(session.flags.directory);
    return overlays::read_package(files, folder, session.sources, arena);
  }
  std::vector<overlays::PackageObject> objects;
  std::string text{std::istreambuf_iterator<char>(session.in), {}};
  overlays::read_package_text(session.sources.add("(stdin)", std::move(text)), "", arena, objects);
  return objects;
}

int run_count(Session& session, std::span<const std::string> args) {
  GoFlags flags(GoFlags::Library::Pflag);
  bool by_kind = true;
  bool below = true;
  flags.add_switch("kind", 0, by_kind, "count resources by kind.");
  flags.add_switch("recurse-subpackages", 'R', below, "also count those of packages below");
  std::vector<std::string> words = flags.parse(args);
  Arena arena;
  std::vector<overlays::PackageObject> objects =
      read_objects(session, words.empty() ? "-" : words[0], arena);
  if (!words.empty()) session.out << words[0] << "/\n";
  if (!by_kind) {
    session.out << objects.size() << "\n";
    return kExitClean;
  }
  std::map<std::string_view, size_t> counts;
  for (const overlays::PackageObject& object : objects) ++counts[object.node->text_of("kind")];
  for (const auto& [kind, count] : counts) session.out << kind << ": " << count << "\n";
  return kExitClean;
}

int run_tree(Session& session, std::span<const std::string> args) {
  GoFlags flags(GoFlags::Library::Pflag);
  bool wanted[std::size(kContainerFlags)] = {};
  bool replicas = false;
  bool all = false;
  std::vector<std::string> fields;
  std::string structure;
  overlays::TreeOptions options;
  for (size_t i = 0; i < std::size(kContainerFlags); ++i) {
    std::string_view name = kContainerFlags[i].name;
    flags.add_switch(name, 0, wanted[i], fmt::format("print {} field", name));
  }
  flags.add_switch("replicas", 0, replicas, "print replicas field");
  flags.add_switch("all", 0, all, "print all field infos");
  flags.add_list("field", 0, fields, "print field");
  flags.add_switch("include-local", 0, options.include_local,
                   "if true, include local-config in the output.");
  flags.add_switch("exclude-non-local", 0, options.exclude_other,
                   "if true, exclude non-local-config in the output.");
  flags.add_text("graph-structure", 0, structure,
                 "Graph structure to use for printing the tree.  may be any of: owners,directory");
  std::vector<std::string> words = flags.parse(args);
  if (words.size() > 1) {
    fail("usage", fmt::format("accepts at most 1 arg(s), received {}", words.size()));
  }
  for (const std::string& field : fields) {
    options.fields.push_back(overlays::parse_tree_field(field));
  }
  for (size_t i = 0; i < std::size(kContainerFlags); ++i) {
    const ContainerFlag& flag = kContainerFlags[i];
    if (!wanted[i] && !(all && !flags.changed(flag.name))) continue;
    add_fields(options, overlays::container_fields(flag.field));
    if (flag.name == "ports") add_fields(options, {overlays::parse_tree_field("spec.ports")});
  }
  if (replicas || (all && !flags.changed("replicas"))) {
    options.fields.push_back(overlays::parse_tree_field("spec.replicas"));
  }
  options.structure = structure_of(structure);
  std::string folder = words.empty() ? "." : words[0];
  Arena arena;
  options.root = folder == "-" ? "." : overlays::clean_path(folder);
  std::vector<overlays::PackageObject> objects = read_objects(session, folder, arena);
  session.out << overlays::draw_package(std::move(objects), options);
  return kExitClean;
}

}  // namespace

int run_kustomize_cfg(Session& session, std::span<const std::string> args) {
  if (!args.empty() && args[0] == "tree") return run_tree(session, args.subspan(1));
  if (!args.empty() && args[0] == "count") return run_count(session, args.subspan(1));
  bool other = !args.empty() && (args[0] == "cat" || args[0] == "grep");
  if (other) {
    fail("usage",
         fmt::format("drydock has no `kustomize cfg {}`; `kustomize cfg tree` shows what a "
                     "package holds, `kustomize build` prints it",
                     args[0]));
  }
  session.out << "Commands for reading and writing configuration\n\nUsage:\n  kustomize cfg tree "
                 "[DIR] [flags]\n  kustomize cfg count [DIR] [flags]\n";
  return kExitClean;
}

}  // namespace drydock::cli
