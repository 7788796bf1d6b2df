#include "overlays/transformer_config.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"

namespace drydock::overlays {
namespace {

void merge_all(FieldSpecs& into, const FieldSpecs& other) {
  for (const FieldSpec& spec : other) merge_field_spec(into, spec);
}

template <class Row>
void sort_by_kind(std::vector<Row>& rows) {
  std::vector<std::pair<GvkPlace, Row*>> places;
  places.reserve(rows.size());
  for (Row& row : rows) places.emplace_back(GvkPlace(row.gvk), &row);
  auto before = [](const auto& a, const auto& b) { return a.first < b.first; };
  // kustomize's own tables are, after the first time.
  if (std::is_sorted(places.begin(), places.end(), before)) return;
  std::stable_sort(places.begin(), places.end(), before);
  std::vector<Row> sorted;
  sorted.reserve(rows.size());
  for (const auto& [place, row] : places) sorted.push_back(std::move(*row));
  rows = std::move(sorted);
}

void merge_references(std::vector<NameBackReferences>& into, const NameBackReferences& other) {
  bool found = false;
  for (NameBackReferences& row : into) {
    if (!same_gvk(row.gvk, other.gvk)) continue;
    merge_all(row.referrers, other.referrers);
    found = true;
  }
  if (!found) into.push_back(other);
}

}  // namespace

void merge_field_spec(FieldSpecs& into, const FieldSpec& spec) {
  for (const FieldSpec& known : into) {
    if (known.path != spec.path || !is_selected(known.gvk, spec.gvk)) continue;
    if (known.create == spec.create) return;
    fail("kustomization",
         fmt::format("the path `{}` of {} is given with `create: {}` and with `create: {}` "
                     "(conflicting fieldspecs)",
                     spec.path, spec.gvk.kind.empty() ? "all kinds" : spec.gvk.kind, known.create,
                     spec.create));
  }
  into.push_back(spec);
}

void merge_transformer_config(TransformerConfig& into, const TransformerConfig& other) {
  merge_all(into.name_prefix, other.name_prefix);
  merge_all(into.name_suffix, other.name_suffix);
  merge_all(into.namespace_name, other.namespace_name);
  merge_all(into.common_annotations, other.common_annotations);
  merge_all(into.common_labels, other.common_labels);
  merge_all(into.labels, other.labels);
  merge_all(into.template_labels, other.template_labels);
  merge_all(into.volume_claim_template_labels, other.volume_claim_template_labels);
  merge_all(into.var_reference, other.var_reference);
  for (const NameBackReferences& row : other.name_reference) {
    merge_references(into.name_reference, row);
  }
  merge_all(into.images, other.images);
  merge_all(into.replicas, other.replicas);
  sort_transformer_config(into);
}

void sort_transformer_config(TransformerConfig& config) {
  for (FieldSpecs* specs :
       {&config.name_prefix, &config.name_suffix, &config.namespace_name, &config.common_labels,
        &config.labels, &config.template_labels, &config.volume_claim_template_labels,
        &config.common_annotations, &config.var_reference, &config.images, &config.replicas}) {
    sort_by_kind(*specs);
  }
  sort_by_kind(config.name_reference);
}

}  // namespace drydock::overlays
