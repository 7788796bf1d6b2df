#pragma once

#include <string_view>

#include "core/diagnostic.h"
#include "core/source.h"
#include "render/render_release.h"

namespace drydock::render {

/// What is wrong with a document of a rendered template: Helm's text, at the line of the template
/// that wrote the faulty one, with the rendered lines, the templates that were included on the way,
/// and the line of the values that the template printed there. `fault` is about `document`, a part
/// of the file's text. `sources` owns the rendered text from then on.
Diagnostic explain_manifest_fault(const Diagnostic& fault, const RenderedFile& file,
                                  std::string_view document, const ReleaseRequest& request,
                                  const ValueOrigins& origins, Sources& sources);

/// The place in a template that wrote the byte at `offset` of a file; line 0 when a template made
/// that text itself.
SourcePos template_position(const RenderedFile& file, size_t offset);

}  // namespace drydock::render
