// What the program knows, and when it is new.

export const store = {
  state: null,      // api/state
  findings: null,   // api/findings
  connected: false,
  began: false,     // connected once
  busy: true,       // rendered, but not checked yet
  touched: [],      // projects that the last save has rendered again
};

const listeners = new Set();
/// `listener(what)` is called with "state", "findings", "project" or "connection".
export function listen(listener) { listeners.add(listener); }
function tell(what) { for (const one of listeners) one(what); }

async function request(path, parameters, headers) {
  const query = new URLSearchParams(parameters).toString();
  const answer = await fetch("api/" + path + (query ? "?" + query : ""), {cache: "no-store", headers});
  if (!answer.ok && answer.status !== 304) throw new Error((await answer.text()).trim() || answer.statusText);
  return answer;
}

export async function ask(path, parameters = {}) {
  const answer = await request(path, parameters, {});
  return path === "map" ? answer.text() : answer.json();
}

const tags = new Map();
/// Asks for what was asked for before: null when it is the same as the last time.
export async function askAgain(path, parameters = {}) {
  const known = tags.get(path), asked = JSON.stringify(parameters);
  const answer = await request(path, parameters, known?.asked === asked ? {"If-None-Match": known.tag} : {});
  if (answer.status === 304) return null;
  tags.delete(path);
  const found = path === "map" ? await answer.text() : await answer.json();
  tags.set(path, {asked, tag: answer.headers.get("ETag")});
  return found;
}
/// The last answer of this sort is not there any more.
export function forget(path) { tags.delete(path); }

/// One request at a time for each sort of data; what comes in between is asked for once more.
function latest(load) {
  let running = false, again = false;
  return async function run() {
    if (running) { again = true; return; }
    running = true;
    try { await load(); } catch (error) { console.warn(String(error)); }
    running = false;
    if (again) { again = false; run(); }
  };
}

export const loadState = latest(async () => {
  const found = await askAgain("state");
  if (found) store.state = found;
  tell("state");
});

export const loadFindings = latest(async () => {
  const found = await askAgain("findings");
  if (!found) return;
  // While nothing is checked yet, what was found before stays.
  if (!found.judged && store.findings) return;
  store.findings = found;
  tell("findings");
});

export function connect() {
  const events = new EventSource("events");
  events.addEventListener("hello", () => {
    store.connected = store.began = true;
    tell("connection");
    // Whatever was missed is asked for again.
    store.touched = null;
    tell("project");
    loadState();
    loadFindings();
  });
  events.addEventListener("listed", () => {
    loadState();
    loadFindings();
  });
  events.addEventListener("rendered", (event) => {
    store.busy = true;
    store.touched = JSON.parse(event.data).projects;
    tell("project");
    tell("connection");
    if (!store.state?.rendered) loadState();
  });
  events.addEventListener("judged", (event) => {
    store.busy = false;
    tell("connection");
    store.touched = JSON.parse(event.data).projects;
    tell("project");
    loadState();
    loadFindings();
  });
  events.addEventListener("trouble", () => {
    store.busy = false;
    loadState();
  });
  events.onerror = () => {
    store.connected = false;
    tell("connection");
  };
  // A browser that slept may have missed something.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && store.connected) loadState();
  });
}
