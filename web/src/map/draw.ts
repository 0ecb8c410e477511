// Draws a network on a canvas: all that is in view, again for each movement, and names where there is room for them.
import type { Line, Network, Spot } from "./answer";
import { DASHES, type Curve, at, bounds, curveOf, distanceTo } from "./geometry";
import type { Layout } from "./layout";

export interface View {
  /** Pixels of the screen for one of the network. */
  k: number;
  x: number;
  y: number;
}

interface Palette {
  ink: string;
  quiet: string;
  line: string;
  paper: string;
  wash: string;
  link: string;
  stop: string;
  focus: string;
}

/** From so many lines on they are drawn plainly, and what they say apart is seen on those of the spot that is chosen. */
const MANY_LINES = 1500;
/** So many lines go into one path: longer ones are slow to stroke. */
const IN_ONE_PATH = 200;
const MOST_NAMES = 170;
const ON_PAPER: Palette = {
  ink: "#000", quiet: "#333", line: "#999", paper: "#fff", wash: "#fff", link: "#000", stop: "#000", focus: "#000",
};

export class Drawing {
  readonly view: View = { k: 1, x: 0, y: 0 };
  network: Network = { spots: [], lines: [], within: 0 };
  layout: Layout = "net";
  chosen: Spot | Line | null = null;
  pointed: Spot | null = null;
  found: Set<Spot> = new Set();
  width = 0;
  height = 0;
  private curves = new Map<Line, Curve>();
  private palette: Palette;
  private readonly context: CanvasRenderingContext2D;
  private waiting = 0;

  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("This browser draws no pictures.");
    this.context = context;
    this.palette = paletteOf(canvas);
    const anew = () => {
      this.palette = paletteOf(canvas);
      this.now();
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", anew);
    addEventListener("beforeprint", () => {
      this.palette = ON_PAPER;
      this.now();
    });
    addEventListener("afterprint", anew);
  }

  show(network: Network, layout: Layout): void {
    this.network = network;
    this.layout = layout;
    this.curves = new Map(network.lines.map((line) => [line, curveOf(line, layout)]));
    this.chosen = null;
    this.pointed = null;
  }

  resize(width: number, height: number): void {
    const scale = Math.min(2, devicePixelRatio || 1);
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    this.canvas.style.setProperty("height", `${height}px`);
    this.context.setTransform(scale, 0, 0, scale, 0, 0);
  }

  /** Show all of it. */
  fit(): void {
    if (this.layout === "sides") {
      Object.assign(this.view, { k: 1, x: 0, y: 0 });
      return;
    }
    const { x0, y0, x1, y1 } = bounds(this.network.spots);
    const k = Math.min(1.6, this.width / (x1 - x0 + 60), this.height / (y1 - y0 + 20));
    Object.assign(this.view, { k, x: this.width / 2 - (k * (x0 + x1)) / 2, y: this.height / 2 - (k * (y0 + y1)) / 2 });
  }

  zoom(by: number, x = this.width / 2, y = this.height / 2): void {
    const k = Math.min(8, Math.max(0.02, this.view.k * by));
    const real = k / this.view.k;
    Object.assign(this.view, { k, x: x - (x - this.view.x) * real, y: y - (y - this.view.y) * real });
    this.soon();
  }

  pan(dx: number, dy: number): void {
    this.view.x += dx;
    this.view.y += dy;
    this.soon();
  }

  centre(spot: Spot): void {
    this.view.x = this.width / 2 - spot.x * this.view.k;
    this.view.y = this.height / 2 - spot.y * this.view.k;
  }

  /** Whether a spot is in view. */
  sees(spot: Spot): boolean {
    const [x, y] = this.place(spot);
    return x > 0 && y > 0 && x < this.width && y < this.height;
  }

  spotAt(x: number, y: number): Spot | null {
    let found: Spot | null = null;
    let least = Infinity;
    for (const spot of this.network.spots) {
      const [sx, sy] = this.place(spot);
      const far = Math.hypot(sx - x, sy - y) - this.radius(spot);
      if (far < Math.min(7, least)) [found, least] = [spot, far];
    }
    return found;
  }

  lineAt(x: number, y: number): Line | null {
    const { k } = this.view;
    let found: Line | null = null;
    let least = 6 / k;
    for (const line of this.network.lines) {
      const curve = this.curves.get(line);
      const far = curve ? distanceTo(curve, (x - this.view.x) / k, (y - this.view.y) / k) : Infinity;
      if (far < least) [found, least] = [line, far];
    }
    return found;
  }

  /** Draw before the screen is next painted. */
  soon(): void {
    if (!this.waiting) this.waiting = requestAnimationFrame(() => this.now());
  }

