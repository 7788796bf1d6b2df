#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "overlays/edit/edit_run.h"

namespace drydock::overlays {

/// Paths or patterns as files, as the original's `edit add resource` takes them: what exists, or
/// names a repository or a URL, which are taken as they are. Nothing is looked at with `no_verify`.
std::vector<std::string> find_resources(EditRun& run, EditArgs patterns, bool no_verify);

void add_resources(EditRun& run, EditArgs args, bool no_verify);
void add_components(EditRun& run, EditArgs args);
/// One argument: folders with commas between them.
void add_bases(EditRun& run, EditArgs args);
/// `what` is generator, transformer or configuration.
void add_plugin_files(EditRun& run, EditArgs args, std::string_view what);
/// `what` is resource, component or transformer; arguments are patterns.
void remove_list_items(EditRun& run, EditArgs args, std::string_view what);

void add_build_metadata(EditRun& run, EditArgs args);
void set_build_metadata(EditRun& run, EditArgs args);
void remove_build_metadata(EditRun& run, EditArgs args);

/// `field` is namePrefix, nameSuffix or namespace, which messages call `noun`.
void set_text_field(EditRun& run, EditArgs args, std::string_view field, std::string_view noun);

}  // namespace drydock::overlays
