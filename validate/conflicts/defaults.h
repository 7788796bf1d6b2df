#pragma once

#include "validate/conflicts/claims.h"

namespace drydock::validate {

/// The PriorityClass that pods without one get.
void collect_priority_defaults(const Fleet& fleet, const Project& project, const Resource& resource,
                               uint32_t index, ClaimSink& sink);

/// The StorageClass that claims without one get.
void collect_storage_defaults(const Fleet& fleet, const Project& project, const Resource& resource,
                              uint32_t index, ClaimSink& sink);

/// The IngressClass that Ingresses without one get.
void collect_ingress_defaults(const Fleet& fleet, const Project& project, const Resource& resource,
                              uint32_t index, ClaimSink& sink);

/// The VolumeSnapshotClass of a driver that snapshots without one get.
void collect_snapshot_defaults(const Fleet& fleet, const Project& project, const Resource& resource,
                               uint32_t index, ClaimSink& sink);

/// What a LimitRange gives containers that ask for nothing, by resource.
void collect_limit_ranges(const Fleet& fleet, const Project& project, const Resource& resource,
                          uint32_t index, ClaimSink& sink);

}  // namespace drydock::validate
