// What all scripts know of the page they are on.

/** The path at which the server is, without a slash at the end. */
export const prefix = document.documentElement.dataset["prefix"] ?? "";

/** Do what nobody sees at first once the page is painted, which it would put off. */
export function afterPaint(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act));
}

/** An element with attributes and text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

/** An element of a drawing. */
export function drawn<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number> = {},
  text = "",
): SVGElementTagNameMap[K] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

/** Say something beside the buttons of an answer, and to a screen reader. */
export function tell(words: string): void {
  const place = document.querySelector<HTMLElement>(".told");
  if (place) place.textContent = words;
}
