#pragma once

#include <span>
#include <string>

#include "render/chart.h"

namespace drydock::render {

// What Helm writes of a chart's own files, to the byte.

/// Chart.yaml, with sorted keys and without what is empty. `without_dependencies` is for packing
/// charts of apiVersion v1, which keep them in requirements.yaml.
std::string chart_metadata_yaml(const ChartMetadata& metadata, bool without_dependencies = false);

/// Chart.lock. `generated` becomes a time with nanoseconds, as Go writes it.
std::string chart_lock_yaml(const ChartLock& lock);

/// The digest of a lock file: "sha256:…" of what is wanted and what is locked.
std::string lock_digest(std::span<const ChartDependency> wanted,
                        std::span<const ChartDependency> locked);

/// The digest that Helm 2 wrote, of what is wanted only.
std::string helm2_lock_digest(std::span<const ChartDependency> wanted);

}  // namespace drydock::render
