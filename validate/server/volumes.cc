#include "validate/server/volumes.h"

#include <fmt/format.h>

#include "validate/server/downward.h"
#include "validate/server/labels.h"
#include "validate/server/names.h"
#include "validate/server/object.h"
#include "validate/server/paths.h"
#include "validate/server/persistent_volumes.h"
#include "validate/server/quantity.h"

namespace drydock::validate::server {
namespace {

void check_empty_dir(const Field& source) {
  if (quantity_of(source["sizeLimit"]).sign() < 0) {
    source["sizeLimit"].forbidden("SizeLimit field must be a valid resource quantity");
  }
}

void check_git_repo(const Field& source) {
  source["repository"].require_text();
  check_local_descending_path(source["directory"]);
}

void check_key_to_path(const Field& item) {
  item["key"].require_text();
  item["path"].require_text();
  check_local_non_reserved_path(item["path"]);
  check_file_mode(item["mode"]);
}

void check_secret(const Field& source) {
  source["secretName"].require_text();
  check_file_mode(source["defaultMode"]);
  for (Field item : source["items"].each()) check_key_to_path(item);
}

void check_config_map(const Field& source) {
  source["name"].require_text();
  check_file_mode(source["defaultMode"]);
  for (Field item : source["items"].each()) check_key_to_path(item);
}

void check_iscsi(const Field& source) { check_iscsi_target(source, true); }
void check_claim(const Field& source) { source["claimName"].require_text(); }

void check_downward_api(const Field& source) {
  check_file_mode(source["defaultMode"]);
  for (Field file : source["items"].each()) check_downward_file(source.shows(file));
}

void check_azure_file(const Field& source) {
  source["secretName"].require_text();
  source["shareName"].require_text();
}

void check_csi(const Field& source) {
  check_csi_driver_name(source["driver"]);
  Field secret = source["nodePublishSecretRef"];
  if (!secret) return;
  if (secret["name"].require_text()) {
    source.at("name").invalid_all(secret["name"].text(), dns1123_subdomain(secret["name"].text()));
  }
}

void check_ephemeral(const Field& source) {
  Field claim = source["volumeClaimTemplate"];
  if (!claim) return claim.required();
  Field metadata = claim["metadata"];
  check_annotations(metadata["annotations"], metadata["annotations"]);
  check_labels(metadata["labels"]);
  for (Entry entry : metadata.entries()) {
    if (entry.key != "annotations" && entry.key != "labels" && entry.value &&
        entry.key != "creationTimestamp" && !entry.value.is("")) {
      metadata[entry.key].forbidden("cannot be set");
    }
  }
  check_claim_spec(claim["spec"]);
}

// The files that a projected volume makes must not overwrite each other.

void check_paths_once(const Field& projected, Seen& paths, std::string_view path,
                      std::string_view shown) {
  if (!path.empty() && !paths.add(path)) {
    projected.invalid_text(shown, "conflicting duplicate paths");
  }
}

void check_projected_items(const Field& projected, const Field& source, Seen& paths) {
  source["name"].require_text();
  for (Field item : source["items"].each()) {
    check_key_to_path(item);
    check_paths_once(projected, paths, item["path"].text(), source["name"].text());
  }
}

void check_token(const Field& projected, const Field& source) {
  Field expiration = source["expirationSeconds"];
  int64_t seconds = expiration.number(3600);
  if (seconds < 600) {
    expiration.invalid_number(seconds, "may not specify a duration less than 10 minutes");
  }
  if (seconds > int64_t{1} << 32) {
    expiration.invalid_number(seconds, "may not specify a duration larger than 2^32 seconds");
  }
  Field path = projected.at("path").shows(source["path"]);
  if (path.require_text()) check_local_non_reserved_path(path);
}

void check_trust_bundle_name(const Field& name) {
  std::string_view text = name.text();
  if (!name.require_text("must be a valid object name")) {
    name.invalid_all(dns1123_subdomain(text));
    return;
  }
  size_t colon = text.rfind(':');
  name.invalid_all(
      dns1123_subdomain(colon == std::string_view::npos ? text : text.substr(colon + 1)));
}

void check_trust_bundle(const Field& projected, const Field& source, Seen& paths) {
  Field name = source["name"];
  Field signer = source["signerName"];
  if (name && signer) {
    source.invalid("only one of name and signerName may be used");
  } else if (name) {
    check_trust_bundle_name(name);
    if (source["labelSelector"]) {
      source["labelSelector"].invalid("labelSelector must be unset if name is specified");
    }
  } else if (signer) {
    signer.require_text("must be a valid signer name");
    check_label_selector(source["labelSelector"]);
  } else {
    source.required("either name or signerName must be specified");
  }
  source["path"].require_text();
  check_local_non_reserved_path(source["path"]);
  if (!paths.add(source["path"].text())) {
    projected.invalid_text(source["path"].text(), "conflicting duplicate paths");
  }
}

void check_projection(const Field& projected, const Field& entry, Seen& paths) {
  int sources = 0;
  if (Field secret = entry["secret"]) {
    ++sources;
    check_projected_items(projected, secret, paths);
  }
  if (Field config = entry["configMap"]) {
    ++sources;
    check_projected_items(projected, config, paths);
  }
  if (Field downward = entry["downwardAPI"]) {
    ++sources;
    for (Field file : downward["items"].each()) {
      check_downward_file(downward.shows(file));
      check_paths_once(projected, paths, file["path"].text(), file["path"].text());
    }
  }
  if (Field token = entry["serviceAccountToken"]) {
    ++sources;
    check_token(projected, token);
  }
  if (Field bundle = entry["clusterTrustBundle"]) {
    ++sources;
    check_trust_bundle(projected, bundle, paths);
  }
  if (sources > 1) entry.forbidden("may not specify more than 1 volume type per source");
}

void check_projected(const Field& source) {
  check_file_mode(source["defaultMode"]);
  Seen paths;
  for (Field entry : source["sources"].each()) check_projection(source, entry, paths);
}

// clang-format off
constexpr VolumeSource kPodSources[] = {
    {"emptyDir",              "emptyDir",              "emptyDir",              check_empty_dir},
    {"hostPath",              "hostPath",              "hostPath",              check_host_path},
    {"gitRepo",               "gitRepo",               "gitRepo",               check_git_repo},
    {"gcePersistentDisk",     "persistentDisk",        "gcePersistentDisk",     check_gce_disk},
    {"awsElasticBlockStore",  "awsElasticBlockStore",  "awsElasticBlockStore",  check_aws_disk},
    {"secret",                "secret",                "secret",                check_secret},
    {"nfs",                   "nfs",                   "nfs",                   check_nfs},
    {"iscsi",                 "iscsi",                 "iscsi",                 check_iscsi},
    {"glusterfs",             "glusterfs",             "glusterfs",             check_glusterfs},
    {"flocker",               "flocker",               "flocker",               check_flocker},
    {"persistentVolumeClaim", "persistentVolumeClaim", "persistentVolumeClaim", check_claim},
    {"rbd",                   "rbd",                   "rbd",                   check_rbd},
    {"cinder",                "cinder",                "cinder",                check_cinder},
    {"cephfs",                "cephfs",                "cephFS",                check_cephfs},
    {"quobyte",               "quobyte",               "quobyte",               check_quobyte},
    {"downwardAPI",           "downwardAPI",           "downwarAPI",            check_downward_api},
    {"fc",                    "fc",                    "fc",                    check_fibre_channel},
    {"flexVolume",            "flexVolume",            "flexVolume",            check_flex},
    {"configMap",             "configMap",             "configMap",             check_config_map},
    {"azureFile",             "azureFile",             "azureFile",             check_azure_file},
    {"vsphereVolume",         "vsphereVolume",         "vsphereVolume",         check_vsphere},
    {"photonPersistentDisk",  "photonPersistentDisk",  "photonPersistentDisk",  check_photon},
    {"portworxVolume",        "portworxVolume",        "portworxVolume",        check_portworx},
    {"azureDisk",             "azureDisk",             "azureDisk",             check_azure_disk},
    {"storageos",             "storageos",             "storageos",             check_storage_os},
    {"projected",             "projected",             "projected",             check_projected},
    {"scaleIO",               "scaleIO",               "scaleIO",               check_scale_io},
    {"csi",                   "csi",                   "csi",                   check_csi},
    {"ephemeral",             "ephemeral",             "ephemeral",             check_ephemeral},
};
// clang-format on

/// What depends on the names of volume and pod as well.
void check_volume_names(const Field& volume, std::string_view pod_name) {
  std::string_view name = volume["name"].text();
  Field iscsi = volume["iscsi"];
  if (iscsi && iscsi["initiatorName"] &&
      name.size() + 1 + iscsi["targetPortal"].text().size() > 64) {
    volume["name"].invalid_text(
        name,
        "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if "
        "iscsi.initiatorName is specified.");
  }
  if (volume["ephemeral"] && !pod_name.empty() && !name.empty()) {
    std::string claim = fmt::format("{}-{}", pod_name, name);
    for (const std::string& problem : dns1123_subdomain(claim)) {
      volume["name"].invalid_text(name, fmt::format("PVC name \"{}\": {}", claim, problem));
    }
  }
}

void check_volume(const Field& volume, std::string_view pod_name, const Seen& names) {
  int sources = check_volume_sources(volume, kPodSources, std::size(kPodSources));
  // The feature of image volumes is off in 1.34: the server drops them, and then the default of an
  // empty directory comes too late.
  if (sources == 0 && volume["image"]) volume.required("must specify a volume type");
  check_volume_names(volume, pod_name);
  Field name = volume["name"];
  if (name.require_text()) name.invalid_all(dns1123_label(name.text()));
  if (names.has(name.text())) name.duplicate();
}

bool is_made_for_pod(const Field& volumes, std::string_view pod_name, std::string_view claim) {
  if (pod_name.empty() || !claim.starts_with(pod_name)) return false;
  claim.remove_prefix(pod_name.size());
  for (Field volume : volumes.each()) {
    if (volume["ephemeral"] && claim.starts_with('-') && volume["name"].is(claim.substr(1))) {
      return true;
    }
  }
  return false;
}

}  // namespace

int check_volume_sources(const Field& holder, const VolumeSource* rows, size_t count) {
  int found = 0;
  for (const VolumeSource* row = rows; row != rows + count; ++row) {
    Field source = holder.renamed(row->key, row->shown);
    if (!source) continue;
    if (++found > 1) {
      holder.renamed(row->key, row->forbidden).forbidden("may not specify more than 1 volume type");
    } else {
      row->check(source);
    }
  }
  return found;
}

Volumes check_volumes(const Field& volumes, std::string_view pod_name) {
  Volumes right;
  Seen names;
  for (Field volume : volumes.each()) {
    size_t before = volume.report().problems().size();
    check_volume(volume, pod_name, names);
    if (volume.report().problems().size() == before) {
      names.add(volume["name"].text());
      right.add(volume["name"].text(), volume);
    }
    Field claim = volume["persistentVolumeClaim"]["claimName"];
    if (claim && is_made_for_pod(volumes, pod_name, claim.text())) {
      claim.invalid("must not reference a PVC that gets created for an ephemeral volume");
    }
  }
  return right;
}

}  // namespace drydock::validate::server
