#include "plan/plan.h"

namespace drydock::plan {
namespace {

struct DangerRow {
  std::string_view code;
  bool is_error;
  std::string_view words;
};

// clang-format off
constexpr DangerRow kDangers[] = {
    {"applier-may-prune",      false, "whoever applied it before may delete it by its own inventory"},
    {"claims-left",            false, "its volume claims stay behind, unused or with the old size"},
    {"data-loss",              true,  "the data goes with it"},
    {"fights-autoscaler",      false, "the manifest sets replicas that an autoscaler owns"},
    {"interrupts-service",     false, "what it serves stops, or stops in between"},
    {"mass-deletion",          true,  "much of it goes at once: is the path right?"},
    {"orphaned",               false, "it stays in the cluster, and nobody owns it from now on"},
    {"pods-not-rolled",        false, "pods that use it go on with the old content"},
    {"protection-lost",        true,  "a mark against deletion leaves the manifest"},
    {"still-referenced",       true,  "something that stays names it"},
    {"stored-version-removed", true,  "the server refuses it while objects are stored in that version"},
    {"takes-objects",          true,  "objects that are still wanted go with it"},
};
// clang-format on

const DangerRow* find_danger(std::string_view code) {
  for (const DangerRow& row : kDangers) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

}  // namespace

bool is_error_danger(std::string_view danger) {
  const DangerRow* row = find_danger(danger);
  return row && row->is_error;
}

std::string_view danger_words(std::string_view danger) {
  const DangerRow* row = find_danger(danger);
  return row ? row->words : std::string_view();
}

}  // namespace drydock::plan
