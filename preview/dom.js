// Making elements. Everything that comes from files becomes text, never markup.

/// el("a", {class: "x", href: "#", onclick: f}, "text", child, [more])
export function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  add(node, children);
  return node;
}

function add(node, children) {
  for (const child of children) {
    if (child === undefined || child === null || child === false) continue;
    if (Array.isArray(child)) add(node, child);
    else node.append(child);
  }
}

export function fill(node, ...children) {
  const fragment = document.createDocumentFragment();
  add(fragment, children);
  node.replaceChildren(fragment);
}

/// Fills an element anew only when it would be another: `mark` says what is in it. Whether it was.
export function fillWhen(mark, node, ...children) {
  if (node.mark === mark) return false;
  node.mark = mark;
  fill(node, ...children.map((child) => (typeof child === "function" ? child() : child)));
  return true;
}

/// Makes the children of an element those of `items` ({key, mark, make}). Those that say what they
/// said before stay as they are, with focus, scrolling and what is unfolded.
export function refill(parent, items) {
  const keys = new Set(items.map((item) => item.key));
  const old = new Map();
  for (const node of [...parent.childNodes]) {
    if (node.key !== undefined && keys.has(node.key)) old.set(node.key, node);
    else node.remove();
  }
  let at = parent.firstChild;
  for (const {key, mark, make} of items) {
    let node = old.get(key);
    if (!node || node.mark !== mark) {
      const fresh = make();
      if (node === at) at = at && at.nextSibling;
      node?.remove();
      node = fresh;
      node.key = key;
      node.mark = mark;
    }
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
}

export const byId = (id) => document.getElementById(id);

/// Text in which what stands between backticks is code.
export function prose(text) {
  return text.split(/`([^`]*)`/).map((part, i) => (i % 2 ? el("code", {}, part) : part));
}

export function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/// Settings that the browser keeps; where it keeps none they last as long as the page.
const kept = new Map();
export function remember(name, value) {
  kept.set(name, value);
  try { localStorage.setItem("drydock." + name, value); } catch { /* private window */ }
}
export function remembered(name, otherwise) {
  if (kept.has(name)) return kept.get(name);
  try { return localStorage.getItem("drydock." + name) ?? otherwise; } catch { return otherwise; }
}

// Links that open an editor at a line.
const editors = {
  vscode: ["VS Code", (f, l, c) => `vscode://file${f}:${l}:${c}`],
  vscodium: ["VSCodium", (f, l, c) => `vscodium://file${f}:${l}:${c}`],
  cursor: ["Cursor", (f, l, c) => `cursor://file${f}:${l}:${c}`],
  zed: ["Zed", (f, l, c) => `zed://file${f}:${l}:${c}`],
  idea: ["IntelliJ", (f, l) => `idea://open?file=${f}&line=${l}`],
  copy: ["copy the place", null],
};
let root = "";
export function setRoot(folder) { root = folder; }

export function fillEditors(select) {
  fill(select, Object.entries(editors).map(([id, [label]]) => el("option", {value: id}, label)));
  select.value = remembered("editor", "vscode");
  select.addEventListener("change", () => {
    remember("editor", select.value);
    document.querySelectorAll("a.place").forEach((link) => aim(link));
  });
}

function aim(link) {
  const {file, line, column} = link.dataset;
  const make = editors[remembered("editor", "vscode")]?.[1];
  const path = (root + "/" + file).split("/").map(encodeURIComponent).join("/");
  if (make) link.href = make(path, line, column);
  else link.href = "#";
}

/// A place in a file as a link to the editor.
export function place(where) {
  if (!where || !where.file) return el("span", {class: "soft"}, "made by the build");
  const line = Math.max(1, where.line), column = Math.max(1, where.column);
  const link = el("a", {
    class: "place mono", "data-file": where.file, "data-line": line, "data-column": column,
    title: "Open the editor there",
    onclick(event) {
      if (link.getAttribute("href") !== "#") return;
      event.preventDefault();
      navigator.clipboard?.writeText(`${where.file}:${line}:${column}`);
    },
  }, where.line > 0 ? `${where.file}:${where.line}` : where.file);
  aim(link);
  return link;
}

/// A diagnostic with its line and what to do.
export function diagnostic(d) {
  return el("div", {class: "diagnostic"},
    el("p", {}, el("b", {class: severityClass(d.severity)}, d.severity), " ", prose(d.message),
      d.rule ? el("code", {class: "soft"}, "  " + d.rule) : null),
    d.place ? el("p", {}, place(d.place)) : null,
    d.lines ? el("pre", {}, d.lines) : null,
    d.help ? el("p", {}, el("b", {}, "What to do: "), prose(d.help)) : null,
    (d.notes || []).map((note) => el("div", {},
      el("p", {}, "Note: ", prose(note.message), " ", note.place ? place(note.place) : null),
      note.lines ? el("pre", {}, note.lines) : null)));
}

export function severityClass(severity) {
  return {error: "e", warning: "w", info: "i"}[severity] || "";
}
