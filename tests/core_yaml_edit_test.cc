#include <gtest/gtest.h>

#include "core/error.h"
#include "core/yaml/edit.h"
#include "core/yaml/edit_text.h"
#include "core/yaml/read.h"

namespace drydock {
namespace {

YamlPath parse_path(std::string_view text) {
  YamlPath path;
  while (!text.empty() && text != ".") {
    std::string step(text.substr(0, text.find('/')));
    text.remove_prefix(std::min(text.size(), step.size() + 1));
    bool number = step.find_first_not_of("0123456789") == std::string::npos;
    if (number) {
      path.emplace_back(static_cast<size_t>(std::stoul(step)));
    } else {
      path.emplace_back(step);
    }
  }
  return path;
}

/// "set PATH = YAML", "insert PATH INDEX = YAML", "remove PATH", "rename PATH = KEY" and "update
/// PATH = YAML".
std::string edited(std::string_view before, std::string_view action) {
  size_t value_at = action.find(" = ");
  std::string value(value_at == std::string_view::npos ? "" : action.substr(value_at + 3));
  std::string_view head = action.substr(0, value_at);
  std::string_view verb = head.substr(0, head.find(' '));
  head.remove_prefix(verb.size() + 1);
  std::string_view where = head.substr(0, head.find(' '));
  YamlPath path = parse_path(where);
  Arena arena;
  SourceFile file{"value", value};
  YamlDocuments documents = read_yaml(file, arena);
  const Node* node = documents.roots.empty() ? nullptr : documents.roots[0];
  if (!node) node = make_scalar(arena, value);
  YamlEditor editor{std::string(before)};
  try {
    if (verb == "set") editor.set(path, *node);
    if (verb == "update") editor.update(path, *node);
    if (verb == "remove") editor.remove(path);
    if (verb == "rename") editor.rename(path, value);
    if (verb == "insert") {
      editor.insert(path, std::stoul(std::string(head.substr(where.size() + 1))), *node);
    }
  } catch (const Error& error) {
    return "error: " + error.diagnostic().message;
  }
  return editor.text();
}

struct EditCase {
  std::string_view before;
  std::string_view action;
  std::string_view after;
};

void check(std::span<const EditCase> cases) {
  for (const EditCase& c : cases) {
    EXPECT_EQ(edited(c.before, c.action), c.after) << c.action << "\nof:\n" << c.before;
  }
}

TEST(YamlEdit, ReplacesValues) {
  constexpr EditCase kCases[] = {
      {"a: 1\nb: 2\n", "set a = 3", "a: 3\nb: 2\n"},
      {"a: 1 # one\nb: 2\n", "set a = x y", "a: x y # one\nb: 2\n"},
      {"a:   1   # one\n", "set a = 2", "a:   2   # one\n"},
      {"a: 'x'\n", "set a = w", "a: 'w'\n"},
      {"a: \"x\"\n", "set a = w", "a: \"w\"\n"},
      {"a: \"x\"\n", "set a = 5", "a: 5\n"},
      {"a: 'x'\n", "set a = it's", "a: 'it''s'\n"},
      {"a: x\n", "set a = '5'", "a: '5'\n"},
      {"a:\nb: 2\n", "set a = 1", "a: 1\nb: 2\n"},
      {"a: # none\nb: 2\n", "set a = 1", "a: 1 # none\nb: 2\n"},
      {"a: ~\n", "set a/b/c = 1", "a:\n  b:\n    c: 1\n"},
      {"a: |\n  x\n  y\n\nb: 2\n", "set a = 1", "a: 1\n\nb: 2\n"},
      {"a: |+\n  x\n\nb: 2\n", "set b = 1", "a: |+\n  x\n\nb: 1\n"},
      {"a: x\n  y\n  z # end\nb: 2\n", "set a = 1", "a: 1 # end\nb: 2\n"},
      {"a:\n  'x\n\n  y'\n", "set a = z", "a:\n  'z'\n"},
      {"a: x\n", "set a = \"l1\\nl2\\n\"", "a: \"l1\\nl2\\n\"\n"},
      {"a: x # c\n", "set a = {b: 1}", "a: {b: 1} # c\n"},
      {"a:\n  b: 1\n  # in\n  c: 2\n# after\nd: 3\n", "set a = 7", "a: 7\n# after\nd: 3\n"},
      {"a: # why\n  b: 1\n", "set a = 7", "a: 7 # why\n"},
      {"- a\n- b # c\n", "set 1 = d", "- a\n- d # c\n"},
      {"- a # c\n- b\n", "set 0/x = 1", "error: :1:3: there is no mapping to add `x` to"},
      {"-\n- b\n", "set 0 = d", "- d\n- b\n"},
      {"- a: 1\n  b: 2\n- c\n", "set 0 = x", "- x\n- c\n"},
      {"a: !!str 5\n", "set a = 6", "a: 6\n"},
      {"x: {a: 1, b: 2}\n", "set x/a = 3", "x: {a: 3, b: 2}\n"},
      {"x: {a: 1, b}\n", "set x/b = 3", "x: {a: 1, b: 3}\n"},
      {"x: {a: 1, b: }\n", "set x/b = 3", "x: {a: 1, b: 3 }\n"},
      {"x: [a: 1]\n", "set x/0/a = 3", "x: [a: 3]\n"},
      {"? a\n: 1\n? b\n", "set a = 2", "? a\n: 2\n? b\n"},
      {"? a\n? b\n", "set b = 2", "? a\n? b\n: 2\n"},
      {"x: {\"a\":1}\n", "set x/a = 2", "x: {\"a\": 2}\n"},
      {"5\n", "set . = 6", "6\n"},
      {"# top\na: 1\n", "set . = [x]", "# top\n[x]\n"},
      {"a: 1\na: 2\n", "set a = 3", "a: 1\na: 3\n"},
      {"\xC3\xA9: \xC3\xA9 # \xC3\xA9\nb: 1\n", "set b = \xC3\xA8",
       "\xC3\xA9: \xC3\xA9 # \xC3\xA9\nb: \xC3\xA8\n"},
  };
  check(kCases);
}

TEST(YamlEdit, AddsPairs) {
  constexpr EditCase kCases[] = {
      {"a: 1\n", "set b = 2", "a: 1\nb: 2\n"},
      {"a: 1", "set b = 2", "a: 1\nb: 2"},
      {"a: 1 # c", "set b = 2", "a: 1 # c\nb: 2"},
      {"a: 1\r\nc: 3\r\n", "set b = {x: 1}", "a: 1\r\nc: 3\r\nb: {x: 1}\r\n"},
      {"a: 1\r\n", "set b/c = 1", "a: 1\r\nb:\r\n  c: 1\r\n"},
      {"", "set a/b = 2", "a:\n  b: 2\n"},
      {"\n\n", "set a = 2", "a: 2\n\n\n"},
      {"# only a comment", "set a = 2", "# only a comment\na: 2"},
      {"# only a comment\n", "set a = 2", "# only a comment\na: 2\n"},
      {"---\n", "set a = 2", "---\na: 2\n"},
      {"--- # x\n# y\n\n", "set a = 2", "--- # x\n# y\na: 2\n\n"},
      {"a: 1\n---\nb: 2\n", "set c = 2", "a: 1\nc: 2\n---\nb: 2\n"},
      {"a: 1\n# tail\n\n\n", "set c = 2", "a: 1\n# tail\nc: 2\n\n\n"},
      {"{}\n", "set a = 2", "a: 2\n"},
      {"--- {}\n", "set a = 2", "--- \na: 2\n"},
      {"a: {}\nb: 1\n", "set a/x = 2", "a:\n  x: 2\nb: 1\n"},
      {"a: {} # none\nb: 1\n", "set a/x = 2", "a: # none\n  x: 2\nb: 1\n"},
      {"a:\n    x: 1\n    # last\nb:\n    c: 1\n", "set a/w/z = 2",
       "a:\n    x: 1\n    # last\n    w:\n        z: 2\nb:\n    c: 1\n"},
      {"l:\n- name: x\n  # c\n- name: y\n", "set l/0/tag = 1",
       "l:\n- name: x\n  # c\n  tag: 1\n- name: y\n"},
      {"a: {x: 1}\n", "set a/w = 2", "a: {x: 1, w: 2}\n"},
      {"a: { x: 1 }\n", "set a/w = {z: 1}", "a: { x: 1, w: { z: 1 } }\n"},
      {"a: {x: 1,}\n", "set a/w = 2", "a: {x: 1, w: 2,}\n"},
      {"a: {\n  x: 1\n}\n", "set a/w = 2", "a: {\n  x: 1,\n  w: 2\n}\n"},
      {"a: {\n  x: 1, # one\n}\n", "set a/w = 2", "a: {\n  x: 1, # one\n  w: 2,\n}\n"},
      {"l: [a: 1]\n", "set l/0/b = 2", "l: [{a: 1, b: 2}]\n"},
      {"l: [{}]\n", "set l/0/b = 2", "l: [{b: 2}]\n"},
      {"a: 1\n", "set #x = 2", "a: 1\n'#x': 2\n"},
      {"a: 1\n", "set yes = 2", "a: 1\n\"yes\": 2\n"},
      {"a:\n  b: |\n    text\n\n", "set a/c = 2", "a:\n  b: |\n    text\n  c: 2\n\n"},
      {"a:\n  b: |+\n    text\n\nz: 1\n", "set a/c = 2", "a:\n  b: |+\n    text\n\n  c: 2\nz: 1\n"},
      {"a: x\n", "set a/b = 2", "error: :1:4: there is no mapping to add `b` to"},
  };
  check(kCases);
}

TEST(YamlEdit, AddsItems) {
  constexpr EditCase kCases[] = {
      {"l:\n- a\n\n# next\nb: 1\n", "insert l 1 = c", "l:\n- a\n- c\n\n# next\nb: 1\n"},
      {"l:\n- a # x\n# next\nb: 1\n", "insert l 1 = c", "l:\n- a # x\n- c\n# next\nb: 1\n"},
      {"l:\n  - a\n  # - b\nb: 1\n", "insert l 1 = c", "l:\n  - a\n  # - b\n  - c\nb: 1\n"},
      {"l:\n  # head\n  - a\n", "insert l 0 = c", "l:\n  # head\n  - c\n  - a\n"},
      {"l:\n- a", "insert l 1 = c", "l:\n- a\n- c"},
      {"l:\n- 'a'\n", "insert l 1 = c", "l:\n- 'a'\n- 'c'\n"},
      {"l:\n-   a\n", "insert l 1 = c", "l:\n-   a\n-   c\n"},
      {"l: []\n", "insert l 0 = c", "l:\n- c\n"},
      {"l: []\nm:\n  - x\n", "insert l 0 = c", "l:\n  - c\nm:\n  - x\n"},
      {"l: [] # none\n", "insert l 0 = c", "l: # none\n- c\n"},
      {"l: &a []\n", "insert l 0 = c", "l:\n- c\n"},
      {"l:\n", "insert l 0 = c", "l:\n- c\n"},
      {"l:", "insert l 0 = c", "l:\n- c"},
      {"x: 1\n", "insert l 0 = c", "x: 1\nl:\n- c\n"},
      {"x:\n  - 1\n", "insert l 0 = c", "x:\n  - 1\nl:\n  - c\n"},
      {"l: [a, b]\n", "insert l 1 = c", "l: [a, c, b]\n"},
      {"l: [a, b]\n", "insert l 0 = c", "l: [c, a, b]\n"},
      {"l: [a, b ]\n", "insert l 2 = c", "l: [a, b, c ]\n"},
      {"l: [\n  a, # A\n  b # B\n]\n", "insert l 2 = c", "l: [\n  a, # A\n  b, # B\n  c\n]\n"},
      {"l: [\n  a,\n  b,\n]\n", "insert l 1 = c", "l: [\n  a,\n  c,\n  b,\n]\n"},
      {"l: [a]\n", "insert l 1 = 'x, y'", "l: [a, 'x, y']\n"},
      {"l:\n- a: 1\n  b: 2\n", "insert l 1 = {c: 3, d: [e]}",
       "l:\n- a: 1\n  b: 2\n- {c: 3, d: [e]}\n"},
      {"- - a\n  - b\n- c\n", "insert 0 0 = x", "- - x\n  - a\n  - b\n- c\n"},
      {"- - a\n  - b\n- c\n", "insert 0 2 = x", "- - a\n  - b\n  - x\n- c\n"},
      {"l: [a]\n", "insert l 3 = x", "error: :1:4: there is no such item"},
  };
  check(kCases);
}

TEST(YamlEdit, WritesBlocksAsTheFileDoes) {
  Arena arena;
  SourceFile file{"value", "- name: x\n  literals:\n  - a=b\n- t: |\n    1\n    2\n"};
  const Node* value = read_yaml(file, arena).roots[0];
  auto added = [&](std::string before) {
    YamlEditor editor(std::move(before));
    editor.set({std::string("new")}, *value);
    return editor.text();
  };
  EXPECT_EQ(added("a: 1\n"), "a: 1\nnew:\n- name: x\n  literals:\n  - a=b\n- t: |\n    1\n    2\n");
  EXPECT_EQ(added("a:\n    - b:\n        - c\n"),
            "a:\n    - b:\n        - c\nnew:\n    - name: x\n      literals:\n          - a=b\n"
            "    - t: |\n          1\n          2\n");
  EXPECT_EQ(added("a: 1\r\n"),
            "a: 1\r\nnew:\r\n- name: x\r\n  literals:\r\n  - a=b\r\n- t: |\r\n    1\r\n    2\r\n");
}

TEST(YamlEdit, Removes) {
  constexpr EditCase kCases[] = {
      {"a: 1\nb: 2\nc: 3\n", "remove b", "a: 1\nc: 3\n"},
      {"a: 1\n# about b\nb: 2 # two\n\nc: 3\n", "remove b", "a: 1\n# about b\n\nc: 3\n"},
      {"a: 1\nb: 2", "remove b", "a: 1"},
      {"a: 1\r\nb: 2", "remove b", "a: 1"},
      {"a: 1\r\nb: 2\r\n", "remove a", "b: 2\r\n"},
      {"a: 1\n", "remove a", "{}\n"},
      {"# x\na: 1\n", "remove a", "# x\n{}\n"},
      {"a:\n  b: 1\nc: 2\n", "remove a/b", "a: {}\nc: 2\n"},
      {"a: # why\n  b: 1\nc: 2\n", "remove a/b", "a: {} # why\nc: 2\n"},
      {"l:\n- a\n- b\n# c\n- d\n", "remove l/1", "l:\n- a\n# c\n- d\n"},
      {"l:\n- a\n", "remove l/0", "l: []\n"},
      {"l:\n- a: 1\n  b: 2\n", "remove l/0/a", "l:\n- b: 2\n"},
      {"l:\n- a: 1 # c\n  # about b\n  b: 2\n", "remove l/0/a", "l:\n-\n  # about b\n  b: 2\n"},
      {"l:\n- a: 1\n  b: 2\n", "remove l/0/b", "l:\n- a: 1\n"},
      {"- - a\n  - b\n", "remove 0/0", "- - b\n"},
      {"x: {a: 1, b: 2, c: 3}\n", "remove x/a", "x: {b: 2, c: 3}\n"},
      {"x: {a: 1, b: 2, c: 3}\n", "remove x/b", "x: {a: 1, c: 3}\n"},
      {"x: {a: 1, b: 2, c: 3}\n", "remove x/c", "x: {a: 1, b: 2}\n"},
      {"x: [a]\n", "remove x/0", "x: []\n"},
      {"x: [\n  a, # A\n  b, # B\n  c # C\n]\n", "remove x/1", "x: [\n  a, # A\n  c # C\n]\n"},
      {"x: [\n  a, # A\n  b # B\n]\n", "remove x/1", "x: [\n  a # A\n]\n"},
      {"a: 1\nb: 2\na: 3\n", "remove a", "b: 2\n"},
      {"a: 1\n", "remove z", "a: 1\n"},
      {"? a\n: 1\n? b\n: 2\n", "remove a", "? b\n: 2\n"},
      {"a: |\n  x\n\n  y\n\nb: 1\n", "remove a", "\nb: 1\n"},
  };
  check(kCases);
}

TEST(YamlEdit, RenamesKeys) {
  constexpr EditCase kCases[] = {
      {"a: # c\n- x\n", "rename a = b", "b: # c\n- x\n"},
      {"'a' : x\n", "rename a = b", "b : x\n"},
      {"x: {a: 1}\n", "rename x/a = b", "x: {b: 1}\n"},
      {"a: 1\n", "rename b = c", "error: there is no such key"},
  };
  check(kCases);
}

TEST(YamlEdit, SeparatesWhatAliasesShare) {
  constexpr EditCase kCases[] = {
      {"a: &x 1\nb: *x\n", "set a = 2", "a: 2\nb: 1\n"},
      {"a: &x 1\nb: *x\nc: *x # c\n", "set b = 2", "a: &x 1\nb: 2\nc: *x # c\n"},
      {"a: &x\n  k: 1\nb: *x\n", "set b/k = 2", "a: &x\n  k: 1\nb:\n  k: 2\n"},
      {"a: &x\n  k: 1\nb: *x\n", "set a/k = 2", "a: &x\n  k: 2\nb:\n  k: 1\n"},
      {"a: &x\n  k: 1\nb: [*x, 2]\n", "remove a", "b: [{k: 1}, 2]\n"},
      {"a: &x [1]\nb:\n- *x\n- z\n", "insert a 1 = 2", "a: &x [1, 2]\nb:\n- [1]\n- z\n"},
      {"a: &x\n  k: 1\nb:\n  <<: *x\n  l: 2\n", "set b/l = 3",
       "a: &x\n  k: 1\nb:\n  <<: *x\n  l: 3\n"},
      {"&k a: 1\n*k : 2\n", "set a = 3", "&k a: 1\n*k : 3\n"},
      {"a: &x\n  # c\n  k: 1\nb: 2\n", "set a = 3", "a: 3\n  # c\nb: 2\n"},
  };
  check(kCases);
}

TEST(YamlEdit, UpdatesByTheSmallestChange) {
  constexpr EditCase kCases[] = {
      {"a: 1 # x\nb: 2\n", "update . = {b: 2, a: 1}", "a: 1 # x\nb: 2\n"},
      {"a: 1 # x\nb: 2\n", "update . = {a: 1, c: 3}", "a: 1 # x\nc: 3\n"},
      {"l:\n- a # A\n- b # B\n- c # C\n", "update l = [a, c]", "l:\n- a # A\n- c # C\n"},
      {"l:\n- a # A\n- c # C\n", "update l = [a, b, c, d]", "l:\n- a # A\n- b\n- c # C\n- d\n"},
      {"l:\n- n: x # X\n  t: 1 # T\n- n: y\n", "update l = [{n: x, t: 2}, {n: y}]",
       "l:\n- n: x # X\n  t: 2 # T\n- n: y\n"},
      {"l:\n- n: x # X\n  t: 1 # T\n- n: z\n", "update l = [{n: a}, {n: x, t: 2}, {n: z}]",
       "l:\n- {n: a}\n- n: x # X\n  t: 2 # T\n- n: z\n"},
      {"l: [a]\n", "update l = []", "l: []\n"},
      {"a:\n  b: 1\n", "update a = {c: 1}", "a:\n  c: 1\n"},
  };
  check(kCases);
}

TEST(YamlEdit, WrapsValues) {
  Arena arena;
  Node* label = make_mapping(arena);
  append(arena, *label, make_scalar(arena, "all"), make_scalar(arena, "true"));
  append(arena, *label, make_scalar(arena, "pairs"), make_scalar(arena, "hole"));
  Node* list = make_sequence(arena);
  append(arena, *list, label);
  auto wrapped = [&](std::string before) {
    YamlEditor editor(std::move(before));
    editor.wrap({std::string("a")}, *list, {size_t{0}, std::string("pairs")});
    return editor.text();
  };
  EXPECT_EQ(
      wrapped("a: # why\n  # one\n  x: 1 # X\n\n  y: |\n    t\nb: 1\n"),
      "a: # why\n- all: true\n  pairs:\n    # one\n    x: 1 # X\n\n    y: |\n      t\nb: 1\n");
  EXPECT_EQ(wrapped("a: {x: 1} # c\n"), "a:\n- all: true\n  pairs: {x: 1} # c\n");
  EXPECT_EQ(wrapped("a:\n- x\n"), "a:\n- all: true\n  pairs:\n  - x\n");
  EXPECT_EQ(wrapped("a: |2-\n   x\n\n  y\nb: 1\n"),
            "a:\n- all: true\n  pairs: |2-\n     x\n\n    y\nb: 1\n");
  EXPECT_EQ(wrapped("a: one\n two # c\n"), "a:\n- all: true\n  pairs: one\n   two # c\n");
}

TEST(YamlEdit, RefusesWhatItCannotRead) {
  EXPECT_THROW(YamlEditor("a: [\n"), Error);
  EXPECT_THROW(YamlEditor("a: 1\na: 2\n", YamlDialect::Kustomize), Error);
  EXPECT_THROW(YamlEditor(std::string("\xFF\xFE"
                                      "a\0:\0 \0b\0",
                                      10)),
               Error);
  YamlEditor marked(
      "\xEF\xBB\xBF"
      "a: 1\n");
  Arena arena;
  marked.set({std::string("a")}, *make_scalar(arena, "2"));
  EXPECT_EQ(marked.text(),
            "\xEF\xBB\xBF"
            "a: 2\n");
}

TEST(YamlEdit, MakesStringsThatStayStrings) {
  Arena arena;
  auto written = [&](std::string_view text) {
    return *write_yaml_inline(*make_yaml_string(arena, text), true, {});
  };
  EXPECT_EQ(written("plain text"), "plain text");
  EXPECT_EQ(written("yes"), "\"yes\"");
  EXPECT_EQ(written("1.5"), "\"1.5\"");
  EXPECT_EQ(written(""), "\"\"");
  EXPECT_EQ(written("a: b"), "'a: b'");
  EXPECT_EQ(written("a,b"), "'a,b'");
  EXPECT_EQ(written("tab\there"), "\"tab\\there\"");
  EXPECT_EQ(written("l1\nl2"), "\"l1\\nl2\"");
  EXPECT_EQ(written("\x01\xC2\x85\xE2\x80\xA8"), "\"\\x01\\x85\\u2028\"");
}

}  // namespace
}  // namespace drydock
