// The list of projects, with search and filters.
import {byId, counted, el, fill, fillWhen, refill, remember, remembered} from "./dom.js";
import {store} from "./data.js";

const filter = {text: "", cluster: "", owner: "", namespace: "", only: "", group: remembered("group", "cluster")};

export function fits(project) {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [project.name, project.path, project.cluster, project.owner, project.namespace].join(" ").toLowerCase();
  return words.every((word) => text.includes(word)) &&
    (!filter.cluster || project.cluster === filter.cluster) &&
    (!filter.owner || (project.owner || "nobody") === filter.owner) &&
    (!filter.namespace || project.namespace === filter.namespace) &&
    (!filter.only ||
      (filter.only === "errors" && (project.errors > 0 || project.broken)) ||
      (filter.only === "changed" && project.changes > 0));
}

function choices(select, label, key, empty) {
  const values = [...new Set(store.state.projects.map((project) => project[key] || empty || ""))].sort();
  const chosen = filter[key];
  fillWhen(values.join("\n"), select, el("option", {value: ""}, label),
    values.map((one) => el("option", {value: one}, one || "none")));
  select.value = values.includes(chosen) ? chosen : "";
  filter[key] = select.value;
}

/// Draws what the search and the filters leave, and tells the views that show it as well.
function filtered() {
  drawList();
  document.dispatchEvent(new Event("filtered"));
}

/// Shows one cluster, owner or namespace only.
export function narrow(key, value) {
  filter[key] = value;
  byId("filter-" + key).value = value;
  filtered();
}

function select(key, label) {
  return el("label", {}, label, el("select", {
    id: "filter-" + key,
    onchange(event) { filter[key] = event.target.value; filtered(); },
  }));
}

export function drawSide(side) {
  const only = select("only", "Show");
  fill(only.querySelector("select"), el("option", {value: ""}, "all"),
    el("option", {value: "errors"}, "with errors"), el("option", {value: "changed"}, "that differ from the base"));
  const group = select("group", "Group by");
  fill(group.querySelector("select"), ["cluster", "namespace", "owner"].map((one) => el("option", {value: one}, one)));
  group.querySelector("select").value = filter.group;
  group.addEventListener("change", () => remember("group", filter.group));
  fill(side,
    el("form", {class: "filters", role: "search", onsubmit(event) { event.preventDefault(); openFirst(); }},
      el("label", {class: "wide"}, "Search projects", el("input", {
        id: "q", type: "search", autocomplete: "off", placeholder: "name, path, owner  ( / )",
        oninput(event) { filter.text = event.target.value; filtered(); },
      })),
      select("cluster", "Cluster"), select("owner", "Owner"), select("namespace", "Namespace"), only, group,
      el("p", {id: "shown", class: "soft", role: "status"})),
    el("nav", {id: "list", "aria-label": "Projects"}));
}

function openFirst() {
  byId("list").querySelector("a.row")?.click();
}

function row(project) {
  return el("a", {class: "row", href: "#/project/" + encodeURIComponent(project.name), "data-name": project.name},
    el("b", {}, project.name),
    project.broken ? el("span", {class: "tag e"}, "broken") : null,
    project.errors ? el("span", {class: "tag e"}, counted(project.errors, "error")) : null,
    project.warnings ? el("span", {class: "tag w"}, counted(project.warnings, "warning")) : null,
    project.changes ? el("span", {class: "tag i"}, counted(project.changes, "change"),
      project.dangerous ? el("span", {role: "img", "aria-label": ", dangerous", title: "dangerous to apply"}, " ⚠") : null) : null,
    el("small", {}, [project.objects !== undefined && counted(project.objects, "object"), project.path || ".", project.owner].filter(Boolean).join(" · ")));
}

/// What a row says.
function markOf(project) {
  return JSON.stringify({...project, version: 0});
}

export function drawList(current = location.hash) {
  if (!store.state || !byId("list")) return;
  choices(byId("filter-cluster"), "all", "cluster");
  choices(byId("filter-owner"), "all", "owner", "nobody");
  choices(byId("filter-namespace"), "all", "namespace");
  const shown = store.state.projects.filter(fits);
  const groups = new Map();
  for (const project of shown) {
    const key = project[filter.group] || (filter.group === "owner" ? "nobody" : "none");
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(project);
  }
  refill(byId("list"), [...groups].sort((a, b) => (a[0] < b[0] ? -1 : 1)).flatMap(([name, projects]) => [
    {key: `${filter.group}\n${name}`, mark: "", make: () => el("h3", {}, `${filter.group} ${name}`)},
    ...projects.map((project) => ({key: project.name, mark: markOf(project), make: () => row(project)}))]));
  byId("shown").textContent = `${shown.length} of ${counted(store.state.projects.length, "project")}`;
  markCurrent(current);
}

export function markCurrent(hash) {
  for (const link of document.querySelectorAll("#list a.row")) {
    if (link.getAttribute("href") === hash.split("?")[0]) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/// Opens the next project of the list, or the one before.
export function step(by) {
  const rows = [...document.querySelectorAll("#list a.row")];
  if (rows.length === 0) return;
  const now = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, now < 0 ? 0 : now + by))];
  next.scrollIntoView({block: "nearest"});
  next.click();
}
