#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/go_flags.h"

namespace drydock::cli {

/// Flags that every verb of Helm takes.
struct HelmFlags {
  std::string namespace_name = "default";
  bool debug = false;
  bool allow_network = false;     // ours: --allow-network
  std::string repository_config;  // repositories.yaml
  std::string repository_cache;   // a folder
  std::string registry_config;    // logins to registries

  /// Takes the defaults from the environment, as Helm does.
  HelmFlags();

  void add_to(GoFlags& flags, int helm_version);

 private:
  // Flags about a cluster, which nothing here talks to.
  std::string unused_text_;
  std::vector<std::string> unused_texts_;
  bool unused_switch_ = false;
  int64_t unused_number_ = 0;
};

/// Flags that say where a chart comes from.
struct ChartFlags {
  std::string version;
  std::string repo;
  std::string username;
  std::string password;
  std::string ca_file;
  std::string cert_file;
  std::string key_file;
  std::string keyring;
  bool verify = false;
  bool insecure = false;
  bool plain_http = false;
  bool pass_credentials = false;

  void add_to(GoFlags& flags);
  /// What `helm dependency` has: no version, no repository.
  void add_download_flags(GoFlags& flags);
};

/// The position of the first word that is no flag and no value of a flag of `HelmFlags`; the
/// number of words if there is none.
size_t find_verb(std::span<const std::string> args);

}  // namespace drydock::cli
