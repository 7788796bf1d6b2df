// What the program knows, and when it is new.

export const store = {
  state: null,      // api/state
  findings: null,   // api/findings
  connected: false,
  busy: true,       // rendered, but not checked yet
  touched: [],      // projects that the last save has rendered again
};

const listeners = new Set();
/// `listener(what)` is called with "state", "findings", "project" or "connection".
export function listen(listener) { listeners.add(listener); }
function tell(what) { for (const one of listeners) one(what); }

export async function ask(path, parameters = {}) {
  const query = new URLSearchParams(parameters).toString();
  const answer = await fetch("api/" + path + (query ? "?" + query : ""), {cache: "no-store"});
  if (!answer.ok) throw new Error((await answer.text()).trim() || answer.statusText);
  return path === "map" ? answer.text() : answer.json();
}

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
  store.state = await ask("state");
  tell("state");
});

export const loadFindings = latest(async () => {
  const found = await ask("findings");
  // While nothing is checked yet, what was found before stays.
  if (!found.judged && store.findings) return;
  store.findings = found;
  tell("findings");
});

export function connect() {
  const events = new EventSource("events");
  events.addEventListener("hello", () => {
    store.connected = true;
    tell("connection");
    // Whatever was missed is asked for again.
    store.touched = null;
    tell("project");
    loadState();
    loadFindings();
  });
  events.addEventListener("rendered", (event) => {
    store.busy = true;
    store.touched = JSON.parse(event.data).projects;
    tell("project");
    tell("connection");
    if (!store.state) loadState();
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
}
