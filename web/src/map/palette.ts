// The colours of a picture: the tokens of the page, or ink on paper.

export interface Palette {
  ink: string;
  quiet: string;
  line: string;
  paper: string;
  wash: string;
  link: string;
  stop: string;
  focus: string;
}

export const ON_PAPER: Palette = {
  ink: "#000", quiet: "#333", line: "#999", paper: "#fff", wash: "#fff", link: "#000", stop: "#000", focus: "#000",
};

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim() || "#777";
  return {
    ink: colour("ink"), quiet: colour("quiet"), line: colour("line"), paper: colour("paper"), wash: colour("wash"),
    link: colour("link"), stop: colour("stop"), focus: colour("focus"),
  };
}
