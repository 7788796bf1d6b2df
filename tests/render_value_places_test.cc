#include <gtest/gtest.h>

#include "cli/helm_environment.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "render/chart_loader.h"
#include "render/render_release.h"
#include "render/secret_values.h"
#include "render/values.h"
#include "tests/temp_folder.h"

namespace drydock::render {
namespace {

constexpr std::string_view kOwnValues =
    "name: web\nreplicas: 2\nlogin:\n  user: admin\n  pin: 4711\n";
constexpr std::string_view kUserValues = "---\nother: 1\n---\nname: \"api\\x21\"\n";
constexpr std::string_view kConfigMap =
    "kind: ConfigMap\nname: {{ .Values.name }}\nreplicas: {{ .Values.replicas }}\n"
    "made: {{ .Values.replicas | quote }}\n";
constexpr std::string_view kSecret = "kind: Secret\nstringData: {{ include \"login\" . }}\n";
constexpr std::string_view kHelper =
    "{{ define \"login\" }}{ pin: {{ .Values.login.pin | quote }} }{{ end }}\n";

class ValuePlacesTest : public testing::Test {
 protected:
  ValuePlacesTest() {
    std::vector<LooseFile> files;
    auto add = [&](std::string path, std::string_view text) {
      files.push_back({path, LateSource(sources_.add(path, std::string(text)))});
    };
    add("Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    add("values.yaml", kOwnValues);
    add("templates/_h.tpl", kHelper);
    add("templates/cm.yaml", kConfigMap);
    add("templates/secret.yaml", kSecret);
    request_.chart = &store_.load_files(std::move(files), "app", 4);
    const SourceFile& user = sources_.add("user.yaml", std::string(kUserValues));
    request_.values = read_values(user, arena_, sources_, 4, &origins_);
    request_.value_origins = &origins_;
  }

  Sources sources_;
  ChartStore store_{sources_};
  Arena arena_;
  ValueOrigins origins_{kUserOrigins};
  ReleaseRequest request_;
  ParseCache parsed_;
};

TEST_F(ValuePlacesTest, PrintedValuesKnowTheirLine) {
  ReleaseRenderer renderer(request_, parsed_, sources_);
  renderer.prepare();
  renderer.render();
  struct Expected {
    std::string_view at;
    std::string_view path;
    int line;
  };
  constexpr Expected kExpected[] = {
      {"api!", "user.yaml", 4}, {"2\n", "values.yaml", 2}, {"\"2\"", "", 0}, {"kind", "", 0}};
  for (const RenderedFile& file : renderer.result().files) {
    if (!file.path.ends_with("cm.yaml")) continue;
    for (const Expected& expected : kExpected) {
      size_t at = file.text.find(expected.at);
      ASSERT_NE(at, std::string::npos) << file.text;
      SourcePos value = file.map.find(at, &renderer.origins()).value;
      EXPECT_EQ(value.path(), expected.path) << expected.at;
      EXPECT_EQ(value.line, expected.line) << expected.at;
    }
  }
}

TEST_F(ValuePlacesTest, ValuesOfSecretsAreNotShown) {
  ReleaseRenderer renderer(request_, parsed_, sources_);
  SecretValues secrets(*request_.chart, request_.values, renderer.origins());
  const SourceFile* values = request_.chart->values_file->source;
  auto shown = [&](int line) {
    SourcePos where{values, line, 3, 4};
    secrets.hide(where);
    return Excerpts().lines(where);
  };
  EXPECT_EQ(shown(4), "  4 |   user: admin\n    |   ^~~~\n");
  EXPECT_EQ(shown(5), "  5 |   pin: (hidden: part of a Secret)\n    |   ^\n");
}

TEST(EnableDns, NamesAreLookedUp) {
  TempFolder folder;
  folder.write("hosts", "192.0.2.5 db.example\n2001:db8::5 six.example\n");
  folder.write("resolv.conf", "");
  fetch::LookupSettings settings;
  settings.hosts_file = folder.path() + "/hosts";
  settings.resolver_file = folder.path() + "/resolv.conf";
  EXPECT_EQ(cli::find_host("db.example", settings), "192.0.2.5");
  EXPECT_EQ(cli::find_host("six.example", settings), "2001:db8::5");
  EXPECT_EQ(cli::find_host("not a name", settings), "");
}

}  // namespace
}  // namespace drydock::render
