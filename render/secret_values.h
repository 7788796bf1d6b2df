#pragma once

#include <set>
#include <string>
#include <utility>

#include "core/diagnostic.h"
#include "core/source.h"
#include "core/value.h"
#include "core/value_origins.h"
#include "render/chart.h"
#include "render/value_origin.h"

namespace drydock::render {

/// The values that templates of a chart put into Secrets, themselves or by definitions that they
/// include: every value that is named in a text which makes a Secret. Rather too many.
class SecretValues {
 public:
  /// `given` are the user's values, or null; `origins` are of these and of the charts' values.
  SecretValues(const Chart& chart, const ValueMap* given, const ValueOrigins& origins);

  /// Marks places in values files whose line is not to be shown, see `SourcePos::length`.
  void hide(SourcePos& where) const;
  void hide(Diagnostic& diagnostic) const;

 private:
  void add_chart(const Chart& chart, const ValuePath& prefix, const std::set<ValuePath>& paths,
                 const ValueOrigins& origins);
  void add(const ValueMap& values, const ValuePath& path, const ValueOrigins& origins);
  void add(const Value& value, const ValueOrigins& origins, int depth = 0);

  std::set<std::pair<const SourceFile*, int>> lines_;
};

}  // namespace drydock::render
