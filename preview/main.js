// Which view is shown, and when it is drawn again.
import {byId, counted, diagnostic, el, fillEditors, fillWhen, setRoot} from "./dom.js";
import {connect, listen, store} from "./data.js";
import {drawList, drawSide, markCurrent} from "./projects.js";
import * as project from "./project.js";
import {drawFindings} from "./findings.js";
import {linkMap, drawCompare, drawMap, drawOverview, drawPlan} from "./views.js";
import {listenForKeys} from "./keys.js";

const main = byId("main");

function route() {
  const [path, query] = location.hash.slice(2).split("?");
  const [view, ...rest] = path.split("/");
  let name = "";
  try { name = decodeURIComponent(rest.join("/")); } catch { /* a broken address */ }
  return {view: view || "projects", name, parameters: new URLSearchParams(query || "")};
}

function draw() {
  const {view, name, parameters} = route();
  for (const link of byId("views").children) {
    const here = link.dataset.view === (view === "project" ? "projects" : view);
    if (here) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  byId("layout").classList.toggle("chosen", view !== "projects");
  markCurrent(location.hash);
  if (view !== "project") project.leave();
  document.title = `drydock preview: ${view === "project" ? name : view}`;
  if (view === "project") project.showProject(main, name, parameters);
  else if (view === "findings") drawFindings(main);
  else if (view === "plan") drawPlan(main);
  else if (view === "map") drawMap(main);
  else if (view === "compare") drawCompare(main, parameters);
  else drawOverview(main);
}

function inShort(count) {
  return count > 9999 ? `${Math.round(count / 1000)}k` : String(count || "");
}

function drawStatus() {
  const status = byId("status");
  const trouble = store.state?.trouble || [];
  const broken = (store.state?.projects || []).filter((one) => one.broken).length;
  const [mark, words] = !store.connected ? ["bad", "not connected: what you see may be old"] :
    trouble.length ? ["bad", "old: the folder cannot be read"] :
    store.busy && !store.state?.judged ? ["busy", "rendering and checking"] :
    store.busy ? ["busy", "checking"] :
    broken ? ["bad", `${counted(broken, "project")} cannot be rendered`] : ["ok", "up to date"];
  status.dataset.s = mark;
  status.textContent = words;
  const box = byId("trouble");
  const lost = store.began && !store.connected;
  box.hidden = trouble.length === 0 && !lost;
  box.className = "banner";
  fillWhen(JSON.stringify([lost, trouble]), box, lost ?
    el("p", {}, el("b", {}, "The program does not answer. "), "What you see may be old, until it runs again.") :
    [el("p", {}, el("b", {}, "What you see is old. "), "It stays until this is mended:"), trouble.map(diagnostic)]);
}

listen((what) => {
  const {view, name} = route();
  if (what === "state") {
    setRoot(store.state.root);
    if (store.state.judged) store.busy = false;
    drawList();
    if (view === "projects") drawOverview(main);
    if (view === "project") project.catchUp(main);
    if (view === "map" || view === "compare" || view === "plan") draw();
  }
  if (what === "findings") {
    byId("n-findings").textContent = inShort(store.findings.findings.filter((one) => one.status === "new").length);
    byId("n-plan").textContent = inShort(store.findings.plan.length);
    if (view === "projects") drawOverview(main);
    if (view === "findings") drawFindings(main);
    if (view === "plan") drawPlan(main);
    if (view === "project") project.draw(main);
  }
  if (what === "project" && view === "project" && (!store.touched || store.touched.includes(name))) project.reload(main);
  drawStatus();
});

document.addEventListener("filtered", () => { if (route().view === "map") linkMap(); });
fillEditors(byId("editor"));
drawSide(byId("side"));
listenForKeys();
window.addEventListener("hashchange", () => { main.scrollTop = 0; draw(); });
draw();
drawStatus();
connect();
