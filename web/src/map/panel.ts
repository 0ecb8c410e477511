// What is chosen in the map, in words and links, with what one may do with it.
import { element, prefix } from "../core/page";
import { page, short } from "./address";
import { type Answer, type Line, type Spot, dataOf } from "./answer";

/** What the panel asks the map to do. */
export interface Acts {
  choose(spot: Spot | null): void;
  expand(spot: Spot): void;
  hide(spot: Spot): void;
  say(text: string): void;
}

const SHOWN = 12;

export class Panel {
  /** Where ways are to begin, once their end is chosen. */
  private from: Spot | null = null;

  constructor(private readonly place: HTMLElement, private readonly acts: Acts) {}

  /** Whether what has the focus is in it. */
  get hasFocus(): boolean {
    return this.place.contains(document.activeElement);
  }

  /** Forget where ways were to begin. */
  forget(): void {
    this.from = null;
  }

  /** Give the focus to the first of what one may do. */
  focus(): void {
    this.place.querySelector<HTMLElement>("a, button")?.focus();
  }

  /** Tell of what is chosen, of an answer and of the question that it answers; close where nothing is. */
  show(thing: Spot | Line | null, answer: Answer | null, asked: URLSearchParams): void {
    this.place.replaceChildren();
    this.place.hidden = !thing;
    if (!thing || !answer) return;
    if ("flows" in thing) this.line(thing, answer.labels);
    else this.spot(thing, answer, asked);
  }

  private spot(spot: Spot, answer: Answer, asked: URLSearchParams): void {
    const { labels } = answer;
    const heading = element("h2");
    heading.append(linked(spot.id, spot.label));
    const kinds = [...new Set(spot.holders.flatMap((one) => one.kind))].map((iri) => labels[iri] ?? iri);
    const others = spot.holders.filter((one) => one.holder !== spot.id).map((one) => labels[one.holder] ?? one.holder);
    const more = others.length > 6 ? ` and ${others.length - 6} more` : "";
    const about = [kinds.slice(0, 3).join(", "), others.length ? `with ${others.slice(0, 6).join(", ")}${more}` : ""];
    const acts = element("p", { class: "map-acts" });
    acts.append(
      ...(answer.question.around.includes(spot.id) ? [] : [button("Expand", () => this.acts.expand(spot))]),
      button("Hide", () => this.acts.hide(spot)),
      this.from && this.from !== spot ? waysTo(this.from, spot, asked) : button("Ways from here to …", () => this.setOut(spot)),
      button("Close", () => this.acts.choose(null)),
    );
    this.place.append(heading, element("p", { class: "aside" }, about.filter(Boolean).join(" · ")));
    if (spot.named.length) this.place.append(element("p", {}, `Said of every such body, so of ${spot.named.join(", ")}.`));
    this.place.append(
      acts,
      this.list("Gets", spot.incoming, (line) => line.from, labels),
      this.list("Sends", spot.outgoing, (line) => line.to, labels),
    );
  }

  private list(title: string, lines: Line[], other: (line: Line) => Spot, labels: Record<string, string>): HTMLElement {
    const box = element("div", { class: "map-list" });
    if (!lines.length) return box;
    box.append(element("h3", {}, `${title} (${lines.length})`));
    const list = element("ul");
    for (const line of lines.slice(0, SHOWN)) {
      const item = element("li");
      const spot = other(line);
      const name = button(spot.label, () => this.acts.choose(spot));
      name.className = "map-name";
      const marks = [line.certainty, line.barred ? "barred" : "", line.touched ? "some data blocked" : ""].filter(Boolean);
      item.append(
        name,
        element("span", {}, ` ${dataOf(line, labels).join(", ")} `),
        element("span", { class: "aside" }, marks.join(", ")),
      );
      list.append(item);
    }
    box.append(list, ...left(lines.length));
    return box;
  }

  private line(line: Line, labels: Record<string, string>): void {
    const name = (iri: string) => labels[iri] ?? iri;
    const list = element("ul");
    for (const flow of line.flows.slice(0, SHOWN)) {
      const item = element("li");
      const confirmed = flow.lastConfirmed && flow.certainty !== "certain" ? `, last confirmed ${flow.lastConfirmed}` : "";
      const own = flow.sender === line.from.id && flow.recipient === line.to.id;
      const ends = own ? "" : ` (${name(flow.sender)} → ${name(flow.recipient)})`;
      const stops = [...flow.barredBy, ...flow.touchedBy].map(name).join("; ");
      item.append(
        linked(flow.flow, flow.carries.map(name).join(", ")),
        element("span", {}, `${ends}: ${flow.certainty}${confirmed}`),
      );
      if (stops) item.append(element("span", { class: "barred" }, ` · stopped by ${stops}`));
      list.append(item);
    }
    const acts = element("p", { class: "map-acts" });
    acts.append(button("Close", () => this.acts.choose(null)));
    this.place.append(element("h2", {}, `${line.from.label} → ${line.to.label}`), list, ...left(line.flows.length), acts);
  }

  private setOut(spot: Spot): void {
    this.from = spot;
    this.acts.choose(null);
    this.acts.say(`Ways from ${spot.label}: choose where they are to lead.`);
    this.place.hidden = false;
    const leave = button("Leave it", () => {
      this.forget();
      this.acts.choose(null);
    });
    this.place.append(element("p", {}, `Ways from ${spot.label} to …: choose a body in the map.`), leave);
  }
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

/** That there is more than is shown. */
function left(number: number): HTMLElement[] {
  return number > SHOWN ? [element("p", { class: "aside" }, `and ${number - SHOWN} more in the table below`)] : [];
}

function waysTo(start: Spot, end: Spot, asked: URLSearchParams): HTMLElement {
  const told = new URLSearchParams({ from: short(start.id), to: short(end.id) });
  for (const name of ["asOf", "carrying"]) {
    const value = asked.get(name);
    if (value) told.set(name, value);
  }
  return element("a", { href: `${prefix}/trace?${told}`, class: "map-way" }, `Ways from ${start.label} to here`);
}
