#include "cli/cmd_kustomize_edit.h"

#include <ostream>

#include "cli/edit_folder.h"
#include "cli/go_flags.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/suggest.h"
#include "overlays/edit/create.h"
#include "overlays/edit/edit_generators.h"
#include "overlays/edit/edit_images.h"
#include "overlays/edit/edit_lists.h"
#include "overlays/edit/edit_metadata.h"
#include "overlays/edit/edit_patches.h"
#include "overlays/edit/fix.h"
#include "overlays/plugin_names.h"

namespace drydock::cli {
namespace {

using overlays::EditRun;
using overlays::GeneratorKind;
using overlays::MetadataKind;
using Words = std::span<const std::string>;

constexpr int kFailed = 1;  // as the original exits, whatever went wrong

/// What each edit gets: its flags are not read yet.
struct Call {
  Session& session;
  EditRun& run;
  Words words;
  GoFlags flags{GoFlags::Library::Pflag};
  bool stack_trace = false;

  Call(Session& in_session, EditRun& in_run, Words in_words)
      : session(in_session), run(in_run), words(in_words) {
    flags.add_switch("stack-trace", 0, stack_trace, "print a stack-trace on error");
    flags.hide("stack-trace");
  }

  std::vector<std::string> parse() { return flags.parse(words); }
};

struct Edit {
  std::string_view group;  // set, add or remove; empty for those without one
  std::string_view name;
  std::string_view arguments;
  std::string_view summary;
  void (*call)(Call& call);
};

// The edits, one for each row of the table below.

void set_image(Call& call) { set_images(call.run, call.parse()); }
void set_replicas_count(Call& call) { set_replicas(call.run, call.parse()); }
void set_namespace(Call& call) { set_text_field(call.run, call.parse(), "namespace", "namespace"); }
void set_name_prefix(Call& call) { set_text_field(call.run, call.parse(), "namePrefix", "prefix"); }
void set_name_suffix(Call& call) { set_text_field(call.run, call.parse(), "nameSuffix", "suffix"); }
void set_options(Call& call) { set_build_metadata(call.run, call.parse()); }
void add_options(Call& call) { add_build_metadata(call.run, call.parse()); }
void remove_options(Call& call) { remove_build_metadata(call.run, call.parse()); }
void set_label(Call& call) { set_metadata(call.run, call.parse(), MetadataKind::Label); }
void set_annotation(Call& call) { set_metadata(call.run, call.parse(), MetadataKind::Annotation); }

void add_metadata_pairs(Call& call, MetadataKind kind) {
  overlays::AddMetadataFlags flags;
  std::string what = kind == MetadataKind::Label ? "commonLabel" : "commonAnnotation";
  call.flags.add_switch("force", 'f', flags.force, "overwrite " + what + " if it already exists");
  if (kind == MetadataKind::Label) {
    call.flags.add_switch("without-selector", 0, flags.without_selector,
                          "using add labels without selector option");
    call.flags.add_switch("include-templates", 0, flags.include_templates,
                          "include labels in templates (requires --without-selector)");
  }
  std::vector<std::string> args = call.parse();
  add_metadata(call.run, args, kind, flags);
}
void add_label(Call& call) { add_metadata_pairs(call, MetadataKind::Label); }
void add_annotation(Call& call) { add_metadata_pairs(call, MetadataKind::Annotation); }

void remove_metadata_pairs(Call& call, MetadataKind kind) {
  bool ignore = false;
  call.flags.add_switch("ignore-non-existence", 'i', ignore,
                        "ignore error if the given label doesn't exist");
  std::vector<std::string> args = call.parse();
  remove_metadata(call.run, args, kind, ignore);
}
void remove_label(Call& call) { remove_metadata_pairs(call, MetadataKind::Label); }
void remove_annotation(Call& call) { remove_metadata_pairs(call, MetadataKind::Annotation); }

void add_resource(Call& call) {
  bool no_verify = false;
  call.flags.add_switch("no-verify", 0, no_verify, "skip validation for resources");
  std::vector<std::string> args = call.parse();
  add_resources(call.run, args, no_verify);
}
void add_component(Call& call) { add_components(call.run, call.parse()); }
void add_base(Call& call) { add_bases(call.run, call.parse()); }
void add_transformer(Call& call) { add_plugin_files(call.run, call.parse(), "transformer"); }
void add_generator_file(Call& call) { add_plugin_files(call.run, call.parse(), "generator"); }
void add_configuration(Call& call) { add_plugin_files(call.run, call.parse(), "configuration"); }
void remove_resource(Call& call) { remove_list_items(call.run, call.parse(), "resource"); }
void remove_component(Call& call) { remove_list_items(call.run, call.parse(), "component"); }
void remove_transformer(Call& call) { remove_list_items(call.run, call.parse(), "transformer"); }

void add_generated(Call& call, GeneratorKind kind) {
  overlays::GeneratorFlags flags;
  call.flags.add_list("from-file", 0, flags.files,
                      "a file, or KEY=FILE; its name is the key otherwise");
  call.flags.add_texts("from-literal", 0, flags.literals, "KEY=VALUE");
  call.flags.add_text("from-env-file", 0, flags.env_file, "a file with lines KEY=VALUE");
  call.flags.add_switch("disableNameSuffixHash", 0, flags.disable_name_suffix_hash,
                        "add no hash of the content to the name");
  call.flags.add_text("namespace", 0, flags.namespace_name, "its namespace");
  if (kind == GeneratorKind::ConfigMap) {
    call.flags.add_text("behavior", 0, flags.behavior, "create, merge or replace");
  } else {
    call.flags.add_text("type", 0, flags.type, "type of the Secret");
  }
  std::vector<std::string> args = call.parse();
  add_generator(call.run, args, kind, flags);
}
void add_config_map(Call& call) { add_generated(call, GeneratorKind::ConfigMap); }
void add_secret(Call& call) { add_generated(call, GeneratorKind::Secret); }

void set_generated(Call& call, GeneratorKind kind) {
  overlays::GeneratorFlags flags;
  call.flags.add_texts("from-literal", 0, flags.literals, "an existing KEY and its new VALUE");
  call.flags.add_text("namespace", 0, flags.namespace_name, "the namespace it has");
  call.flags.add_text("new-namespace", 0, flags.new_namespace, "the namespace it gets");
  std::vector<std::string> args = call.parse();
  set_generator(call.run, args, kind, flags);
}
void set_config_map(Call& call) { set_generated(call, GeneratorKind::ConfigMap); }
void set_secret(Call& call) { set_generated(call, GeneratorKind::Secret); }

void remove_generated(Call& call, GeneratorKind kind) {
  std::string namespace_name;
  call.flags.add_text("namespace", 0, namespace_name, "the namespace it has");
  std::vector<std::string> args = call.parse();
  remove_generators(call.run, args, kind, namespace_name);
}
void remove_config_map(Call& call) { remove_generated(call, GeneratorKind::ConfigMap); }
void remove_secret(Call& call) { remove_generated(call, GeneratorKind::Secret); }

overlays::PatchFlags parse_patch(Call& call) {
  overlays::PatchFlags flags;
  call.flags.add_text("path", 0, flags.path, "the patch's file; not together with --patch");
  call.flags.add_text("patch", 0, flags.patch, "the patch itself; not together with --path");
  call.flags.add_text("group", 0, flags.group, "API group of the target");
  call.flags.add_text("version", 0, flags.version, "API version of the target");
  call.flags.add_text("kind", 0, flags.kind, "kind of the target");
  call.flags.add_text("name", 0, flags.name, "name of the target");
  call.flags.add_text("namespace", 0, flags.namespace_name, "namespace of the target");
  call.flags.add_text("annotation-selector", 0, flags.annotation_selector,
                      "annotations of the target");
  call.flags.add_text("label-selector", 0, flags.label_selector, "labels of the target");
  call.parse();
  return flags;
}
void add_patch_entry(Call& call) { add_patch(call.run, parse_patch(call)); }
void remove_patch_entry(Call& call) { remove_patch(call.run, parse_patch(call)); }

void fix(Call& call) {
  bool vars = false;
  call.flags.add_switch("vars", 0, vars,
                        "also turn vars into replacements; this writes files of resources");
  call.parse();
  fix_kustomization(call.run, vars);
  call.session.out << "\nFixed fields:\n"
                      "  patchesJson6902 -> patches\n"
                      "  patchesStrategicMerge -> patches\n"
                      "  commonLabels -> labels\n";
  if (vars) {
    call.session.out << "  vars -> replacements\n";
    return;
  }
  call.session.out
      << "\nTo convert vars -> replacements, run the command `kustomize edit fix --vars`\n\n"
         "WARNING: Converting vars to replacements will potentially overwrite many resource files "
         "\nand the resulting files may not produce the same output when `kustomize build` is "
         "run. \nWe recommend doing this in a clean git repository where the change is easy to "
         "undo.\n";
}

void list_plugins(Call& call) {
  call.parse();
  call.session.out << "Builtin plugins:\n\n";
  for (std::string_view name : overlays::builtin_plugins())
    call.session.out << " * " << name << "\n";
}

// clang-format off
constexpr Edit kEdits[] = {
    {"add", "annotation",    "KEY:VALUE...",  "add to commonAnnotations", add_annotation},
    {"add", "base",          "DIR,DIR...",    "add folders to resources", add_base},
    {"add", "buildmetadata", "OPTION,...",    "add to buildMetadata", add_options},
    {"add", "component",     "DIR...",        "add to components", add_component},
    {"add", "configmap",     "NAME [FLAGS]",  "add a ConfigMap, or sources to it", add_config_map},
    {"add", "configuration", "FILE...",       "add to configurations", add_configuration},
    {"add", "generator",     "FILE...",       "add to generators", add_generator_file},
    {"add", "label",         "KEY:VALUE...",  "add to commonLabels, or to labels with --without-selector", add_label},
    {"add", "patch",         "[FLAGS]",       "add to patches", add_patch_entry},
    {"add", "resource",      "FILE...",       "add to resources", add_resource},
    {"add", "secret",        "NAME [FLAGS]",  "add a Secret, or sources to it", add_secret},
    {"add", "transformer",   "FILE...",       "add to transformers", add_transformer},
    {"",    "alpha-list-builtin-plugin", "", "list the built-in plugins", list_plugins},
    {"",    "fix",           "[--vars]",      "replace deprecated fields", fix},
    {"remove", "annotation",    "KEY,KEY...",   "remove from commonAnnotations", remove_annotation},
    {"remove", "buildmetadata", "OPTION,...",   "remove from buildMetadata", remove_options},
    {"remove", "component",     "PATTERN...",   "remove from components", remove_component},
    {"remove", "configmap",     "NAME,NAME...", "remove ConfigMaps that are generated", remove_config_map},
    {"remove", "label",         "KEY,KEY...",   "remove from commonLabels", remove_label},
    {"remove", "patch",         "[FLAGS]",      "remove a patch that is exactly this", remove_patch_entry},
    {"remove", "resource",      "PATTERN...",   "remove from resources", remove_resource},
    {"remove", "secret",        "NAME,NAME...", "remove Secrets that are generated", remove_secret},
    {"remove", "transformer",   "PATTERN...",   "remove from transformers", remove_transformer},
    {"set", "annotation",    "KEY:VALUE...",   "set values in commonAnnotations", set_annotation},
    {"set", "buildmetadata", "OPTION,...",     "replace buildMetadata", set_options},
    {"set", "configmap",     "NAME [FLAGS]",   "change literals or namespace of a ConfigMap", set_config_map},
    {"set", "image",         "NAME=NEWNAME:TAG@DIGEST...", "set new names, tags and digests", set_image},
    {"set", "label",         "KEY:VALUE...",   "set values in commonLabels", set_label},
    {"set", "nameprefix",    "PREFIX",         "set namePrefix", set_name_prefix},
    {"set", "namespace",     "NAMESPACE",      "set namespace", set_namespace},
    {"set", "namesuffix",    "-- SUFFIX",      "set nameSuffix", set_name_suffix},
    {"set", "replicas",      "NAME=COUNT...",  "set the number of replicas", set_replicas_count},
    {"set", "secret",        "NAME [FLAGS]",   "change literals or namespace of a Secret", set_secret},
};
// clang-format on

std::string shown_name(const Edit& edit) {
  return edit.group.empty() ? std::string(edit.name) : fmt::format("{} {}", edit.group, edit.name);
}

void print_overview(std::ostream& out, std::string_view group) {
  out << "Changes the kustomization in this folder; comments, order and quotes stay.\n\n";
  for (const Edit& edit : kEdits) {
    if (!group.empty() && edit.group != group) continue;
    std::string left = fmt::format("kustomize edit {} {}", shown_name(edit), edit.arguments);
    out << fmt::format("  {:<52} {}\n", left, edit.summary);
  }
}

bool is_help(const Error& error) { return error.diagnostic().message == "help requested"; }

/// Runs something that throws Error, as the original reports it.
template <class Body>
int report(Session& session, EditRun& run, const Body& body) {
  auto print_log = [&] {
    for (const std::string& line : run.log) session.err << printable(line) << "\n";
  };
  try {
    body();
    print_log();
    return kExitClean;
  } catch (const Error& error) {
    print_log();
    const Diagnostic& problem = error.diagnostic();
    std::string text = problem.where.file ? Excerpts().describe(problem) : problem.message + "\n";
    session.err << "Error: " << text;
    if (!problem.help.empty() && !problem.where.file) session.err << problem.help << "\n";
    return kFailed;
  }
}

const Edit* find_edit(std::string_view group, std::string_view name) {
  for (const Edit& edit : kEdits) {
    if (edit.group == group && edit.name == name) return &edit;
  }
  return nullptr;
}

/// Words that begin with a dash before the edit's name are flags; only these are known there.
bool is_known_flag(const std::string& word) {
  return word == "-h" || word == "--help" || word.starts_with("--stack-trace");
}

/// The edit that the first words name; these are taken away. Null when there is none.
const Edit* take_edit(Words& words, std::string& group, Session& session, bool& unknown_flag) {
  while (!words.empty() && words[0].starts_with('-')) {
    unknown_flag |= !is_known_flag(words[0]);
    if (unknown_flag) session.err << "Error: unknown flag: " << printable(words[0]) << "\n";
    if (unknown_flag || words[0] == "-h" || words[0] == "--help") return nullptr;
    words = words.subspan(1);
  }
  if (words.empty()) return nullptr;
  std::string name = words[0];
  words = words.subspan(1);
  bool is_group = name == "add" || name == "set" || name == "remove";
  if (group.empty() && is_group) {
    group = name;
    return take_edit(words, group, session, unknown_flag);
  }
  const Edit* edit = find_edit(group, name);
  if (!edit) {
    std::vector<std::string_view> names;
    for (const Edit& known : kEdits) {
      if (known.group == group) names.push_back(known.name);
    }
    session.err << fmt::format("there is no `kustomize edit {}{}{}`{}\n", group,
                               group.empty() ? "" : " ", printable(name),
                               did_you_mean(name, names));
  }
  return edit;
}

}  // namespace

int run_kustomize_edit(Session& session, std::span<const std::string> args) {
  Words words = args;
  std::string group;
  bool unknown_flag = false;
  const Edit* edit = take_edit(words, group, session, unknown_flag);
  if (!edit) {
    // The original explains itself and is content, even where there is no such edit.
    if (unknown_flag) return kFailed;
    print_overview(session.out, group);
    return kExitClean;
  }
  EditFolder folder(session.flags.directory);
  std::vector<std::string> log;
  EditRun run{folder, session.sources, log};
  Call call(session, run, words);
  return report(session, run, [&] {
    try {
      edit->call(call);
    } catch (const Error& error) {
      if (!is_help(error)) throw;
      session.out << fmt::format("kustomize edit {} {}: {}\n\n{}", shown_name(*edit),
                                 edit->arguments, edit->summary, call.flags.usage());
    }
  });
}

int run_kustomize_create(Session& session, std::span<const std::string> args) {
  overlays::CreateFlags flags;
  EditFolder folder(session.flags.directory);
  std::vector<std::string> log;
  EditRun run{folder, session.sources, log};
  Call call(session, run, args);
  call.flags.add_text("resources", 0, flags.resources, "files and folders, with commas between");
  call.flags.add_text("namespace", 0, flags.namespace_name, "value of namespace");
  call.flags.add_text("annotations", 0, flags.annotations, "KEY:VALUE, with commas between");
  call.flags.add_text("labels", 0, flags.labels, "KEY:VALUE, with commas between");
  call.flags.add_text("nameprefix", 0, flags.name_prefix, "value of namePrefix");
  call.flags.add_text("namesuffix", 0, flags.name_suffix, "value of nameSuffix");
  call.flags.add_switch("autodetect", 0, flags.autodetect,
                        "add the files of this folder that hold objects");
  call.flags.add_switch("recursive", 0, flags.recursive, "with --autodetect: folders below, too");
  return report(session, run, [&] {
    try {
      call.parse();
    } catch (const Error& error) {
      if (!is_help(error)) throw;
      session.out << "Writes a new kustomization.\n\n" << call.flags.usage();
      return;
    }
    create_kustomization(run, flags);
  });
}

}  // namespace drydock::cli
