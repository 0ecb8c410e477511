// Names are completed as they are typed: an editable combobox with a listbox (WAI-ARIA Authoring Practices).
import { element, prefix } from "./page";

interface Offered {
  value: string;
  label: string;
  what: string;
  also: string;
}

const WAIT = 120; // milliseconds without a key before anything is asked
let number = 0;

export function completeNames(within: ParentNode = document): void {
  for (const input of within.querySelectorAll<HTMLInputElement>("input[data-complete]:not([role])")) new Combobox(input);
}

class Combobox {
  private readonly list: HTMLUListElement;
  private readonly told: HTMLElement;
  private offered: Offered[] = [];
  private at = -1;
  private timer = 0;
  private asking: AbortController | null = null;

  constructor(private readonly input: HTMLInputElement) {
    const id = `offered-${++number}`;
    const label = input.labels?.[0]?.textContent?.trim() ?? "Names";
    this.list = element("ul", { id, role: "listbox", class: "offered", "aria-label": label });
    this.told = element("span", { class: "unseen", role: "status" });
    this.list.hidden = true;
    input.after(this.list, this.told);
    const told = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id };
    for (const [name, value] of Object.entries(told)) input.setAttribute(name, value);
    input.addEventListener("input", () => this.wait());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest("li");
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  private wait(): void {
    window.clearTimeout(this.timer);
    this.asking?.abort();
    if (this.input.value.trim()) this.timer = window.setTimeout(() => void this.ask(), WAIT);
    else this.close();
  }

  private async ask(): Promise<void> {
    const asking = (this.asking = new AbortController());
    const asked = new URLSearchParams({ text: this.input.value, for: this.input.dataset["complete"] ?? "thing" });
    try {
      const answer = await fetch(`${prefix}/complete?${asked}`, {
        signal: asking.signal,
        headers: { Accept: "application/json" },
      });
      if (answer.ok) this.show((await answer.json()) as Offered[]);
    } catch {
      this.close(); // another key was pressed, or the server is gone: the field still takes any name
    }
  }

  private show(offered: Offered[]): void {
    this.offered = offered;
    this.at = -1;
    this.list.replaceChildren(
      ...offered.map((one, place) => {
        const option = element("li", { role: "option", id: `${this.list.id}-${place}`, "aria-selected": "false" }, one.label);
        option.append(element("small", {}, one.also ? `${one.what} · also “${one.also}”` : one.what));
        return option;
      }),
    );
    const open = offered.length > 0 && document.activeElement === this.input;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.input.removeAttribute("aria-activedescendant");
    this.told.textContent = open ? `${offered.length} names` : "No known name begins so. Words are searched.";
  }

  private close(): void {
    window.clearTimeout(this.timer);
    this.asking?.abort();
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.told.textContent = "";
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape" && !this.list.hidden) {
      this.close();
      event.preventDefault();
    } else if (event.key === "Enter" && !this.list.hidden && this.at >= 0) {
      this.choose(this.at);
      event.preventDefault();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.list.hidden) this.wait();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    }
  }

  private move(by: number): void {
    const many = this.offered.length + 1; // one more: the field itself
    this.at = ((this.at + 1 + by + many) % many) - 1;
    for (const [place, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(place === this.at));
      if (place === this.at) option.scrollIntoView({ block: "nearest" });
    }
    if (this.at >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private choose(place: number): void {
    const chosen = this.offered[place];
    if (chosen) this.input.value = chosen.value;
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    if (this.input.type === "search") this.input.form?.requestSubmit();
  }
}
