#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/excerpt.h"

namespace drydock {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string lines(const std::string& text, int line, int column, int length = 1) {
  SourceFile file{"f.yaml", text};
  return Excerpts().lines({&file, line, column, length});
}

TEST(Excerpts, UnderlinesTheCulprit) {
  EXPECT_EQ(lines("kind: X\nname: abc\n", 2, 7, 3), "  2 | name: abc\n    |       ^~~\n");
}

TEST(Excerpts, CountsColumnsInCodePoints) {
  EXPECT_EQ(lines("é: ü\n", 1, 4), "  1 | é: ü\n    |    ^\n");
}

TEST(Excerpts, ShowNothingWhereThereIsNothing) {
  EXPECT_EQ(lines("a\n", 0, 0), "");
  EXPECT_EQ(lines("a\n", 9, 1), "");
  EXPECT_EQ(lines("\n\n", 2, 1), "");
  EXPECT_EQ(Excerpts().lines({}), "");
}

TEST(Excerpts, CutLongLinesAroundTheCulprit) {
  std::string text = std::string(500, 'a') + "X" + std::string(500, 'b');
  std::string shown = lines(text, 1, 501);
  EXPECT_LT(shown.size(), 300u);
  EXPECT_THAT(shown, HasSubstr("aXb"));
  size_t caret = shown.find('^') - shown.find('\n') - 1;
  std::string first = shown.substr(0, shown.find('\n'));
  EXPECT_EQ(first.substr(caret + 2, 1), "X");  // the ellipsis has three bytes and one column
}

TEST(Excerpts, MakeControlCharactersVisible) {
  std::string shown = lines("a: \x1b[31m\xff\t\xe2\x80\xae!\n", 1, 1);
  EXPECT_THAT(shown, Not(HasSubstr("\x1b")));
  EXPECT_THAT(shown, Not(HasSubstr("\xe2\x80\xae")));
  EXPECT_THAT(shown, HasSubstr("␛[31m� �!"));
}

struct SecretRow {
  const char* line;
  const char* shown;
};

TEST(Excerpts, HideTheValuesOfSecrets) {
  constexpr SecretRow kRows[] = {
      {"  name: db", "  name: db"},
      {"  password: hunter2", "  password: (hidden: part of a Secret)"},
      {"  \"password\": hunter2", "  \"password\": (hidden: part of a Secret)"},
      {"  hunter2 continues", "  (hidden: part of a Secret)"},
      {"data: {password: hunter2}", "data: (hidden: part of a Secret)"},
      {"{\"data\": {\"a\": \"hunter2\"}}", "(hidden: part of a Secret)"},
      {"hunter2hunter2==: x", "(hidden: part of a Secret)"},
      {"metadata:", "metadata:"},
  };
  for (const SecretRow& row : kRows) {
    for (std::string kind :
         {"kind: Secret\n", "kind: \"Secret\"  # x\n", "\"kind\":\"Secret\",\n"}) {
      std::string before = kind + row.line + "\n";
      std::string after = std::string(row.line) + "\n" + kind;
      EXPECT_THAT(lines(before, 2, 3), HasSubstr(std::string("2 | ") + row.shown + "\n")) << before;
      EXPECT_THAT(lines(after, 1, 3), HasSubstr(std::string("1 | ") + row.shown + "\n")) << after;
    }
  }
}

TEST(Excerpts, OtherDocumentsOfTheFileAreShown) {
  std::string text =
      "kind: ConfigMap\na: b\n---\nkind: Secret\na: b\n---\nkind: SecretStore\na: b\n";
  EXPECT_THAT(lines(text, 2, 1), HasSubstr("a: b"));
  EXPECT_THAT(lines(text, 5, 1), Not(HasSubstr("a: b")));
  EXPECT_THAT(lines(text, 8, 1), HasSubstr("a: b"));
}

TEST(Excerpts, OfASecretWithinValuesOnlyItsDataIsHidden) {
  std::string text =
      "password: a\nextraObjects:\n  - apiVersion: v1\n    kind: Secret\n    metadata:\n"
      "      name: x\n    data:\n      key: b\n  - kind: ConfigMap\n    data:\n      key: c\n"
      "stringData:\n  key: d\n";
  EXPECT_THAT(lines(text, 1, 1), HasSubstr("password: a"));
  EXPECT_THAT(lines(text, 6, 1), HasSubstr("name: x"));
  EXPECT_THAT(lines(text, 8, 1), HasSubstr("key: (hidden"));
  EXPECT_THAT(lines(text, 11, 1), HasSubstr("key: c"));
  EXPECT_THAT(lines(text, 13, 1), HasSubstr("key: (hidden"));
}

TEST(Excerpts, DescribeGivesPositionMessageRuleAndNotes) {
  SourceFile file{"a.yaml", "a: 1\na: 2\n"};
  Diagnostic d;
  d.rule = "yaml-duplicate-key";
  d.message = "key `a` is here twice";
  d.where = {&file, 2, 1, 1};
  Diagnostic note;
  note.message = "first here";
  note.where = {&file, 1, 1, 1};
  d.notes.push_back(note);
  EXPECT_EQ(Excerpts().describe(d),
            "a.yaml:2:1: error: key `a` is here twice [yaml-duplicate-key]\n"
            "  2 | a: 2\n    | ^\n"
            "a.yaml:1:1: note: first here\n"
            "  1 | a: 1\n    | ^\n");
}

}  // namespace
}  // namespace drydock
