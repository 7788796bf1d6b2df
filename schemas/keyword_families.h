#pragma once

#include "schemas/compiler.h"
#include "schemas/evaluation.h"
#include "schemas/keywords.h"

namespace drydock::schemas {

// The functions in the table of keywords, by the files that hold them. Each pair compiles a keyword
// and applies it.

#define DRYDOCK_KEYWORD(name)                                     \
  Operand compile_##name(Compiler& compiler, const KeywordSite&); \
  bool apply_##name(Evaluation& evaluation, const Instruction&, const Place&)

// keywords_references.cc
DRYDOCK_KEYWORD(ref);
DRYDOCK_KEYWORD(dynamic_ref);
DRYDOCK_KEYWORD(recursive_ref);

// keywords_logic.cc
DRYDOCK_KEYWORD(all_of);
DRYDOCK_KEYWORD(any_of);
DRYDOCK_KEYWORD(one_of);
DRYDOCK_KEYWORD(negation);
DRYDOCK_KEYWORD(if);

// keywords_objects.cc
DRYDOCK_KEYWORD(properties);
DRYDOCK_KEYWORD(pattern_properties);
DRYDOCK_KEYWORD(additional_properties);
DRYDOCK_KEYWORD(property_names);
DRYDOCK_KEYWORD(required);
DRYDOCK_KEYWORD(dependencies);
DRYDOCK_KEYWORD(dependent_required);
DRYDOCK_KEYWORD(dependent_schemas);
DRYDOCK_KEYWORD(min_properties);
DRYDOCK_KEYWORD(max_properties);
DRYDOCK_KEYWORD(unevaluated_properties);

// keywords_arrays.cc
DRYDOCK_KEYWORD(prefix_items);
DRYDOCK_KEYWORD(items);
DRYDOCK_KEYWORD(items_or_prefix);
DRYDOCK_KEYWORD(additional_items);
DRYDOCK_KEYWORD(contains);
DRYDOCK_KEYWORD(min_items);
DRYDOCK_KEYWORD(max_items);
DRYDOCK_KEYWORD(unique_items);
DRYDOCK_KEYWORD(unevaluated_items);

// keywords_values.cc
DRYDOCK_KEYWORD(type);
DRYDOCK_KEYWORD(enum);
DRYDOCK_KEYWORD(const);
DRYDOCK_KEYWORD(minimum);
DRYDOCK_KEYWORD(maximum);
DRYDOCK_KEYWORD(exclusive_minimum);
DRYDOCK_KEYWORD(exclusive_maximum);
DRYDOCK_KEYWORD(multiple_of);
DRYDOCK_KEYWORD(min_length);
DRYDOCK_KEYWORD(max_length);
DRYDOCK_KEYWORD(pattern);
DRYDOCK_KEYWORD(format);
DRYDOCK_KEYWORD(content_encoding);
DRYDOCK_KEYWORD(content_media_type);

#undef DRYDOCK_KEYWORD

}  // namespace drydock::schemas
