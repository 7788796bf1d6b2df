#pragma once

#include <string>
#include <vector>

#include "core/source.h"
#include "render/chart.h"
#include "render/template/parse.h"
#include "render/value_origin.h"

namespace drydock::render {

/// One place where a template names a value: `.Values.a.b`, `$.Values.a.b`, `index .Values "a"`.
struct ValueRead {
  ValuePath path;  // below Values; empty: all values at once
  SourcePos where;
  bool is_guard = false;       // a condition, or an argument of a function that copes with nothing
  bool in_definition = false;  // within {{define}}, which any chart may call
};

/// What the templates of one chart read, and what texts in its values read when `tpl` renders them.
/// Only what is written out is seen: a name that is computed is not. A template with a wrong syntax
/// reads nothing.
std::vector<ValueRead> value_reads(const Chart& chart, int helm_version);

}  // namespace drydock::render
