// One project: its manifests, what differs from the base, what is wrong with it.
import {byId, counted, diagnostic, el, fill, fillWhen, place, refill} from "./dom.js";
import {ask, askAgain, forget, store} from "./data.js";
import {linesOf, manifest} from "./yaml.js";
import {findingRow} from "./findings.js";

let shown = null;   // api/project of the one that is open
let open = "";      // its name
let tab = "manifests";
let asked = 0;
let last = {};      // what each object said before, to show what is new
let chosen = null;  // {object, path}
let wanted = "";    // words that the objects shown have

const tabNames = {manifests: "Manifests", diff: "Diff", findings: "Findings", inputs: "Files read"};
const manyObjects = 6;

export async function showProject(main, name, parameters) {
  if (name !== open) {
    shown = null;
    last = {};
    chosen = null;
    tab = "manifests";
    wanted = "";
    forget("project");
    hidePanel();
  }
  open = name;
  if (parameters.get("tab") in tabNames) tab = parameters.get("tab");
  await reload(main);
}

export async function reload(main) {
  const number = ++asked, name = open;
  let found;
  try {
    found = await askAgain("project", {project: name});
  } catch (error) {
    if (number === asked) say(main, name, String(error.message));
    return;
  }
  if (name !== open) return;
  if (!found && !shown) {  // the answer that this one is the same as came to another project
    forget("project");
    if (number === asked) reload(main);
    return;
  }
  if (found && !found.rendered) return say(main, name, "Rendering …");
  // An answer that was overtaken counts as well, unless it is the older one.
  const isNew = found && (!shown || found.version >= shown.version);
  if (isNew) {
    keepTexts();
    shown = found;
  }
  draw(main);
  if (isNew && chosen) load();
}

/// Instead of a project that is not there.
function say(main, name, words) {
  shown = null;
  forget("project");
  fill(main, el("h2", {}, name), el("p", {class: "soft", role: "status"}, words));
}

/// Asks again when the program has something newer than what is shown.
export function catchUp(main) {
  const row = store.state?.projects.find((project) => project.name === open);
  if (!shown || (row && row.version !== shown.version) || !row) reload(main);
}

function keepTexts() {
  if (!shown) return;
  last = {};
  for (const object of shown.objects) last[object.resource] = object;
}

export function leave() { open = ""; asked++; hidePanel(); }

function findingsHere() {
  return (store.findings?.findings || []).filter((finding) => finding.projects.includes(open));
}

function drawTabs(main) {
  const counts = {
    manifests: shown.objects.length,
    diff: shown.diff ? shown.diff.length : null,
    findings: findingsHere().length,
    inputs: shown.inputs.length,
  };
  if (tab === "diff" && !shown.diff) tab = "manifests";
  const focused = document.activeElement?.id;
  const choose = (id) => { tab = id; draw(main); byId("tab-" + id).focus(); };
  const ids = Object.keys(tabNames).filter((id) => id !== "diff" || shown.diff);
  const drawn = fillWhen(JSON.stringify([tab, counts]), byId("tabs"), ids.map((id, i) => el("button", {
    type: "button", role: "tab", id: "tab-" + id, "aria-selected": String(tab === id), "aria-controls": "tab",
    tabindex: tab === id ? "0" : "-1",
    onclick() { choose(id); },
    onkeydown(event) {
      const by = {ArrowRight: 1, ArrowLeft: -1}[event.key];
      if (by) choose(ids[(i + by + ids.length) % ids.length]);
    },
  }, tabNames[id], " ", el("span", {class: "count"}, String(counts[id])))));
  if (drawn && focused?.startsWith("tab-")) byId(focused)?.focus();
}

function drawAbout() {
  const row = store.state?.projects.find((project) => project.name === open);
  const facts = row ? [`cluster ${row.cluster}`, `namespace ${row.namespace}`, row.owner && `owner ${row.owner}`,
    row.renderer, row.path || "."].filter(Boolean).join(" · ") : "";
  const problems = shown.old ? shown.problems.filter((one) => one.severity === "error") : shown.problems;
  fillWhen(JSON.stringify([open, facts, shown.old, shown.broken, problems]), byId("about"),
    el("h2", {id: "project-title"}, open),
    facts ? el("p", {class: "soft"}, facts) : null,
    shown.old ? el("div", {class: "banner", role: "alert", id: "old"},
      el("p", {}, el("b", {}, "This project cannot be rendered now. "),
        "What you see is the last good result: it is old."), problems.map(diagnostic)) : null,
    shown.broken && !shown.old ? el("div", {class: "banner", role: "alert"},
      el("p", {}, el("b", {}, "This project cannot be rendered whole.")), problems.map(diagnostic)) : null);
}

