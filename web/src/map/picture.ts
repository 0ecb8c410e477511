// The picture to publish: the network as an SVG file that stands alone, with its question, day, sources and licence.
import type { Answer, Line, Network, Spot } from "./answer";
import { DASHES, at, bounds, curveOf, markedAt, namePlaces } from "./geometry";
import type { Heading, Layout } from "./layout";
import { wrapped } from "./names";

const SVG = "http://www.w3.org/2000/svg";
const INK = "#1b1f24";
const QUIET = "#535d68";
const PAPER = "#ffffff";
const LINK = "#0b5394";
const STOP = "#9a3412";
const FACE = "system-ui, sans-serif";
const MOST_NAMES = 220;
const MARGIN = 24;
const KEY =
  "Lines: solid certain, dashed presumed, dotted possible; a bar across is barred, a cross is some data blocked, double is said of every such body. Squares are systems, diamonds kinds of body.";

type Box = [number, number, number, number];

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
export function asSvg(answer: Answer, network: Network, layout: Layout, headings: Heading[], title: string, filters: string): string {
  const ends = bounds(network.spots);
  const scale = layout === "sides" ? 1 : Math.min(1, 1500 / (ends.x1 - ends.x0));
  const drawn = element("g", {});
  for (const line of network.lines) drawn.append(lineOf(line, layout));
  for (const spot of network.spots) drawn.append(spotOf(spot));
  for (const { text, x, y, side } of headings) {
    drawn.append(words(text, x, y + 4, { "font-size": 12.5, "font-style": "italic", fill: QUIET, "text-anchor": side === "left" ? "end" : "start" }));
    const wide = widthOf(text, 12.5);
    ends.x0 = Math.min(ends.x0, side === "left" ? x - wide : x);
    ends.x1 = Math.max(ends.x1, side === "left" ? x : x + wide);
    ends.y0 = Math.min(ends.y0, y - 12);
  }
  for (const [x0, y0, x1, y1] of names(network, layout, 12.5 / scale, drawn)) {
    ends.x0 = Math.min(ends.x0, x0);
    ends.x1 = Math.max(ends.x1, x1);
    ends.y0 = Math.min(ends.y0, y0);
    ends.y1 = Math.max(ends.y1, y1);
  }
  const width = Math.max((ends.x1 - ends.x0) * scale, 720) + 2 * MARGIN;
  const head = fitted(title, width - 2 * MARGIN, 19, 600);
  const below = filters ? fitted(filters, width - 2 * MARGIN, 13, 400) : [];
  const key = fitted(KEY, width - 2 * MARGIN, 12, 400);
  const top = 34 + head.length * 25 + below.length * 18;
  const tall = (ends.y1 - ends.y0) * scale;
  const height = top + tall + 54 + key.length * 17;
  const svg = element("svg", {
    xmlns: SVG, width, height, viewBox: `0 0 ${Math.round(width)} ${Math.round(height)}`, role: "img",
  });
  svg.append(element("title", {}, title), element("rect", { width: "100%", height: "100%", fill: PAPER }));
  head.forEach((line, place) => {
    svg.append(words(line, MARGIN, 38 + place * 25, { "font-size": 19, "font-weight": 600, fill: INK }));
  });
  below.forEach((line, place) => {
    svg.append(words(line, MARGIN, 34 + head.length * 25 + place * 18, { "font-size": 13, fill: QUIET }));
  });
  const free = (width - 2 * MARGIN - (ends.x1 - ends.x0) * scale) / 2;
  drawn.setAttribute("transform", `translate(${(MARGIN + free - ends.x0 * scale).toFixed(1)} ${(top - ends.y0 * scale).toFixed(1)}) scale(${scale.toFixed(4)})`);
  svg.append(drawn);
  key.forEach((line, place) => {
    svg.append(words(line, MARGIN, top + tall + 26 + place * 17, { "font-size": 12, fill: QUIET }));
  });
  const { counts, question } = answer;
  const cut = answer.truncated ? " (the first of more)" : "";
  const foot = `whoshares · ${counts.flows.toLocaleString("en")} flows${cut} from ${counts.documents.toLocaleString("en")} documents, as of ${question.asOf} · CC BY 4.0`;
  svg.append(words(foot, MARGIN, top + tall + 30 + key.length * 17, { "font-size": 12, fill: QUIET }));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
}

