// The map of flows: draws what the page's table says, and asks anew when a filter, a middle or a part of it changes.
// What the server answers stands in the address; how it is looked at stands behind “#”.
import { completeNames } from "./core/combobox";
import { aroundOf, look, looked, short } from "./map/address";
import { type Answer, type Line, type Network, type Spot, networkOf } from "./map/answer";
import { Drawing } from "./map/draw";
import { type Heading, type Layout, placeByForces, placeInSides, sidesOf } from "./map/layout";
import { movable } from "./map/moving";
import { Panel } from "./map/panel";
import { widerOf } from "./map/wider";
import { asPng, asSvg } from "./map/picture";

function get<T extends Element>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no “${id}”.`);
  return found as unknown as T;
}

const section = get<HTMLElement>("map");
const canvas = get<HTMLCanvasElement>("map-canvas");
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
let moved = false;
const panel = new Panel(get<HTMLElement>("map-panel"), { choose: goTo, expand, hide, say });
movable(canvas, drawing, { choose: goTo, viewed, all, enter: () => panel.focus() });

// --- the address ------------------------------------------------------------------------------------------------------

/** The question that the form holds, without what is left as it is. */
function question(): URLSearchParams {
  const told = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const text = String(value).trim();
    if (text && !(name === "hops" && text === "1")) told.append(name, text);
  }
  return told;
}

// --- asking -----------------------------------------------------------------------------------------------------------

/** Ask another question: its address becomes the page's, its answer the page's. The page has its first answer; on the
 * way back the address is there before the answer. */
async function ask(told: URLSearchParams, how: "first" | "anew" | "back" = "anew"): Promise<void> {
  const anew = how !== "first";
  const mine = (asked += 1);
  tell("Looking for flows …");
  const address = aroundOf(told);
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
    await placeByForces(fresh, await widerOf(new URLSearchParams(location.search), answer, !parts.checked));
    if (mine !== asked) return;
  }
  network = fresh;
  panel.forget();
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
  const left = panel.hasFocus;
  panel.show(thing, answer, question());
  if (told && spot) say(describe(spot));
  if (left) canvas.focus({ preventScroll: true }); // what had the focus is gone
  drawing.soon();
}

/** Choose what may be out of view. */
function goTo(thing: Spot | Line | null): void {
  if (thing && !("flows" in thing)) reveal(thing);
  choose(thing);
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
  if (next) goTo(next);
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

get<HTMLElement>("map-panel").addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  choose(null);
  canvas.focus();
});
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