  now(): void {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    const { context, palette } = this;
    context.fillStyle = palette.paper;
    context.fillRect(0, 0, this.width, this.height);
    const close = this.closeTo();
    const plain = this.network.lines.length > MANY_LINES;
    if (plain) this.plainLines();
    else for (const line of this.network.lines) this.line(line, close.lines.size > 0 && !close.lines.has(line));
    if (plain) for (const line of close.lines) this.line(line, false);
    this.spots(close.spots);
    this.names(close.spots);
  }

  /** What is chosen or pointed at, with all that it touches. */
  private closeTo(): { spots: Set<Spot>; lines: Set<Line> } {
    const of = this.pointed ?? this.chosen;
    const lines = new Set<Line>(!of ? [] : "flows" in of ? [of] : [...of.incoming, ...of.outgoing]);
    const spots = new Set<Spot>([...lines].flatMap((line) => [line.from, line.to]));
    if (of && !("flows" in of)) spots.add(of);
    return { spots, lines };
  }

  private plainLines(): void {
    const { context, network } = this;
    const { k, x, y } = this.view;
    context.lineWidth = k < 0.3 ? 0.6 : 1;
    context.strokeStyle = this.palette.line;
    let drawn = 0;
    context.beginPath();
    for (const { from, to } of network.lines) {
      const [x0, y0, x1, y1] = [from.x * k + x, from.y * k + y, to.x * k + x, to.y * k + y];
      if ((x0 < 0 && x1 < 0) || (y0 < 0 && y1 < 0) || (x0 > this.width && x1 > this.width)) continue;
      if (y0 > this.height && y1 > this.height) continue;
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
      drawn += 1;
      if (drawn % IN_ONE_PATH === 0) {
        context.stroke();
        context.beginPath();
      }
    }
    context.stroke();
  }

  private line(line: Line, faint: boolean): void {
    const curve = this.curves.get(line);
    if (!curve) return;
    const { context, palette } = this;
    const { k, x, y } = this.view;
    const [x0, y0, x1, y1, x2, y2, x3, y3] = curve.map((value, place) => value * k + (place % 2 ? y : x)) as Curve;
    const chosen = line === this.chosen;
    context.globalAlpha = faint ? 0.25 : 1;
    context.strokeStyle = chosen ? palette.focus : line.certainty === "impossible" ? palette.line : palette.quiet;
    const width = (chosen ? 1.2 : 0) + Math.min(2.6, 0.9 + 0.35 * Math.log2(line.flows.length));
    context.lineWidth = line.every ? width + 2.4 : width;
    context.setLineDash(DASHES[line.certainty]);
    context.beginPath();
    context.moveTo(x0, y0);
    context.bezierCurveTo(x1, y1, x2, y2, x3, y3);
    context.stroke();
    if (line.every) {
      context.strokeStyle = palette.paper;
      context.lineWidth = width + 0.4;
      context.setLineDash([]);
      context.stroke();
    }
    context.setLineDash([]);
    if (k > 0.35 || this.layout === "sides" || !faint) this.marks(line, [x0, y0, x1, y1, x2, y2, x3, y3]);
    context.globalAlpha = 1;
  }

  private marks(line: Line, curve: Curve): void {
    const { context, palette } = this;
    const end = at(curve, 1);
    context.fillStyle = line === this.chosen ? palette.focus : palette.quiet;
    context.beginPath();
    for (const [dx, dy] of [[0, 0], [-8, -3.6], [-8, 3.6]] as const) {
      const [px, py] = turned(dx, dy, end.angle);
      context.lineTo(end.x + px, end.y + py);
    }
    context.fill();
    context.strokeStyle = palette.stop;
    if (line.barred) {
      const middle = at(curve, 0.5);
      const [px, py] = turned(0, 7, middle.angle);
      context.lineWidth = 3;
      context.beginPath();
      context.moveTo(middle.x - px, middle.y - py);
      context.lineTo(middle.x + px, middle.y + py);
      context.stroke();
    }
    if (line.touched) {
      const near = at(curve, 0.82);
      context.lineWidth = 2;
      context.beginPath();
      for (const [dx, dy] of [[4, 4], [4, -4]] as const) {
        const [px, py] = turned(dx, dy, near.angle);
        context.moveTo(near.x - px, near.y - py);
        context.lineTo(near.x + px, near.y + py);
      }
      context.stroke();
    }
  }