/** The names where there is room for them, those of spots with most lines first; gives the boxes that they take. */
function names(network: Network, layout: Layout, size: number, drawn: SVGElement): Box[] {
  const taken: Box[] = layout === "net" ? network.spots.map(({ x, y, r }) => [x - r, y - r, x + r, y + r]) : [];
  const written: Box[] = [];
  const ranked = [...network.spots].sort((a, b) => degree(b) - degree(a));
  for (const spot of ranked.slice(0, MOST_NAMES)) {
    const lines = spot.middle && layout === "sides" && spot.side === "below" ? wrapped(spot.label) : [layout === "sides" ? spot.label : spot.short];
    const wide = Math.max(...lines.map((line) => widthOf(line, size, spot.middle ? 600 : 400)));
    const boxes = namePlaces(spot, spot.x, spot.y, spot.r, wide, size * 1.3).map(
      ([x, y]): Box => [x, y - size * 0.6, x + wide, y + size * (0.6 + 1.35 * (lines.length - 1))],
    );
    const box = boxes.find(([x0, y0, x1, y1]) => !taken.some(([a, b, c, d]) => a < x1 && c > x0 && b < y1 && d > y0));
    if (!box) continue;
    taken.push(box);
    written.push(box);
    lines.forEach((line, place) => {
      drawn.append(words(line, (box[0] + box[2]) / 2, box[1] + size * (0.95 + 1.35 * place), {
        "font-size": size, "text-anchor": "middle", fill: spot.middle ? LINK : INK, "font-weight": spot.middle ? 600 : 400,
        stroke: PAPER, "stroke-width": size / 4, "paint-order": "stroke", "stroke-linejoin": "round",
      }));
    });
  }
  return written;
}

let measuring: CanvasRenderingContext2D | null = null;

function widthOf(text: string, size: number, weight = 400): number {
  measuring ??= document.createElement("canvas").getContext("2d");
  if (!measuring) return text.length * size * 0.6;
  measuring.font = `${weight} 20px ${FACE}`;
  return (measuring.measureText(text).width * size) / 20 + 1;
}

/** A text in lines that fit a width. */
function fitted(text: string, width: number, size: number, weight: number): string[] {
  return wrapped(text, Math.max(20, Math.floor((text.length * width) / widthOf(text, size, weight))) * 0.97);
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
  if (line.barred) group.append(element("path", { d: "M0 -7V7", stroke: STOP, "stroke-width": 3, transform: turn(at(curve, markedAt(line).bar)) }));
  if (line.touched) {
    group.append(element("path", { d: "M-4 -4L4 4M4 -4L-4 4", stroke: STOP, "stroke-width": 2, transform: turn(at(curve, markedAt(line).cross)) }));
  }
  return group;
}

/** A spot, which tells its whole name to whoever points at it. */
function spotOf(spot: Spot): SVGElement {
  const drawn = shapeOf(spot);
  drawn.append(element("title", {}, spot.label));
  return drawn;
}

function shapeOf(spot: Spot): SVGElement {
  const { x, y, r } = spot;
  const colours = spot.middle
    ? { fill: LINK, stroke: PAPER }
    : spot.generic ? { fill: PAPER, stroke: QUIET, "stroke-width": 2 } : { fill: QUIET, stroke: PAPER };
  if (spot.system) return element("rect", { x: x - r * 0.9, y: y - r * 0.9, width: r * 1.8, height: r * 1.8, ...colours });
  if (spot.generic) return element("path", { d: `M${x} ${y - r * 1.2}L${x + r * 1.2} ${y}L${x} ${y + r * 1.2}L${x - r * 1.2} ${y}z`, ...colours });
  return element("circle", { cx: x, cy: y, r, ...colours });
}
