#pragma once

#include <string_view>
#include <vector>

#include "validate/server/field.h"

namespace drydock::validate::server {

/// The volumes of a pod that are right: only these can be mounted.
class Volumes {
 public:
  void add(std::string_view name, const Field& volume) { volumes_.push_back({name, volume}); }
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// Nothing when there is no such volume.
  const Field* find(std::string_view name) const {
    for (const Volume& volume : volumes_) {
      if (volume.name == name) return &volume.field;
    }
    return nullptr;
  }

 private:
  struct Volume {
    std::string_view name;
    Field field;
  };
  std::vector<Volume> volumes_;
};

/// `pod_name` is empty for templates, whose pods get other names.
Volumes check_volumes(const Field& volumes, std::string_view pod_name);

/// Where a source of storage comes from: one row for each kind of volume.
struct VolumeSource {
  std::string_view key;
  std::string_view shown;      // its path in messages
  std::string_view forbidden;  // its path where another source is given already
  void (*check)(const Field& source);
};
/// Checks that exactly one of the sources is given, and what it says; how many there were.
int check_volume_sources(const Field& holder, const VolumeSource* rows, size_t count);

// Sources that pods and persistent volumes share.
void check_host_path(const Field& source);
void check_gce_disk(const Field& source);
void check_aws_disk(const Field& source);
void check_nfs(const Field& source);
void check_iscsi_target(const Field& source, bool in_pod);
void check_glusterfs(const Field& source);
void check_flocker(const Field& source);
void check_rbd(const Field& source);
void check_cephfs(const Field& source);
void check_quobyte(const Field& source);
void check_fibre_channel(const Field& source);
void check_flex(const Field& source);
void check_azure_disk(const Field& source);
void check_vsphere(const Field& source);
void check_photon(const Field& source);
void check_portworx(const Field& source);
void check_scale_io(const Field& source);
void check_storage_os(const Field& source);
void check_cinder(const Field& source);
void check_csi_driver_name(const Field& driver);

}  // namespace drydock::validate::server
