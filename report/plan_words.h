#pragma once

#include <string>

#include "plan/plan.h"

namespace drydock::report {

/// "2 to create, 1 to delete; 3 dangers", or that there is nothing to do.
std::string plan_summary(const plan::Plan& plan);
/// "deletes PersistentVolumeClaim/shop/data: the data goes with it".
std::string danger_sentence(const plan::Change& change, std::string_view danger);
std::string plan_danger_words(const plan::PlanDanger& danger);
/// "not in the head, moved from shop", in words and with what they are about.
std::string reasons_text(const plan::Change& change);

}  // namespace drydock::report
