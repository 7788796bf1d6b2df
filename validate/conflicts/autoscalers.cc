#include "validate/conflicts/autoscalers.h"

#include "core/kinds.h"
#include "validate/conflicts/fields.h"

namespace drydock::validate {
namespace {

/// A kind that sets replicas, and where it names what it scales.
struct AutoscalerRow {
  std::string_view group;
  std::string_view kind;
  std::string_view target;  // below spec
};

constexpr AutoscalerRow kAutoscalers[] = {
    {"autoscaling", "HorizontalPodAutoscaler", "scaleTargetRef"},
    {"keda.sh", "ScaledObject", "scaleTargetRef"},
    {"autoscaling.alibabacloud.com", "CronHorizontalPodAutoscaler", "scaleTargetRef"},
    {"autoscaling.alibabacloud.com", "AdvancedHorizontalPodAutoscaler", "scaleTargetRef"},
    {"autoscaling.gke.io", "MultidimPodAutoscaler", "scaleTargetRef"},
    {"autoscaling.kubedl.io", "ElasticWorkload", "scaleTargetRef"},
    {"datadoghq.com", "WatermarkPodAutoscaler", "scaleTargetRef"},
    {"datadoghq.com", "DatadogPodAutoscaler", "targetRef"},
    {"autoscaling.k8s.elastic.co", "ElasticsearchAutoscaler", "elasticsearchRef"},
    {"actions.summerwind.dev", "HorizontalRunnerAutoscaler", "scaleTargetRef"},
};

/// A ScaledObject may take over an autoscaler that exists instead of making its own.
bool takes_over(const Resource& resource) {
  return annotation(resource, "scaledobject.keda.sh/transfer-hpa-ownership") == "true";
}

}  // namespace

void collect_autoscalers(const Fleet& fleet, const Project& project, const Resource& resource,
                         uint32_t index, ClaimSink& sink) {
  for (const AutoscalerRow& row : kAutoscalers) {
    if (!is_kind(resource, row.group, row.kind) || takes_over(resource)) continue;
    const Node* target = field(resource.root, {"spec", row.target});
    if (!target || target->text_of("name").empty()) return;
    // Without a kind KEDA takes a Deployment.
    std::string_view kind = or_default(target->text_of("kind"), "Deployment");
    Gvk gvk = make_gvk(or_default(target->text_of("apiVersion"), "apps/v1"), kind);
    std::string id =
        format_resource_id(current_group(gvk.group, kind), kind,
                           fleet.namespace_of(resource, project), target->text_of("name"));
    sink.add(index, target->find("name"), {id}, id);
  }
}

}  // namespace drydock::validate
