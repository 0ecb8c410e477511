// The picture to publish: the network as an SVG file that stands alone, with its question, day, sources and licence.
import type { Answer, Line, Network, Spot } from "./answer";
import { DASHES, at, bounds, curveOf } from "./geometry";
import type { Layout } from "./layout";

const SVG = "http://www.w3.org/2000/svg";
const INK = "#1b1f24";
const QUIET = "#535d68";
const PAPER = "#ffffff";
const LINK = "#0b5394";
const STOP = "#9a3412";
const FACE = "system-ui, sans-serif";
const MOST_NAMES = 220;

/** An element; values become attributes and text, never markup. */
function element(name: string, attributes: Record<string, string | number>, text?: string): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, typeof value === "number" ? String(Math.round(value * 10) / 10) : value);
  }
  if (text !== undefined) made.textContent = text;
  return made;
}

/** The network as an SVG file. */
export function asSvg(answer: Answer, network: Network, layout: Layout, title: string, filters: string): string {
  const box = layout === "sides" ? { x0: -60, y0: 0, x1: 0, y1: 0 } : bounds(network.spots);
  if (layout === "sides") {
    box.x1 = Math.max(...network.spots.map((spot) => spot.x)) + 260;
    box.x0 = Math.min(...network.spots.map((spot) => spot.x)) - 260;
    box.y1 = Math.max(...network.spots.map((spot) => spot.y)) + 24;
  }
  const inner = Math.max(box.x1 - box.x0, 760);
  const scale = layout === "sides" ? 1 : Math.min(1, 1600 / inner);
  const width = inner * scale + 48;
  const head = wrapped(title, Math.floor(width / 10.5));
  const below = filters ? wrapped(filters, Math.floor(width / 7.5)) : [];
  const top = 36 + head.length * 25 + below.length * 18;
  const tall = (box.y1 - box.y0) * scale;
  const height = top + tall + 78;
  const svg = element("svg", {
    xmlns: SVG, width, height, viewBox: `0 0 ${Math.round(width)} ${Math.round(height)}`, role: "img",
  });
  svg.append(element("title", {}, title));
  svg.append(element("rect", { width: "100%", height: "100%", fill: PAPER }));
  head.forEach((line, place) => {
    svg.append(words(line, 24, 38 + place * 25, { "font-size": 19, "font-weight": 600, fill: INK }));
  });
  below.forEach((line, place) => {
    svg.append(words(line, 24, 36 + head.length * 25 + place * 18, { "font-size": 13, fill: QUIET }));
  });
  const drawn = element("g", { transform: `translate(${24 - box.x0 * scale} ${top - box.y0 * scale}) scale(${scale})` });
  for (const line of network.lines) drawn.append(lineOf(line, layout));
  for (const spot of network.spots) drawn.append(spotOf(spot));
  const size = 12.5 / scale;
  const taken: [number, number, number, number][] = [];
  const ranked = [...network.spots].sort((a, b) => degree(b) - degree(a));
  for (const spot of ranked.slice(0, MOST_NAMES)) {
    const text = layout === "sides" ? spot.label : spot.short;
    const wide = text.length * size * 0.54;
    const x = spot.side === "left" ? spot.x - spot.r - 5 - wide : spot.side === "right" ? spot.x + spot.r + 5 : spot.x - wide / 2;
    const y = spot.side === "below" ? spot.y + spot.r + size : spot.y + size * 0.35;
    if (taken.some(([a, b, c, d]) => a < x + wide && c > x && b < y + 3 && d > y - size)) continue;
    taken.push([x, y - size, x + wide, y + 3]);
    drawn.append(nameOf(spot, text, size));
  }
  svg.append(drawn);
  const key = "Lines: solid certain, dashed presumed, dotted possible, a bar across barred, a cross some data blocked, double said of every such body.";
  svg.append(words(key, 24, top + tall + 30, { "font-size": 12, fill: QUIET }));
  const { counts, question } = answer;
  const cut = answer.truncated ? " (the first of more)" : "";
  const foot = `whoshares · ${counts.flows.toLocaleString("en")} flows${cut} from ${counts.documents.toLocaleString("en")} documents, as of ${question.asOf} · CC BY 4.0`;
  svg.append(words(foot, 24, top + tall + 52, { "font-size": 12, fill: QUIET }));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
}

