#include <gtest/gtest.h>

#include <sstream>

#include "cli/write_graph.h"
#include "projects/include_graph.h"
#include "tests/projects_layout.h"

namespace drydock::projects {
namespace {

constexpr std::string_view kFleet =
    "shop/base/kustomization.yaml <- a.yaml, ../../common/b.yaml\nshop/base/a.yaml\n"
    "common/b.yaml\n"
    "parts/labels/kustomization.yaml = kind: Component\n"
    "shop/overlays/prod/kustomization.yaml = resources: [../../base]\\ncomponents: "
    "[../../../parts/labels, ../../../nowhere]\\nhelmGlobals: {chartHome: ../../../charts}\\n"
    "helmCharts: [{name: db}]\n"
    "shop/overlays/staging/kustomization.yaml <- ../../base, ../prod\n"
    "charts/db/Chart.yaml\n"
    "charts/web/Chart.yaml = name: web\\ndependencies: [{name: db, repository: \"file://../db\"}]\n"
    "charts/web/values-prod.yaml = a: 1\n";

std::string written(std::string_view files, std::string_view format) {
  Layout layout(files);
  std::ostringstream out;
  cli::write_graph(out, include_graph(layout.files(), layout.find().projects), format);
  return out.str();
}

TEST(IncludeGraph, IsATreeForEachProject) {
  EXPECT_EQ(written(kFleet, "text"), R"(charts/web (chart): charts/web/prod
  charts/db (chart)
  charts/web/values-prod.yaml (values)
shop/overlays/staging (kustomization)
  shop/base (kustomization)
    common/b.yaml (file)
  shop/overlays/prod (kustomization)
    charts/db (chart)
    parts/labels (component)
    shop/base (kustomization), see above
)");
}

TEST(IncludeGraph, IsForGraphviz) {
  EXPECT_EQ(written("a/kustomization.yaml <- ../b \"x\"\nb \"x\"/kustomization.yaml <- ../c.yaml\n"
                    "c.yaml\n",
                    "dot"),
            R"(digraph projects {
  rankdir=LR;
  "a" [shape=box, style=bold];
  "b \"x\"" [shape=ellipse];
  "c.yaml" [shape=note];
  "a" -> "b \"x\"";
  "b \"x\"" -> "c.yaml" [label="file"];
}
)");
}

TEST(IncludeGraph, IsJson) {
  EXPECT_EQ(written("a/kustomization.yaml <- ../b\nb/kustomization.yaml <- ../a\n", "json"),
            R"({
  "nodes": [
    {
      "path": "a",
      "kind": "kustomization",
      "projects": [
        "a"
      ]
    },
    {
      "path": "b",
      "kind": "kustomization",
      "projects": []
    }
  ],
  "edges": [
    {
      "from": "a",
      "to": "b",
      "kind": "base"
    },
    {
      "from": "b",
      "to": "a",
      "kind": "base"
    }
  ]
}
)");
}

}  // namespace
}  // namespace drydock::projects