  private spots(close: Set<Spot>): void {
    const { context, palette } = this;
    for (const spot of this.network.spots) {
      const [x, y] = this.place(spot);
      const r = this.radius(spot);
      if (x < -r || y < -r || x > this.width + r || y > this.height + r) continue;
      const lit = spot === this.chosen || spot === this.pointed || this.found.has(spot);
      context.globalAlpha = close.size && !close.has(spot) ? 0.4 : 1;
      context.fillStyle = spot.middle ? palette.link : spot.generic ? palette.paper : palette.quiet;
      context.strokeStyle = lit ? palette.focus : spot.generic && !spot.middle ? palette.quiet : palette.paper;
      context.lineWidth = lit ? 3 : spot.generic ? 2 : 1;
      if (r < 2.2 && !lit) {
        context.fillRect(x - r, y - r, 2 * r, 2 * r);
        continue;
      }
      context.beginPath();
      outline(context, spot, x, y, r);
      context.fill();
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  private names(close: Set<Spot>): void {
    const { context, palette } = this;
    const weight = (spot: Spot): number =>
      (spot === this.chosen || spot === this.pointed ? 1e6 : 0) + (this.found.has(spot) ? 1e5 : 0) +
      (close.has(spot) ? 1e4 : 0) + (spot.middle ? 1e3 : 0) + spot.incoming.length + spot.outgoing.length;
    const wanted = this.network.spots.filter((spot) => this.sees(spot)).sort((a, b) => weight(b) - weight(a));
    const taken = new Boxes();
    context.textBaseline = "middle";
    context.lineJoin = "round";
    let written = 0;
    for (const spot of wanted) {
      if (written >= MOST_NAMES || (close.size && !close.has(spot) && this.network.spots.length > 60)) break;
      const large = spot.middle || spot === this.chosen || spot === this.pointed;
      context.font = `${large ? "600 14px" : "12.5px"} system-ui, sans-serif`;
      const text = spot === this.chosen || spot === this.pointed ? spot.label : this.fitting(spot);
      const width = context.measureText(text).width;
      const [x, y] = this.place(spot);
      const r = this.radius(spot);
      const left = spot.side === "left" ? x - r - 5 - width : spot.side === "right" ? x + r + 5 : x - width / 2;
      const top = spot.side === "below" ? y + r + 10 : y;
      if (!taken.take(left - 2, top - 8, left + width + 2, top + 8) && !large) continue;
      written += 1;
      context.globalAlpha = close.size && !close.has(spot) ? 0.45 : 1;
      context.strokeStyle = palette.paper;
      context.lineWidth = 3.5;
      context.strokeText(text, left, top);
      context.fillStyle = spot.middle ? palette.link : palette.ink;
      context.fillText(text, left, top);
    }
    context.globalAlpha = 1;
  }

  /** A name, cut where it would leave the picture at its side. */
  private fitting(spot: Spot): string {
    const room = (spot.side === "left" ? spot.x : this.width - spot.x) - 14;
    if (spot.side === "below" || this.context.measureText(spot.label).width <= room) {
      return spot.side === "below" ? spot.short : spot.label;
    }
    let text = spot.short;
    while (text.length > 4 && this.context.measureText(text).width > room) text = `${text.slice(0, -3).trimEnd()}…`;
    return text;
  }

  private place(spot: Spot): [number, number] {
    return [spot.x * this.view.k + this.view.x, spot.y * this.view.k + this.view.y];
  }

  private radius(spot: Spot): number {
    return Math.max(1.2, spot.r * Math.min(1.6, this.layout === "sides" ? 1 : this.view.k));
  }
}

/** The rim of a spot: a system is square, a kind of body a diamond, all else round. */
function outline(context: CanvasRenderingContext2D, spot: Spot, x: number, y: number, r: number): void {
  if (spot.system) context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else if (spot.generic) {
    context.moveTo(x, y - r * 1.2);
    context.lineTo(x + r * 1.2, y);
    context.lineTo(x, y + r * 1.2);
    context.lineTo(x - r * 1.2, y);
    context.closePath();
  } else context.arc(x, y, r, 0, 7);
}

function turned(dx: number, dy: number, angle: number): [number, number] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [dx * cos - dy * sin, dx * sin + dy * cos];
}

/** Boxes that do not overlap, found by the squares of a grid. */
class Boxes {
  private readonly squares = new Map<string, [number, number, number, number][]>();

  take(x0: number, y0: number, x1: number, y1: number): boolean {
    const keys: string[] = [];
    for (let x = Math.floor(x0 / 64); x <= Math.floor(x1 / 64); x += 1) {
      for (let y = Math.floor(y0 / 32); y <= Math.floor(y1 / 32); y += 1) keys.push(`${x} ${y}`);
    }
    const met = keys.flatMap((key) => this.squares.get(key) ?? []);
    if (met.some(([a, b, c, d]) => a < x1 && c > x0 && b < y1 && d > y0)) return false;
    for (const key of keys) this.squares.set(key, [...(this.squares.get(key) ?? []), [x0, y0, x1, y1]]);
    return true;
  }
}

function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim() || "#777";
  return {
    ink: colour("ink"), quiet: colour("quiet"), line: colour("line"), paper: colour("paper"), wash: colour("wash"),
    link: colour("link"), stop: colour("stop"), focus: colour("focus"),
  };
}
