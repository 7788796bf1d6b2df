#include "cli/helm_template_flags.h"

#include <ostream>

#include "core/error.h"
#include "core/go_number.h"
#include "core/go_quote.h"

namespace drydock::cli {
namespace {

constexpr std::string_view kInstallOnly = "accepted; only an installation would use it";

/// time.ParseDuration, as far as it is needed to refuse what it refuses.
std::string check_duration(std::string_view value) {
  size_t digits = 0;
  size_t units = 0;
  for (char c : value) {
    if (c >= '0' && c <= '9') ++digits;
    if (std::string_view("hmsun").find(c) != std::string_view::npos) ++units;
  }
  if (value == "0" || (digits > 0 && units > 0)) return "";
  return fmt::format("time: invalid duration {}", go_quote(value));
}

/// pflag's StringToString.
std::string check_pairs(std::string_view value) {
  while (!value.empty()) {
    size_t comma = value.find(',');
    std::string_view pair = value.substr(0, comma);
    if (pair.find('=') == std::string_view::npos) {
      return fmt::format("{} must be formatted as key=value", pair);
    }
    value = comma == std::string_view::npos ? std::string_view() : value.substr(comma + 1);
  }
  return "";
}

void refuse_together(const GoFlags& flags, std::string_view a, std::string_view b) {
  if (!flags.changed(a) || !flags.changed(b)) return;
  std::string_view first = std::min(a, b);
  std::string_view second = std::max(a, b);
  fail("usage", fmt::format("if any flags in the group [{} {}] are set none of the others can be; "
                            "[{} {}] were all set",
                            a, b, first, second));
}

}  // namespace

void HelmTemplateFlags::add_flags(GoFlags& flags, HelmCall& call) {
  flags.add_texts("show-only", 's', show_only, "only show manifests of these templates");
  flags.add_text("output-dir", 0, output_dir, "write a file for each template to this folder");
  flags.add_switch("validate", 0, validate, "refused, as it needs a cluster");
  flags.add_switch("include-crds", 0, include_crds, "print the files in crds/ too");
  flags.add_switch("skip-tests", 0, skip_tests, "leave out tests");
  flags.add_switch("is-upgrade", 0, is_upgrade, "set .Release.IsUpgrade, not .Release.IsInstall");
  flags.add_text("kube-version", 0, kube_version, "version of Kubernetes that templates see");
  flags.add_list("api-versions", 'a', api_versions, "API versions that templates see");
  flags.add_switch("release-name", 0, use_release_name, "put the release's name into output-dir");
  flags.add_text("cluster-state", 0, cluster_state,
                 "what `lookup` finds: a dump of `kubectl get -o yaml`");
  values.add_flags(flags);
  chart.add_flags(flags);
  add_install_flags(flags, call);
  if (call.version != 3) add_helm4_flags(flags, call);
  add_post_renderer(flags, call);
  add_helm_globals(flags, call);
}

void HelmTemplateFlags::add_install_flags(GoFlags& flags, const HelmCall& call) {
  flags.add_switch("no-hooks", 0, no_hooks, "leave out hooks");
  flags.add_switch("generate-name", 'g', generate_name, "accepted, without effect");
  flags.add_text("name-template", 0, name_template, "template of the release's name");
  flags.add_switch("skip-schema-validation", 0, skip_schema, "do not look at values.schema.json");
  dry_run = call.version == 3 ? "" : "client";
  flags.add_custom(
      "dry-run", 0, "string", call.version == 3 ? "client" : "unset",
      [this](std::string_view value) { return dry_run = value, ""; },
      "accepted: client; there is no server here");
  for (std::string_view name :
       {"create-namespace", "replace", "wait-for-jobs", "disable-openapi-validation", "skip-crds",
        "render-subchart-notes", "hide-notes", "take-ownership", "force", "atomic"}) {
    flags.add_switch(name, 0, ignored_switch_, kInstallOnly);
  }
  flags.add_switch("enable-dns", 0, enable_dns, "let getHostByName look names up");
  flags.add_switch("dependency-update", 0, dependency_update,
                   "fetch the dependencies that are missing in charts/ first");
  flags.add_switch("devel", 0, chart.development, "take development versions, too");
  flags.add_text("description", 0, ignored_, kInstallOnly);
  flags.add_custom("timeout", 0, "duration", "", check_duration, kInstallOnly);
  flags.add_custom("labels", 'l', "stringToString", "", check_pairs, kInstallOnly);
  if (call.version == 3) flags.add_switch("wait", 0, ignored_switch_, kInstallOnly);
}

void HelmTemplateFlags::add_helm4_flags(GoFlags& flags, const HelmCall& call) {
  for (std::string_view name : {"force-replace", "force-conflicts", "rollback-on-failure"}) {
    flags.add_switch(name, 0, ignored_switch_, kInstallOnly);
  }
  flags.add_switch("server-side", 0, server_side_, kInstallOnly);
  flags.add_custom(
      "wait", 0, "WaitStrategy", "watcher",
      [&call](std::string_view value) -> std::string {
        if (value == "watcher" || value == "hookOnly" || value == "legacy") return "";
        if (value == "true" || value == "false") {
          call.log(
              fmt::format("Warning: --wait={} is deprecated (boolean value) and can be "
                          "replaced with --wait={}",
                          value, value == "true" ? "watcher" : "hookOnly"));
          return "";
        }
        return fmt::format("invalid wait input {}. Valid inputs are watcher, hookOnly, and legacy",
                           go_quote(value));
      },
      kInstallOnly);
  constexpr std::string_view kNoEffect =
      "this flag has no effect for 'helm template' and will be removed in Helm 5";
  flags.deprecate("force", "use --force-replace instead");
  flags.deprecate("atomic", "use --rollback-on-failure instead");
  flags.deprecate("validate", "use '--dry-run=server' instead");
  flags.deprecate("hide-notes", kNoEffect);
  flags.deprecate("render-subchart-notes", kNoEffect);
}

/// Other programs are never run. Helm 4 looks for a plugin, of which there are none.
void HelmTemplateFlags::add_post_renderer(GoFlags& flags, const HelmCall& call) {
  bool helm3 = call.version == 3;
  flags.add_custom(
      "post-renderer", 0, "postRendererString", "",
      [helm3](std::string_view value) -> std::string {
        if (value.empty()) return "";
        if (helm3) return "drydock runs no other programs; pipe its output through the program";
        return fmt::format(
            "plugin: {{Name:{} Type:postrenderer/v1}} not found (drydock runs no "
            "plugins; pipe its output through the program)",
            value);
      },
      "refused: drydock runs no other programs");
  flags.add_texts("post-renderer-args", 0, ignored_texts_, "accepted, without effect");
}

void HelmTemplateFlags::check(const GoFlags& flags, const HelmCall& call) const {
  if (call.version != 3) {
    refuse_together(flags, "force-replace", "force-conflicts");
    refuse_together(flags, "force", "force-conflicts");
    refuse_together(flags, "validate", "dry-run");
  }
  check_dry_run(call);
  if (validate) {
    fail("usage",
         "--validate asks a cluster, and there is none here; `drydock check` validates manifests "
         "by the schemas of a Kubernetes version");
  }
}

void HelmTemplateFlags::check_dry_run(const HelmCall& call) const {
  if (call.version == 3) {
    for (std::string_view word : {"", "false", "true", "none", "client", "server"}) {
      if (dry_run == word) return;
    }
    fail("usage",
         "Invalid dry-run flag. Flag must one of the following: false, true, none, client, server");
  }
  if (dry_run == "client") return;
  if (dry_run == "unset") {
    call.log("Warning: --dry-run is deprecated and should be replaced with '--dry-run=client'");
    return;
  }
  if (dry_run == "server") {
    fail("usage", "--dry-run=server asks a cluster, and there is none here");
  }
  GoParsed<bool> flag = parse_go_bool(dry_run);
  if (!flag.ok() && dry_run != "none") {
    fail("usage", fmt::format("invalid dry-run value ({}). Must be \"none\", \"server\", or "
                              "\"client\"",
                              go_quote(dry_run)));
  }
  if (dry_run == "none" || !flag.value) {
    fail("usage", fmt::format("invalid dry-run value ({}). Must be \"server\" or \"client\"",
                              go_quote(dry_run)));
  }
  call.log(
      fmt::format("Warning: boolean '--dry-run={}' flag is deprecated and must be replaced "
                  "with '--dry-run=client'",
                  dry_run));
}

}  // namespace drydock::cli
