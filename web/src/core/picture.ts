// A picture of an answer as PNG, drawn by the browser from the SVG file of the server.
import { element, tell } from "./page";

const SCALE = 2; // for print

export function savePictures(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-png]")) {
    button.closest("li")?.removeAttribute("hidden");
    button.addEventListener("click", () => void save(button.dataset["png"] ?? ""));
  }
}

async function save(address: string): Promise<void> {
  tell("Drawing …");
  try {
    const answer = await fetch(address, { headers: { Accept: "image/svg+xml" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const from = URL.createObjectURL(await answer.blob());
    const image = new Image();
    image.src = from;
    await image.decode();
    const canvas = element("canvas");
    canvas.width = image.naturalWidth * SCALE;
    canvas.height = image.naturalHeight * SCALE;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(from);
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (!made) throw new Error("nothing was drawn");
    const link = element("a", { href: URL.createObjectURL(made), download: "whoshares.png" });
    link.click();
    URL.revokeObjectURL(link.href);
    tell("Picture saved.");
  } catch {
    tell("The browser could not draw it. Take the SVG file.");
  }
}
