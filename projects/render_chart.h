#pragma once

#include <string>

#include "core/rendered.h"
#include "core/settings.h"
#include "core/source_cache.h"
#include "render/inflate_chart.h"

namespace drydock::projects {

/// Renders a project whose renderer is Helm, with its HelmSettings, into `out`. The nodes say which
/// line of which template wrote them. Never throws for bad input: what cannot be rendered is a
/// problem. Random values are drawn from the project's name, so they are the same in every run.
void render_chart(SourceCache& files, const std::string& kube_version, RenderedProject& out,
                  render::ChartLibrary& library);

/// The version of Kubernetes that the charts of a project see; empty when nobody says.
std::string kube_version_of(const Project& project, const Settings& settings);

}  // namespace drydock::projects
