#pragma once

#include <deque>
#include <string>
#include <vector>

#include "report/model.h"

namespace drydock::report {

/// A fleet with findings of every severity, stage and status, among them names and messages that
/// try to break out of each format, and a Secret whose values no report may show.
class ReportFixture {
 public:
  static constexpr const char* kSecretValue = "aHVudGVyMg";

  ReportFixture() {
    project("payments", "payments", "main", "team-pay", 3);
    project("shop", "shop/overlays/eu", "main", "team-shop", 12);
    project("quiet", "quiet", "staging", "", 1);
    project("<b>@everyone</b>\n::error::x", "odd/[a](http:\xE2\x80\xAE//e.example)", "main",
            "\"><script>alert(1)</script>", 2);
    add_findings();
  }

  CheckReport report;

 private:
  void project(std::string name, std::string path, std::string cluster, std::string owner,
               size_t resources) {
    Project& made = projects_.emplace_back();
    made.name = std::move(name);
    made.path = std::move(path);
    made.cluster = std::move(cluster);
    made.renderer = Renderer::Plain;
    report.projects.push_back({&made, resources, std::move(owner)});
  }

  const SourceFile& file(std::string path, std::string text) {
    return files_.emplace_back(SourceFile{std::move(path), std::move(text)});
  }

  Finding& add(std::string_view rule, Severity severity, std::string message, SourcePos where,
               std::vector<std::string> projects, Status status) {
    Diagnostic d;
    d.rule = rule;
    d.severity = severity;
    d.message = std::move(message);
    d.where = where;
    std::string cluster = projects.empty() ? "" : "main";
    report.findings.push_back(make_finding(std::move(d), cluster, std::move(projects)));
    report.statuses.push_back(status);
    report.waivers.push_back(nullptr);
    return report.findings.back();
  }

  void add_findings() {
    using enum Severity;
    const SourceFile& a =
        file("payments/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n");
    const SourceFile& b = file("shop/b.yaml", "kind: ConfigMap\nmetadata: {name: settings}\n");
    const SourceFile& deploy = file(
        "shop/web.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n"
        "    spec:\n      containers:\n        - name: web\n          image: web:latest  # now\n"
        "          env:\n            - {name: PORT, value: 80}\n");
    const SourceFile& secret = file(
        "shop/secret.yaml",
        fmt::format("apiVersion: v1\nkind: Secret\nmetadata:\n  name: login\ndata:\n  password: "
                    "{}\n",
                    kSecretValue));
    const SourceFile& odd =
        file("odd/\x1b[31m, :\"<&>'`|\n.yaml", "\t\x07 ##[error]x ``` </pre>\n");

    Finding& clash = add("duplicate-object", Error, "2 projects define ConfigMap/shop/settings",
                         {&a, 4, 9, 8}, {"payments", "shop"}, Status::New);
    clash.resource = "ConfigMap/shop/settings";
    clash.locations.push_back({&b, 2, 12, 8});

    Finding& field = add("field-type", Error, "spec.template: expected string, got number",
                         {&deploy, 12, 35, 2}, {"shop"}, Status::New);
    field.resource = "Deployment.apps/shop/web";
    field.field = "spec.template.spec.containers[0].env[0].value";
    field.type = "FieldValueTypeInvalid";

    field.fix.text = "put the value in quotes";
    field.fix.steps = {{FixStep::Kind::SetValue, field.diagnostic.where, "80", "", "80", true}};

    Finding& policy = add("no-latest", Warning, "container web uses the tag `latest`",
                          {&deploy, 10, 18, 10}, {"shop"}, Status::New);
    policy.resource = "Deployment.apps/shop/web";
    policy.policy_rule = &policy_rule_;
    policy.diagnostic.help = "Name a version.";

    add("yaml-syntax", Error,
        "found a tab \x1b[2J\n::error::x ##[error] @everyone [x](http://e.example) <img src=x "
        "onerror=alert(1)> ]]> --> | `code` #12 www.e.example",
        {&odd, 1, 1, 1}, {"<b>@everyone</b>\n::error::x"}, Status::New);

    Finding& hidden = add("field-invalid", Error, "data.password: illegal base64 data",
                          {&secret, 6, 13, 0}, {"shop"}, Status::Known);
    hidden.resource = "Secret/shop/login";

    Finding& foreign = add("foreign-project-affected", Warning, "what `quiet` renders changes too",
                           {&b, 0, 0, 1}, {"quiet"}, Status::New);
    Diagnostic note;
    note.severity = Info;
    note.message = "read through shop/b.yaml";
    note.where = {&b, 1, 1, 4};
    foreign.diagnostic.notes.push_back(note);

    Finding& waived = add("node-port-clash", Error, "2 Services ask for node port 30080",
                          {&b, 1, 1, 4}, {"payments", "shop"}, Status::Waived);
    waived.resource = "Service/shop/web";
    waiver_.rule = "node-port-clash";
    waiver_.reason = "moved in Q1 <@ops>";
    waiver_.by = "team-shop";
    waiver_.ticket = "OPS-1";
    waiver_.until = "2027-03-31";
    report.waivers.back() = &waiver_;

    add("kustomization-deprecated", Info, "`commonLabels` is deprecated", {&b, 1, 1, 4}, {"shop"},
        Status::New);
    add("git-repository", Warning, "the clone is shallow", {}, {}, Status::New);

    FixEdits fixes;
    for (const Finding& finding : report.findings) {
      report.fixes.push_back(fixes.edits_of(finding.fix));
    }
    report.compared = true;
    report.changes = {
        {"create", "ConfigMap/shop/settings", "shop", "main", {}, false},
        {"delete", "PersistentVolumeClaim/shop/data", "shop", "main", {"data-loss"}, true},
        {"update", "Deployment.apps/shop/<web>|@x", "shop", "main", {"spec.replicas"}, false},
    };
    report.page = "report.html";
  }

  static constexpr Rule policy_rule_{"no-latest", Stage::Policy, Severity::Warning,
                                     "Images name a version", ""};
  std::deque<Project> projects_;
  std::deque<SourceFile> files_;
  Waiver waiver_;
};

}  // namespace drydock::report
