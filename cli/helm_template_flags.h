#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/helm_call.h"
#include "cli/helm_chart.h"
#include "cli/helm_values.h"

namespace drydock::cli {

/// The flags of `helm template`. Those that only matter when something is installed are taken and
/// not looked at.
struct HelmTemplateFlags {
  HelmValues values;
  HelmChartFlags chart;
  std::vector<std::string> show_only;
  std::string output_dir;
  bool include_crds = false;
  bool skip_tests = false;
  bool no_hooks = false;
  bool is_upgrade = false;
  bool use_release_name = false;
  bool generate_name = false;
  bool skip_schema = false;
  bool validate = false;
  bool dependency_update = false;
  bool enable_dns = false;
  std::string kube_version;
  std::vector<std::string> api_versions;
  std::string name_template;
  std::string dry_run;
  std::string cluster_state;

  void add_flags(GoFlags& flags, HelmCall& call);
  /// What the original refuses after reading its flags. Throws Error with its text; logs what is
  /// deprecated.
  void check(const GoFlags& flags, const HelmCall& call) const;

 private:
  void add_install_flags(GoFlags& flags, const HelmCall& call);
  void add_helm4_flags(GoFlags& flags, const HelmCall& call);
  void add_post_renderer(GoFlags& flags, const HelmCall& call);
  void check_dry_run(const HelmCall& call) const;

  std::string ignored_;
  std::vector<std::string> ignored_texts_;
  bool ignored_switch_ = false;
  bool server_side_ = true;
};

}  // namespace drydock::cli