/// Draws what has changed since it was drawn the last time.
export function draw(main) {
  if (!shown) return;
  const focused = document.activeElement?.dataset?.path ? {...document.activeElement.dataset} : null;
  if (byId("project")?.dataset.name !== open) {
    fill(main, el("div", {id: "project", "data-name": open}, el("div", {id: "about"}),
      el("div", {id: "tabs", class: "tabs", role: "tablist", "aria-label": "About this project"}),
      el("label", {id: "wanted", hidden: true}, "Search objects", el("input", {type: "search", id: "object-text",
        value: wanted, placeholder: "kind, name, line  ( f )",
        oninput(event) { wanted = event.target.value; draw(main); }})),
      el("div", {id: "tab", role: "tabpanel"})));
  }
  drawAbout();
  drawTabs(main);
  byId("wanted").hidden = tab !== "manifests" || (shown.objects.length < manyObjects && !wanted);
  byId("tab").setAttribute("aria-labelledby", "tab-" + tab);
  drawContent(byId("tab"));
  restore(focused);
}

function text(key, words) {
  return [{key, mark: words, make: () => el("p", {}, words)}];
}

function drawContent(panel) {
  if (tab === "diff") {
    return refill(panel, [{key: "diff", mark: JSON.stringify(shown.diff), make: () => el("div", {}, diffs(shown.diff, "the base"))}]);
  }
  if (tab === "findings") {
    const here = findingsHere();
    return refill(panel, here.length ? here.map(findingRow) : text("nothing", "Nothing found."));
  }
  if (tab === "inputs") {
    return refill(panel, [{key: "inputs", mark: shown.inputs.join("\n"), make: () =>
      el("ul", {}, shown.inputs.map((file) => el("li", {}, place({file, line: 0, column: 0}))))}]);
  }
  const rows = shown.objects.map(objectRow).filter((row) => row);
  refill(panel, rows.length ? rows : text("nothing", shown.objects.length ? "No object has these words." : "No objects."));
}

function isWanted(one) {
  const all = `${one.resource}\n${one.text || ""}`.toLowerCase();
  return wanted.toLowerCase().split(/\s+/).every((word) => all.includes(word));
}

/// An object among those that are drawn; null for one that nobody searches for.
function objectRow(one, index) {
  if (wanted && !isWanted(one)) return null;
  const lines = linesOf(one, shown.files);
  const diff = (shown.diff || []).find((each) => each.resource === one.resource);
  const marks = marksOf(one.resource, diff);
  return {
    key: `${one.resource} ${index}`,
    mark: JSON.stringify([lines, diff?.action, diff?.rollsPods, [...marks.entries()]]),
    make: () => object(one, index, lines, diff, marks),
  };
}

/// What the diff or a finding says of paths; under "" of all of them.
function marksOf(resource, diff) {
  const marks = new Map();
  if (diff?.action === "create") marks.set("", {css: "add"});
  for (const {difference} of diff?.differences || []) {
    marks.set(difference.path, {css: "old" in difference || difference.secret === "changed" ? "upd" : "add"});
  }
  for (const finding of findingsHere()) {
    if (finding.resource !== resource || !finding.field) continue;
    marks.set(finding.field, {...(marks.get(finding.field) || marks.get("")), message: finding.message});
  }
  return marks;
}

function object(one, index, lines, diff, marks) {
  const before = last[one.resource];
  let fresh = null;
  if (before && before.text !== one.text) {
    const old = new Set(linesOf(before, []).map((line) => line.path + "\n" + line.text));
    fresh = new Set(lines.map((line) => line.path + "\n" + line.text).filter((line) => !old.has(line)));
  }
  return el("article", {class: "object", "data-object": index, "aria-label": one.resource},
    el("header", {}, el("h3", {}, `${one.kind} ${one.name}`),
      one.namespace ? el("span", {class: "soft"}, one.namespace) : null,
      diff ? el("span", {class: "tag action-" + diff.action}, diff.action, diff.rollsPods ? ", rolls pods" : "") : null),
    one.text === undefined ? el("p", {class: "soft"}, "Too many objects: this one is not shown.") :
      manifest(lines, {marks, fresh, pick: (line, button) => pick(index, line, button)}));
}

const overTime = {before: "Before", now: "Now", create: "create", delete: "delete", update: "update", replace: "replace"};

/// Differences field by field; what only follows from others is folded. `names`: what the two sides
/// and the actions are called.
export function diffs(all, from, names = overTime) {
  if (all.length === 0) return el("p", {}, `The same as ${from}.`);
  return all.map((diff) => {
    const noise = diff.differences.filter((one) => one.noise);
    const plain = diff.differences.filter((one) => !one.noise);
    return el("section", {class: "diff"},
      el("h3", {}, el("span", {class: "action-" + diff.action}, names[diff.action]), " ", diff.resource,
        diff.renamedFrom ? el("span", {class: "soft"}, ` was ${diff.renamedFrom}`) : null,
        diff.rollsPods ? el("span", {class: "tag w"}, "rolls pods") : null),
      plain.length ? table(plain, names) : null,
      noise.length ? el("details", {class: "fold"},
        el("summary", {}, `${counted(noise.length, "field")} that only follow: hashes, certificates`), table(noise, names)) : null);
  });
}

function words(value) {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}

