// The map of flows: draws what the page's table says, and asks anew when a filter, a middle or a part of it changes.
// What the server answers stands in the address; how it is looked at stands behind “#”.
import { completeNames } from "./core/combobox";
import { element, prefix } from "./core/page";
import { type Answer, type Line, type Network, type Spot, dataOf, networkOf } from "./map/answer";
import { Drawing } from "./map/draw";
import { type Heading, type Layout, placeByForces, placeInSides, sidesOf } from "./map/layout";
import { asPng, asSvg } from "./map/picture";

const ID = "https://w3id.org/whoshares/id/";

function get<T extends Element>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no “${id}”.`);
  return found as unknown as T;
}

const section = get<HTMLElement>("map");
const canvas = get<HTMLCanvasElement>("map-canvas");
const panel = get<HTMLElement>("map-panel");
const said = get<HTMLElement>("map-said");
const state = get<HTMLElement>("map-state");
const form = get<HTMLFormElement>("map-form");
const find = get<HTMLInputElement>("map-find");
const parts = get<HTMLInputElement>("map-parts");
const asNet = get<HTMLInputElement>("map-net");

section.hidden = false;
const drawing = new Drawing(canvas);
let answer: Answer | null = null;
let network: Network = { spots: [], lines: [], within: 0 };
let asked = 0;
let from: Spot | null = null;
let moved = false;

// --- the address ------------------------------------------------------------------------------------------------------

/** How the map is looked at: what stands behind “#”. */
function looked(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1));
}

function look(changes: Record<string, string | null>): void {
  const now = looked();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") now.delete(name);
    else now.set(name, value);
  }
  const hash = now.toString();
  history.replaceState(history.state, "", `${location.pathname}${location.search}${hash ? `#${hash}` : ""}`);
}

/** The question that the form holds, without what is left as it is. */
function question(): URLSearchParams {
  const told = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const text = String(value).trim();
    if (text && !(name === "hops" && text === "1")) told.append(name, text);
  }
  return told;
}

function short(iri: string): string {
  return iri.startsWith(ID) ? iri.slice(ID.length) : iri;
}

function page(iri: string): string | null {
  return iri.startsWith(ID) ? `${prefix}/id/${iri.slice(ID.length).split("/").map(encodeURIComponent).join("/")}` : null;
}

// --- asking -----------------------------------------------------------------------------------------------------------

/** Ask another question: its address becomes the page's, its answer the page's. The page has its first answer; on the
 * way back the address is there before the answer. */
async function ask(told: URLSearchParams, how: "first" | "anew" | "back" = "anew"): Promise<void> {
  const anew = how !== "first";
  const mine = (asked += 1);
  tell("Looking for flows …");
  const query = told.toString();
  const address = `${prefix}/around?${query || "hops=1"}`;
  try {
    const [whole, data] = await Promise.all([
      anew ? fetch(address, { headers: { Accept: "text/html" } }) : null,
      fetch(`${address}&format=json`),
    ]);
    const text = (await whole?.text()) ?? "";
    if (mine !== asked) return;
    const other = new DOMParser().parseFromString(text, "text/html");
    if (!data.ok) {
      const problem = other.querySelector(".problem")?.textContent?.trim();
      tell(problem ?? "The server did not answer. Try again.", true);
      return;
    }
    answer = (await data.json()) as Answer;
    if (mine !== asked) return;
    if (anew) {
      if (how === "anew") history.pushState(null, "", `${address}${location.hash}`);
      document.title = other.title;
      for (const id of ["map-answer", "map-table"]) {
        const fresh = other.getElementById(id);
        if (fresh) get(id).replaceWith(document.importNode(fresh, true));
      }
      renew(other.getElementById("map-form"), how === "back");
    }
    await draw(mine);
  } catch {
    if (mine === asked) tell("The server did not answer. The table below is as it was.", true);
  }
}

/** Give the form the fields of another answer, where they are other ones: one more thing around which flows are asked. */
function renew(other: HTMLElement | null, always: boolean): void {
  const fields = (of: ParentNode) => [...of.querySelectorAll<HTMLInputElement>("input, select")].map((one) => `${one.id} ${one.name === "thing" || one.name === "without" ? one.getAttribute("value") : ""}`).join();
  if (!other || (!always && fields(other) === fields(form))) return;
  const focus = document.activeElement?.id;
  form.replaceChildren(...document.importNode(other, true).childNodes);
  completeNames(form);
  if (focus) document.getElementById(focus)?.focus();
}

/** Say how it stands, over the picture: nothing where it is drawn. */
function tell(text: string, wrong = false): void {
  state.textContent = text;
  state.classList.toggle("problem", wrong);
  state.hidden = !text;
  section.setAttribute("aria-busy", String(Boolean(text) && !wrong));
}

async function draw(mine: number): Promise<void> {
  if (!answer) return;
  section.setAttribute("aria-busy", "true");
  const now = looked();
  parts.checked = now.get("parts") === "apart";
  const fresh = networkOf(answer, !parts.checked);
  const { can, does } = sidesOf(fresh);
  asNet.closest("label")?.toggleAttribute("hidden", !can);
  const as = now.get("as");
  const layout: Layout = can && (as ? as === "columns" : does) ? "sides" : "net";
  asNet.checked = layout === "net";
  const width = Math.max(280, section.clientWidth);
  let height = Math.round(Math.min(Math.max(innerHeight * 0.72, 360), 760));
  if (!fresh.spots.length) {
    network = fresh;
    drawing.show(network, "net");
    drawing.resize(width, 120);
    drawing.now();
    tell("No flow passes what is asked for, so that there is nothing to draw.");
    section.setAttribute("aria-busy", "false");
    section.dataset["drawn"] = "0 0 none";
    choose(null, false);
    return;
  }
  if (fresh.spots.length < 40) height = Math.min(height, 460);
  height = Math.round(Math.min(height, Math.max(width * 0.9, 320)));
  let headings: Heading[] = [];
  if (layout === "sides") ({ height, headings } = placeInSides(fresh, width, answer.labels));
  else {
    if (fresh.spots.length > 600) tell(`Arranging ${fresh.spots.length.toLocaleString("en")} bodies …`);
    await placeByForces(fresh);
    if (mine !== asked) return;
  }
  network = fresh;
  from = null;
  drawing.show(network, layout, headings);
  drawing.resize(width, height);
  moved = false;
  drawing.fit();
  const view = (now.get("view") ?? "").split(",").map(Number);
  const [k, x, y] = view;
  if (view.length === 3 && k !== undefined && x !== undefined && y !== undefined && view.every(Number.isFinite) && k > 0) {
    drawing.view.k = Math.min(8, Math.max(0.02, k));
    drawing.view.x = width / 2 - x * drawing.view.k;
    drawing.view.y = height / 2 - y * drawing.view.k;
  }
  find.value = now.get("find") ?? "";
  seek(false);
  const at = now.get("at");
  choose(network.spots.find((spot) => short(spot.id) === at) ?? null, false);
  drawing.now();
  tell("");
  const within = network.within ? ` ${flows(network.within)} within one body ${network.within === 1 ? "is" : "are"} not drawn.` : "";
  canvas.setAttribute("aria-label", `Map of flows: ${network.spots.length} bodies, ${network.lines.length} lines.`);
  say(`${section.dataset["drawn"] ? `${title()} ` : ""}Drawn: ${network.spots.length.toLocaleString("en")} bodies and ${network.lines.length.toLocaleString("en")} lines between them.${within}`);
  section.dataset["drawn"] = `${network.spots.length} ${network.lines.length} ${layout}`;
}

function say(text: string): void {
  said.textContent = text;
}

function flows(number: number): string {
  return `${number.toLocaleString("en")} flow${number === 1 ? "" : "s"}`;
}

// --- choosing ---------------------------------------------------------------------------------------------------------

function describe(spot: Spot): string {
  const kind = spot.middle ? ", in the middle" : spot.generic ? ", a kind of body" : spot.system ? ", a system" : "";
  return `${spot.label}${kind}: gets from ${spot.incoming.length}, sends to ${spot.outgoing.length}.`;
}

function choose(thing: Spot | Line | null, told = true): void {
  drawing.chosen = thing;
  const spot = thing && !("flows" in thing) ? thing : null;
  if (told) look({ at: spot ? short(spot.id) : null });
  const left = panel.contains(document.activeElement);
  panel.replaceChildren();
  panel.hidden = !thing;
  if (thing && "flows" in thing) showLine(thing);
  else if (spot) showSpot(spot);
  if (told && spot) say(describe(spot));
  if (left) canvas.focus({ preventScroll: true }); // what had the focus is gone
  drawing.soon();
}

function linked(iri: string, text: string): HTMLElement {
  const where = page(iri);
  return where ? element("a", { href: where }, text) : element("span", {}, text);
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = element("button", { type: "button" }, text);
  made.addEventListener("click", act);
  return made;
}

const SHOWN_OF_A_SPOT = 12;

function showSpot(spot: Spot): void {
  if (!answer) return;
  const { labels } = answer;
  const heading = element("h2");
  heading.append(linked(spot.id, spot.label));
  const about = element("p", { class: "aside" });
  const kinds = [...new Set(spot.holders.flatMap((one) => one.kind))].map((iri) => labels[iri] ?? iri);
  const others = spot.holders.filter((one) => one.holder !== spot.id).map((one) => labels[one.holder] ?? one.holder);
  about.textContent = [kinds.slice(0, 3).join(", "), others.length ? `with ${others.slice(0, 6).join(", ")}${others.length > 6 ? ` and ${others.length - 6} more` : ""}` : ""].filter(Boolean).join(" · ");
  const acts = element("p", { class: "map-acts" });
  acts.append(
    ...(answer.question.around.includes(spot.id) ? [] : [button("Expand", () => expand(spot))]),
    button("Hide", () => hide(spot)),
    from && from !== spot ? pathTo(from, spot) : button("Ways from here to …", () => setOut(spot)),
    button("Close", () => choose(null)),
  );
  panel.append(heading, about);
  if (spot.named.length) panel.append(element("p", {}, `Said of every such body, so of ${spot.named.join(", ")}.`));
  panel.append(acts, listOf("Gets", spot.incoming, (line) => line.from), listOf("Sends", spot.outgoing, (line) => line.to));
}

function listOf(title: string, lines: Line[], other: (line: Line) => Spot): HTMLElement {
  const box = element("div", { class: "map-list" });
  if (!lines.length || !answer) return box;
  box.append(element("h3", {}, `${title} (${lines.length})`));
  const list = element("ul");
  const { labels } = answer;
  for (const line of lines.slice(0, SHOWN_OF_A_SPOT)) {
    const item = element("li");
    const spot = other(line);
    const name = button(spot.label, () => {
      reveal(spot);
      choose(spot);
    });
    name.className = "map-name";
    const marks = [line.certainty, line.barred ? "barred" : "", line.touched ? "some data blocked" : ""].filter(Boolean).join(", ");
    item.append(name, element("span", {}, ` ${dataOf(line, labels).join(", ")} `), element("span", { class: "aside" }, marks));
    list.append(item);
  }
  box.append(list);
  if (lines.length > SHOWN_OF_A_SPOT) box.append(element("p", { class: "aside" }, `and ${lines.length - SHOWN_OF_A_SPOT} more in the table below`));
  return box;
}

function showLine(line: Line): void {
  if (!answer) return;
  const { labels } = answer;
  panel.append(element("h2", {}, `${line.from.label} → ${line.to.label}`));
  const list = element("ul");
  for (const flow of line.flows.slice(0, SHOWN_OF_A_SPOT)) {
    const item = element("li");
    const confirmed = flow.lastConfirmed && flow.certainty !== "certain" ? `, last confirmed ${flow.lastConfirmed}` : "";
    const ends = flow.sender === line.from.id && flow.recipient === line.to.id ? "" : ` (${labels[flow.sender]} → ${labels[flow.recipient]})`;
    const what = flow.carries.map((iri) => labels[iri] ?? iri).join(", ");
    const stops = [...flow.barredBy, ...flow.touchedBy].map((iri) => labels[iri] ?? iri).join("; ");
    item.append(linked(flow.flow, what), element("span", {}, `${ends}: ${flow.certainty}${confirmed}`));
    if (stops) item.append(element("span", { class: "barred" }, ` · stopped by ${stops}`));
    list.append(item);
  }
  const acts = element("p", { class: "map-acts" });
  acts.append(button("Close", () => choose(null)));
  panel.append(list);
  if (line.flows.length > SHOWN_OF_A_SPOT) panel.append(element("p", { class: "aside" }, `and ${line.flows.length - SHOWN_OF_A_SPOT} more in the table below`));
  panel.append(acts);
}

function setOut(spot: Spot): void {
  from = spot;
  choose(null);
  say(`Ways from ${spot.label}: choose where they are to lead.`);
  panel.hidden = false;
  panel.append(element("p", {}, `Ways from ${spot.label} to …: choose a body in the map.`), button("Leave it", () => {
    from = null;
    choose(null);
  }));
}

function pathTo(start: Spot, end: Spot): HTMLElement {
  const told = new URLSearchParams({ from: short(start.id), to: short(end.id) });
  const day = question().get("asOf");
  if (day) told.set("asOf", day);
  const carrying = question().get("carrying");
  if (carrying) told.set("carrying", carrying);
  return element("a", { href: `${prefix}/trace?${told}`, class: "map-way" }, `Ways from ${start.label} to here`);
}

function expand(spot: Spot): void {
  const told = question();
  if (!told.getAll("thing").length && answer) for (const iri of answer.question.around) told.append("thing", short(iri));
  if (!told.getAll("thing").includes(short(spot.id))) told.append("thing", short(spot.id));
  void ask(told);
}

function hide(spot: Spot): void {
  const told = new URLSearchParams();
  const gone = new Set([spot.id, ...spot.holders.map((one) => one.holder)].map(short));
  for (const [name, value] of question()) if (name !== "thing" || !gone.has(value)) told.append(name, value);
  for (const holder of spot.holders) told.append("without", short(holder.holder));
  look({ at: null });
  void ask(told);
}

// --- finding ----------------------------------------------------------------------------------------------------------

function seek(go: boolean): void {
  const words = find.value.trim().toLocaleLowerCase();
  const fits = (spot: Spot) =>
    spot.label.toLocaleLowerCase().includes(words) ||
    spot.holders.some((one) => (answer?.labels[one.holder] ?? "").toLocaleLowerCase().includes(words) || (one.acronym ?? "").toLocaleLowerCase() === words);
  const found = words ? network.spots.filter(fits) : [];
  drawing.found = new Set(found);
  look({ find: find.value.trim() || null });
  const [first] = found;
  if (go && words) say(found.length ? `${found.length} found: ${found.slice(0, 5).map((spot) => spot.label).join(", ")}` : `No body in the map is named “${find.value.trim()}”.`);
  if (go && first) reveal(first);
  drawing.soon();
}

function reveal(spot: Spot): void {
  if (!drawing.sees(spot)) drawing.centre(spot);
}

find.addEventListener("input", () => seek(true));
find.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const found = [...drawing.found];
  const next = found[(found.indexOf(drawing.chosen as Spot) + 1) % found.length];
  if (next) {
    reveal(next);
    choose(next);
  }
});

// --- moving -----------------------------------------------------------------------------------------------------------

let settling = 0;

/** The view is another one: the address says so once it rests. */
function viewed(): void {
  moved = true;
  clearTimeout(settling);
  settling = window.setTimeout(() => {
    const { k, x, y } = drawing.view;
    look({ view: moved ? [k.toFixed(3), ((drawing.width / 2 - x) / k).toFixed(1), ((drawing.height / 2 - y) / k).toFixed(1)].join(",") : null });
  }, 250);
}

const fingers = new Map<number, { x: number; y: number }>();
let dragged = 0;

function placeOf(event: { clientX: number; clientY: number }): { x: number; y: number } {
  const box = canvas.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  fingers.set(event.pointerId, placeOf(event));
  dragged = 0;
});
canvas.addEventListener("pointermove", (event) => {
  const here = placeOf(event);
  const before = fingers.get(event.pointerId);
  if (!before) {
    const spot = event.pointerType === "touch" ? null : drawing.spotAt(here.x, here.y);
    canvas.classList.toggle("over", Boolean(spot));
    if (spot !== drawing.pointed) {
      drawing.pointed = spot;
      drawing.move();
    }
    return;
  }
  const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
  if (other) {
    const was = Math.hypot(before.x - other.x, before.y - other.y) || 1;
    const is = Math.hypot(here.x - other.x, here.y - other.y) || 1;
    drawing.zoom(is / was, (here.x + other.x) / 2, (here.y + other.y) / 2);
    drawing.pan((here.x - before.x) / 2, (here.y - before.y) / 2);
    dragged += 10;
    viewed();
  } else {
    dragged += Math.hypot(here.x - before.x, here.y - before.y);
    if (dragged > 4) {
      drawing.pan(here.x - before.x, here.y - before.y);
      viewed();
    }
  }
  fingers.set(event.pointerId, here);
});
canvas.addEventListener("pointerup", (event) => {
  const here = placeOf(event);
  fingers.delete(event.pointerId);
  if (dragged <= 4) choose(drawing.spotAt(here.x, here.y) ?? drawing.lineAt(here.x, here.y));
});
canvas.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
canvas.addEventListener("pointerleave", () => {
  if (drawing.pointed) {
    drawing.pointed = null;
    drawing.soon();
  }
});
canvas.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return; // else the page scrolls
  event.preventDefault();
  const here = placeOf(event);
  drawing.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0022)), here.x, here.y);
  viewed();
}, { passive: false });

const TOWARD: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

canvas.addEventListener("keydown", (event) => {
  const toward = TOWARD[event.key];
  const spot = drawing.chosen && !("flows" in drawing.chosen) ? drawing.chosen : null;
  if (toward) {
    const next = spot ? beside(spot, toward) : (network.spots.find((one) => one.middle) ?? network.spots[0] ?? null);
    if (next) {
      reveal(next);
      choose(next);
    }
  } else if (event.key === "+" || event.key === "=") zoom(1.3);
  else if (event.key === "-") zoom(1 / 1.3);
  else if (event.key === "0") all();
  else if (event.key === "Escape") choose(null);
  else if (event.key === "Enter" && spot) panel.querySelector<HTMLElement>("a, button")?.focus();
  else return;
  event.preventDefault();
});
panel.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  choose(null);
  canvas.focus();
});

/** The nearest spot in a direction, those straight ahead before those aside. */
function beside(spot: Spot, [dx, dy]: [number, number]): Spot | null {
  let best: Spot | null = null;
  let least = Infinity;
  for (const other of network.spots) {
    const [x, y] = [other.x - spot.x, other.y - spot.y];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (ahead <= 0.5 || aside > ahead * 3) continue;
    const far = ahead + 2 * aside;
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

function zoom(by: number): void {
  drawing.zoom(by);
  viewed();
}

function all(): void {
  drawing.fit();
  drawing.soon();
  clearTimeout(settling);
  look({ view: null });
}

get("map-in").addEventListener("click", () => zoom(1.4));
get("map-out").addEventListener("click", () => zoom(1 / 1.4));
get("map-fit").addEventListener("click", all);
parts.addEventListener("change", () => {
  look({ parts: parts.checked ? "apart" : null, view: null, at: null });
  void draw(asked);
});
asNet.addEventListener("change", () => {
  look({ as: asNet.checked ? "net" : "columns", view: null });
  void draw(asked);
});

// --- filters ----------------------------------------------------------------------------------------------------------

form.addEventListener("submit", (event) => {
  event.preventDefault();
  look({ view: null, at: null });
  void ask(question());
});
form.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.type === "date" && !event.target.checkValidity()) return;
  look({ view: null, at: null });
  void ask(question());
});
addEventListener("popstate", () => void ask(new URLSearchParams(location.search), "back"));

let before = section.clientWidth;
new ResizeObserver(() => {
  if (Math.abs(section.clientWidth - before) < 2 || !answer) return;
  before = section.clientWidth;
  void draw(asked);
}).observe(section);

// --- taking it along --------------------------------------------------------------------------------------------------

function title(): string {
  return get("map-answer").querySelector("h1")?.textContent?.trim() ?? document.title;
}

function filters(): string {
  const told = question();
  const words = [...told].filter(([name]) => !["thing", "hops", "asOf"].includes(name)).map(([name, value]) => {
    const field = form.elements.namedItem(name);
    const label = (field instanceof RadioNodeList ? field[0] : field) as HTMLInputElement | HTMLSelectElement | null | undefined;
    const shown = label instanceof HTMLSelectElement ? (label.selectedOptions[0]?.text ?? value) : value;
    return `${label?.labels?.[0]?.textContent?.toLowerCase() ?? name} ${shown}`;
  });
  return words.length ? `Only: ${words.join("; ")}.` : "";
}

function save(blob: Blob, kind: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `whoshares-map.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function svg(): string {
  return answer ? asSvg(answer, network, drawing.layout, drawing.headings, title(), filters()) : "";
}

get("map-svg").addEventListener("click", () => save(new Blob([svg()], { type: "image/svg+xml" }), "svg"));
get("map-png").addEventListener("click", () => {
  asPng(svg()).then((blob) => save(blob, "png"), () => say("The picture is too large for this browser. Take it as SVG."));
});
get("map-link").addEventListener("click", () => {
  navigator.clipboard.writeText(location.href).then(
    () => say("The link is copied. Whoever opens it sees this map."),
    () => say(`Copy the link from the browser's address line: ${location.href}`),
  );
});

void ask(new URLSearchParams(location.search), "first");
