#include "cli/changed_projects.h"

#include "core/error.h"

namespace drydock::cli {

void add_change_flags(Flags& flags, ChangeFlags& change) {
  flags.toggle("--changed", change.changed,
               "only those that render something else than the base: an input or their settings "
               "differ, or they are new");
  flags
      .text("--base", change.base,
            "the revision to compare with; default: the target of the CI job's merge request")
      .value_name("REV");
  flags.toggle("--no-merge", change.no_merge,
               "compare the folder as it is, not the result of merging it into the base");
}

ComparedRepository open_compared(const ChangeFlags& change, Session& session,
                                 const OpenOptions& options) {
  ComparedRepository compared;
  if (!change.changed) {
    if (!change.base.empty()) fail("", "--base goes with --changed");
    compared.repository = open_repository(session, options);
    return compared;
  }
  std::string revision = change.base.empty() ? base_of_merge_request() : change.base;
  if (revision.empty()) fail("", "--changed needs --base REV: changed since when?");
  std::string root = find_root(session.flags.directory);
  compared.base = std::make_unique<BaseRevision>(root, BaseOptions{revision, !change.no_merge});
  compared.repository = open_repository_tree(session, root, compared.base->take_merged(), options);
  return compared;
}

std::vector<bool> changed_projects(ComparedRepository& compared, Session& session,
                                   const std::vector<RenderedProject>& rendered) {
  if (!compared.base) return std::vector<bool>(rendered.size(), true);
  return compared.base->changed_projects(session, *compared.repository, rendered);
}

}  // namespace drydock::cli
