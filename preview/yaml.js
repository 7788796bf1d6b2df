// Manifests with their fields.
import {el} from "./dom.js";

function value(text) {
  const trimmed = text.trim();
  if (trimmed === "") return [text];
  let name = "s";
  if (/^-?\d[\d.eE+-]*$/.test(trimmed)) name = "n";
  else if (/^(true|false|null|\{\}|\[\]|\|[-+]?\d*|>[-+]?\d*)$/.test(trimmed)) name = "l";
  return [el("span", {class: name}, text)];
}

/// One line in colours.
export function highlight(line) {
  const match = /^(\s*(?:- )*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s:#'"][^:]*?)(:)(\s.*|)$/.exec(line);
  if (match) return [match[1], el("span", {class: "k"}, match[2]), match[3], ...value(match[4])];
  const item = /^(\s*(?:- )+)(.*)$/.exec(line);
  if (item) return [item[1], ...value(item[2])];
  return [el("span", {class: "s"}, line)];
}

/// The lines of an object: {text, path, file, line, column, hidden}; those without a field belong to
/// the one before, or open a mapping.
export function linesOf(object, files) {
  const fields = new Map();
  for (const [line, path, file, at, column, hidden] of object.fields || []) {
    if (!fields.has(line)) {
      fields.set(line, {path, file: file < 0 ? "" : files[file], line: at, column, hidden});
    }
  }
  const texts = (object.text || "").replace(/\n$/, "").split("\n");
  return texts.map((text, i) => ({text, ...(fields.get(i + 1) || {})}));
}

function shortPlace(line) {
  if (!line.file) return line.path ? "made by the build" : "";
  return line.file.split("/").slice(-2).join("/") + ":" + line.line;
}

/// `marks`: Map of paths to {css, message}, under "" for those that it does not have; `pick(line,
/// button)` when a field is chosen.
export function manifest(lines, {marks, fresh, pick}) {
  return el("div", {class: "yaml mono", role: "group", "aria-label": "Manifest"},
    lines.map((line) => {
      const mark = line.path && (marks?.get(line.path) || marks?.get(""));
      const css = ["at", mark?.css, fresh?.has(line.path + "\n" + line.text) && "fresh"]
        .filter(Boolean).join(" ");
      const content = [el("span", {}, highlight(line.text)),
        mark?.message ? el("span", {class: "mark"}, "◀ " + mark.message) : null];
      if (!line.path || !pick) return el("div", {class: css}, content);
      const button = el("button", {
        type: "button", class: css, tabindex: "-1", "aria-pressed": "false",
        "data-path": line.path,
        title: line.path + (line.file ? ` — set in ${line.file}:${line.line}` : ""),
        onclick() { pick(line, button); },
      }, content, el("span", {class: "src"}, shortPlace(line)));
      return button;
    }));
}
