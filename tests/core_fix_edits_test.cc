#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/fix_edits.h"
#include "report/patch.h"
#include "report/suggestions.h"

namespace drydock {
namespace {

using Kind = FixStep::Kind;

struct FixCase {
  const char* name;
  const char* text;
  Kind kind;
  int line;
  int column;
  const char* old;
  const char* field;
  const char* value;
  bool is_string;
  const char* expected;  // null: it is left alone
};

constexpr FixCase kFixes[] = {
    {"quotes come, comments stay", "env:\n  - name: A\n    value: 80  # why\n", Kind::SetValue, 3,
     12, "80", "", "80", true, "env:\n  - name: A\n    value: \"80\"  # why\n"},
    {"quotes go", "spec: {replicas: \"3\"}\n", Kind::SetValue, 1, 18, "3", "", "3", false,
     "spec: {replicas: 3}\n"},
    {"a key is renamed in the second document", "a: 1\n---\nb:\n  imagePulPolicy: Always\n",
     Kind::RenameKey, 4, 3, "imagePulPolicy", "", "imagePullPolicy", false,
     "a: 1\n---\nb:\n  imagePullPolicy: Always\n"},
    {"a key that is there is not made twice", "a: 1\nab: 2\n", Kind::RenameKey, 1, 1, "a", "", "ab",
     false, nullptr},
    {"a field is added below new mappings", "spec:\n  containers:\n    - name: web\n",
     Kind::SetField, 3, 7, "", "securityContext.runAsNonRoot", "true", false,
     "spec:\n  containers:\n    - name: web\n      securityContext:\n        runAsNonRoot: true\n"},
    {"an item goes away", "waivers:\n  - {rule: a}\n  - rule: b\n    until: x\n", Kind::Remove, 3,
     5, "", "", "", false, "waivers:\n  - {rule: a}\n"},
    {"a pair goes away", "m:\n  a: 1\n  b: 2\n", Kind::Remove, 2, 3, "a", "", "", false,
     "m:\n  b: 2\n"},
    {"Windows' line breaks stay", "a: 1\r\nb: 2\r\n", Kind::SetValue, 2, 4, "2", "", "3", false,
     "a: 1\r\nb: 3\r\n"},
    {"something else stands there", "a: 1\n", Kind::SetValue, 1, 4, "2", "", "3", false, nullptr},
    {"nothing begins there", "a: 1\n", Kind::SetValue, 1, 3, "1", "", "3", false, nullptr},
    {"a template", "a: 1\nb: {{ .Values.b }}\n", Kind::SetValue, 1, 4, "1", "", "3", false,
     nullptr},
    {"what an alias shares", "a: &x {b: 1}\nc: *x\n", Kind::SetValue, 1, 11, "1", "", "2", false,
     nullptr},
    {"a Secret", "kind: Secret\ndata: {a: b}\n", Kind::SetValue, 2, 11, "b", "", "c", false,
     nullptr},
};

TEST(FixEdits, ChangeTheBytesOrNothing) {
  for (const FixCase& one : kFixes) {
    SCOPED_TRACE(one.name);
    SourceFile file{"a.yaml", one.text};
    FixStep step{one.kind,     {&file, one.line, one.column}, one.old, one.field, one.value,
                 one.is_string};
    FixEdits maker;
    std::vector<FileEdit> edits = maker.edits_of(Fix{"", {}, {step}});
    EXPECT_EQ(edits.empty(), one.expected == nullptr);
    EXPECT_EQ(edited_text(file, edits), one.expected ? one.expected : one.text);
  }
}

TEST(FixEdits, OfTwoThatTouchTheFirstIsMade) {
  SourceFile file{"a.yaml", "abcdef\n"};
  FileEdit a{&file, 1, 3, "X"}, b{&file, 2, 4, "Y"}, c{&file, 5, 6, "Z"};
  std::vector<FileEdit> chosen = edits_without_overlap({{c}, {a}, {b}, {a}});
  EXPECT_EQ(edited_text(file, chosen), "aXdeZ\n");
}

TEST(Patch, HasContextAndOtherNames) {
  std::string text;
  for (int i = 1; i <= 20; ++i) text += fmt::format("l{}: {}\n", i, i);
  text.pop_back();
  SourceFile file{"a b/\"\xC3\xA9.yaml", text};
  auto edit = [&](const char* from, const char* to) {
    size_t at = text.find(from);
    return FileEdit{&file, at, at + std::string(from).size(), to};
  };
  EXPECT_EQ(
      report::patch_text({edit("l2: 2\n", ""), edit("l20: 20", "l20: 21\nl21: 0")}),
      "diff --git \"a/a b/\\\"\\303\\251.yaml\" \"b/a b/\\\"\\303\\251.yaml\"\n"
      "--- \"a/a b/\\\"\\303\\251.yaml\"\n+++ \"b/a b/\\\"\\303\\251.yaml\"\n"
      "@@ -1,5 +1,4 @@\n l1: 1\n-l2: 2\n l3: 3\n l4: 4\n l5: 5\n"
      "@@ -17,4 +16,5 @@\n l17: 17\n l18: 18\n l19: 19\n-l20: 20\n\\ No newline at end of file\n"
      "+l20: 21\n+l21: 0\n\\ No newline at end of file\n");
}

TEST(Patch, ShowsNoSecret) {
  SourceFile file{"a.yaml", "a: 1\n---\nkind: Secret\ndata:\n  p: aHVudGVyMg\n"};
  EXPECT_EQ(report::patch_text({{&file, 3, 4, "2"}}), "");
}

}  // namespace
}  // namespace drydock
