// Buttons that copy: an address, a citation.
import { tell } from "./page";

export function copyOnClick(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-copy]")) {
    link.textContent = "Copy link";
    link.addEventListener("click", (event) => {
      event.preventDefault();
      void copy(new URL(link.href, document.baseURI).href, "Link copied.");
    });
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy-from]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const from = document.getElementById(button.dataset["copyFrom"] ?? "");
      void copy(from?.textContent ?? "", "Citation copied.");
    });
  }
}

async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell(said);
  } catch {
    tell(`The browser does not let pages copy here. This is it: ${text}`);
  }
}