/** The same as a bitmap, twice as fine as the screen. */
export async function asPng(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = Math.min(2, 8000 / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = image.width * scale;
    canvas.height = image.height * scale;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture is too large."))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

function degree(spot: Spot): number {
  return (spot.middle ? 1000 : 0) + spot.incoming.length + spot.outgoing.length;
}

function words(text: string, x: number, y: number, more: Record<string, string | number>): SVGElement {
  return element("text", { x, y, "font-family": FACE, ...more }, text);
}

function lineOf(line: Line, layout: Layout): SVGElement {
  const curve = curveOf(line, layout);
  const [x0, y0, x1, y1, x2, y2, x3, y3] = curve.map((value) => Math.round(value * 10) / 10);
  const d = `M${x0} ${y0}C${x1} ${y1} ${x2} ${y2} ${x3} ${y3}`;
  const width = Math.min(2.6, 1 + 0.35 * Math.log2(line.flows.length));
  const group = element("g", { fill: "none", stroke: QUIET });
  const dash = DASHES[line.certainty].join(" ");
  group.append(element("path", { d, "stroke-width": line.every ? width + 2.4 : width, ...(dash ? { "stroke-dasharray": dash } : {}) }));
  if (line.every) group.append(element("path", { d, stroke: PAPER, "stroke-width": width + 0.4 }));
  const end = at(curve, 1);
  const turn = (place: { x: number; y: number; angle: number }) =>
    `translate(${place.x.toFixed(1)} ${place.y.toFixed(1)}) rotate(${((place.angle * 180) / Math.PI).toFixed(1)})`;
  group.append(element("path", { d: "M0 0L-8 -3.6L-8 3.6z", fill: QUIET, stroke: "none", transform: turn(end) }));
  if (line.barred) group.append(element("path", { d: "M0 -7V7", stroke: STOP, "stroke-width": 3, transform: turn(at(curve, 0.5)) }));
  if (line.touched) {
    group.append(element("path", { d: "M-4 -4L4 4M4 -4L-4 4", stroke: STOP, "stroke-width": 2, transform: turn(at(curve, 0.82)) }));
  }
  return group;
}

function spotOf(spot: Spot): SVGElement {
  const { x, y, r } = spot;
  const colours = spot.middle
    ? { fill: LINK, stroke: PAPER }
    : spot.generic ? { fill: PAPER, stroke: QUIET, "stroke-width": 2 } : { fill: QUIET, stroke: PAPER };
  if (spot.system) return element("rect", { x: x - r * 0.9, y: y - r * 0.9, width: r * 1.8, height: r * 1.8, ...colours });
  if (spot.generic) return element("path", { d: `M${x} ${y - r * 1.2}L${x + r * 1.2} ${y}L${x} ${y + r * 1.2}L${x - r * 1.2} ${y}z`, ...colours });
  return element("circle", { cx: x, cy: y, r, ...colours });
}

function nameOf(spot: Spot, text: string, size: number): SVGElement {
  const anchor = { left: "end", right: "start", below: "middle" }[spot.side];
  const x = spot.x + { left: -spot.r - 5, right: spot.r + 5, below: 0 }[spot.side];
  const y = spot.side === "below" ? spot.y + spot.r + size : spot.y + size * 0.35;
  return words(text, x, y, {
    "font-size": size, "text-anchor": anchor, fill: spot.middle ? LINK : INK, "font-weight": spot.middle ? 600 : 400,
    stroke: PAPER, "stroke-width": size / 4, "paint-order": "stroke", "stroke-linejoin": "round",
  });
}

function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
