// The days from 2001 to today below a question: where its answer changes, and a slider that asks of another day.
import { drawn, element } from "./page";

interface Stretch {
  from: string;
  until: string;
  state: string;
}
interface Change {
  day: string;
  what: string;
}
interface Days {
  first: string;
  last: string;
  stretches: Stretch[];
  changes: Change[];
  cut: boolean;
}

const YEARS = [2001, 2005, 2010, 2015, 2020, 2025];
const FIRST = "2001-01-01";
const DAY = 86_400_000;
const WORDS: Record<string, string> = {
  certain: "certain",
  presumed: "presumed",
  possible: "possible",
  none: "none known",
};
const HEIGHTS: Record<string, number> = { certain: 16, presumed: 10, possible: 5, none: 1 };

export function drawDays(): void {
  const place = document.querySelector<HTMLElement>("[data-days]");
  if (place) void new Slider(place).draw();
}

class Slider {
  private first = 0;
  private last = 0;
  private readonly day: string;

  constructor(private readonly place: HTMLElement) {
    this.day = place.dataset["day"] ?? "";
  }

  async draw(): Promise<void> {
    const told = this.place.querySelector<HTMLElement>("[role=status]");
    const address = this.place.dataset["days"];
    if (!address) {
      this.show({ first: FIRST, last: text(Math.floor(Date.now() / DAY)), stretches: [], changes: [], cut: false });
      return;
    }
    if (told) told.textContent = "Working out when the answer changes …";
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      this.show((await answer.json()) as Days);
      if (told) told.textContent = "";
    } catch {
      if (told) told.textContent = "When the answer changes could not be worked out in time. Choose a day above.";
    }
  }

  private show(days: Days): void {
    this.first = number(days.first);
    this.last = number(days.last);
    const line = element("div", { class: "line" });
    const said = element("output", { for: "day-slider" });
    line.append(element("label", { for: "day-slider" }, "As of"), said);
    const slider = element("input", {
      id: "day-slider",
      type: "range",
      min: String(this.first),
      max: String(this.last),
      value: String(number(this.day)),
      "aria-describedby": "day-help",
    });
    const tell = (): void => {
      const at = text(Number(slider.value));
      const there = days.stretches.find((one) => one.from <= at && at < one.until);
      said.textContent = `${inWords(at)}${there ? `: ${WORDS[there.state] ?? there.state}` : ""}`;
      slider.setAttribute("aria-valuetext", said.textContent);
    };
    let pointed = false;
    slider.addEventListener("pointerdown", () => (pointed = true));
    slider.addEventListener("input", tell);
    slider.addEventListener("change", () => {
      if (pointed) this.go(text(Number(slider.value)));
    });
    slider.addEventListener("keydown", (event) => {
      pointed = false;
      if (event.key === "Enter") this.go(text(Number(slider.value)));
    });
    const track = element("div", { class: "track" });
    track.append(...(days.stretches.length ? [this.picture(days)] : []), slider);
    const cut = days.cut ? " Not all days could be looked at: there may be more changes." : "";
    const marked = `The higher the bar, the surer the best known way: ${Object.values(WORDS).join(", ")}.${cut}`;
    const help = days.stretches.length ? marked : "";
    const below = element("p", { class: "line below" });
    below.append(...this.steps(days), element("span", { id: "day-help", class: "aside" }, help));
    const years = element("div", { class: "years", "aria-hidden": "true" });
    for (const year of YEARS) years.append(element("span", {}, String(year)));
    track.append(years);
    this.place.replaceChildren(line, track, below);
    for (const [place, mark] of [...years.children].entries()) {
      const left = ((number(`${YEARS[place]}-01-01`) - this.first) / Math.max(this.last - this.first, 1)) * 100;
      (mark as HTMLElement).style.left = `${left}%`;
    }
    tell();
  }

  /** Links to the changes before and after the day of the page. */
  private steps(days: Days): HTMLElement[] {
    const before = days.changes.filter((one) => one.day < this.day).at(-1);
    const after = days.changes.find((one) => one.day > this.day);
    const link = (change: Change | undefined, words: string): HTMLElement[] =>
      change ? [element("a", { href: this.address(change.day) }, `${words} ${inWords(change.day)}: ${change.what}`)] : [];
    return [...link(before, "◂"), ...link(after, "▸")];
  }

  private picture(days: Days): SVGSVGElement {
    const svg = drawn("svg", { "aria-hidden": "true", preserveAspectRatio: "none", viewBox: "0 0 1000 26" });
    const x = (day: string): number => ((number(day) - this.first) / Math.max(this.last - this.first, 1)) * 1000;
    for (const one of days.stretches) {
      const width = Math.max(x(one.until) - x(one.from), 0.5);
      const height = HEIGHTS[one.state] ?? 1;
      svg.append(drawn("rect", { class: one.state, x: x(one.from), y: 22 - height, width, height }));
    }
    for (const one of days.changes) {
      const mark = drawn("path", { class: "change", "vector-effect": "non-scaling-stroke", d: `M${x(one.day)} 2V22` });
      mark.append(drawn("title", {}, `${one.day}: ${one.what}`));
      svg.append(mark);
    }
    return svg;
  }

  private go(day: string): void {
    if (day !== this.day) location.assign(this.address(day));
  }

  private address(day: string): string {
    const here = new URL(location.href);
    here.searchParams.set("asOf", day);
    return here.href;
  }
}

function number(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);
}

function text(days: number): string {
  return new Date(days * DAY).toISOString().slice(0, 10);
}

function inWords(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}