function table(differences, names) {
  return el("div", {class: "scroll"}, el("table", {},
    el("thead", {}, el("tr", {}, ["Field", names.before, names.now, "Set in"].map((head) => el("th", {scope: "col"}, head)))),
    el("tbody", {}, differences.map(({difference: one, place: where}) => el("tr", {},
      el("td", {class: one.path ? "mono" : "soft"}, one.path || "the whole object"),
      one.secret ? el("td", {colspan: "2", class: "soft"}, (one.path ? "a value of a Secret, " : "a Secret, ") + one.secret) :
        [el("td", {class: "mono" + ("old" in one ? " old" : "")}, one.order ? one.order.old.join(", ") : words(one.old)),
          el("td", {class: "mono" + ("new" in one ? " new" : "")}, one.order ? one.order.new.join(", ") : words(one.new))],
      el("td", {}, where ? place(where) : null))))));
}

// The panel: who set this field?

function buttonOf(index, path) {
  return [...document.querySelectorAll(`[data-object="${index}"] button.at`)].find((one) => one.dataset.path === path);
}

function restore(focused) {
  const first = document.querySelector("#tab button.at");
  if (first && !document.querySelector('#tab button.at[tabindex="0"]')) first.tabIndex = 0;
  if (!chosen || tab !== "manifests") return;
  const button = buttonOf(chosen.object, chosen.path);
  if (!button) return hidePanel();
  button.setAttribute("aria-pressed", "true");
  if (focused && focused.path === chosen.path) button.focus({preventScroll: true});
}

function pick(index, line, button) {
  for (const one of document.querySelectorAll('button.at[aria-pressed="true"]')) one.setAttribute("aria-pressed", "false");
  for (const one of document.querySelectorAll('button.at[tabindex="0"]')) one.tabIndex = -1;
  button.setAttribute("aria-pressed", "true");
  button.tabIndex = 0;
  button.focus({preventScroll: true});
  chosen = {object: index, path: line.path};
  load();
}

async function load() {
  const {object: index, path} = chosen, name = open;
  const panel = byId("panel");
  let field;
  try {
    field = await ask("field", {project: name, object: index, path});
  } catch (error) {
    field = {path, sources: [], error: String(error.message)};
  }
  if (!chosen || chosen.path !== path || chosen.object !== index || open !== name) return;
  const pressed = document.querySelector('button.at[aria-pressed="true"]');
  const roles = {value: "Set in", template: "Printed by the template", earlier: "Instead of"};
  panel.hidden = false;
  byId("layout").classList.add("asked");
  fill(panel,
    el("button", {type: "button", onclick: hidePanel, "aria-label": "Close"}, "Close"),
    el("h3", {id: "panel-title"}, "Who set this?"),
    el("p", {class: "mono"}, field.path),
    field.hidden ? el("p", {class: "soft"}, "A value of a Secret is not shown.") :
      field.value !== undefined ? el("pre", {id: "panel-value"}, field.value) : null,
    field.old ? el("p", {class: "e"}, "Old: the project cannot be rendered now.") : null,
    field.error ? el("p", {class: "soft"}, field.error) : null,
    el("ol", {class: "chain"}, field.sources.map((source) => el("li", {class: source.role},
      el("p", {}, el("b", {}, roles[source.role]), " ",
        source.role === "earlier" && source.value ? el("code", {}, source.value + " ") : null, place(source.place)),
      source.lines ? el("pre", {}, source.lines) : null))));
  // Where the panel lies over the page, the line goes above it.
  if (pressed && getComputedStyle(panel).position === "fixed") {
    const hidden = pressed.getBoundingClientRect().bottom > panel.getBoundingClientRect().top;
    if (hidden) pressed.scrollIntoView({block: "start"});
  }
}

export function hidePanel() {
  chosen = null;
  const panel = byId("panel");
  if (panel.hidden) return false;
  panel.hidden = true;
  byId("layout").classList.remove("asked");
  const pressed = document.querySelector('button.at[aria-pressed="true"]');
  if (pressed) { pressed.setAttribute("aria-pressed", "false"); pressed.focus({preventScroll: true}); }
  return true;
}

/// Moves among the fields of the manifests.
export function moveField(by) {
  const all = [...document.querySelectorAll("#tab button.at")];
  if (all.length === 0) return false;
  const now = all.indexOf(document.activeElement);
  const from = now >= 0 ? now : all.findIndex((one) => one.tabIndex === 0) - by;
  const next = all[Math.max(0, Math.min(all.length - 1, from + by))];
  for (const one of all) if (one.tabIndex === 0) one.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  next.scrollIntoView({block: "nearest"});
  return true;
}

/// Goes to the first field of the next object, or of the one before.
export function moveObject(by) {
  const all = [...document.querySelectorAll("#tab article.object")];
  if (all.length === 0) return false;
  const now = all.indexOf(document.activeElement?.closest?.("article.object"));
  const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? 0 : now + by))];
  const field = next.querySelector("button.at");
  if (!field) return false;
  for (const one of document.querySelectorAll('#tab button.at[tabindex="0"]')) one.tabIndex = -1;
  field.tabIndex = 0;
  field.focus({preventScroll: true});
  next.scrollIntoView({block: "start"});
  return true;
}

export function nextTab(by) {
  const all = [...document.querySelectorAll('.tabs [role="tab"]')];
  const now = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  all[(now + by + all.length) % all.length]?.click();
}

