// Draws a network on a canvas: all that is in view, again for each movement, and names where there is room for them.
import type { Line, Network, Spot } from "./answer";
import { DASHES, type Curve, at, markedAt, namePlaces } from "./geometry";
import type { Heading, Layout } from "./layout";
import { Boxes, wrapped } from "./names";
import { ON_PAPER, type Palette, paletteOf } from "./palette";
import { type View, Viewport } from "./viewport";

/** From so many lines on they are drawn plainly, and what they say apart is seen on those of the spot that is chosen. */
const MANY_LINES = 1500;
/** So many lines go into one path: longer ones are slow to stroke. */
const IN_ONE_PATH = 200;
const MOST_NAMES = 170;
const MOST_NAMES_MOVING = 12;
/** So many spots, those with most lines, have their names also over other spots. */
const SURE_OF_A_NAME = 14;

export class Drawing extends Viewport {
  headings: Heading[] = [];
  chosen: Spot | Line | null = null;
  pointed: Spot | null = null;
  found: Set<Spot> = new Set();
  private palette: Palette;
  private context: CanvasRenderingContext2D;
  private shot: { canvas: HTMLCanvasElement; view: View } | null = null;
  private waiting = 0;
  private moving = 0;
  /** The spots by how many lines they have, most first: so names are given. */
  private ranked: Spot[] = [];
  private widths = new Map<string, number>();

  constructor(private readonly canvas: HTMLCanvasElement) {
    super();
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

  show(network: Network, layout: Layout, headings: Heading[] = []): void {
    this.look(network, layout);
    this.headings = headings;
    const weight = (spot: Spot) => (spot.middle ? 1e3 : 0) + spot.incoming.length + spot.outgoing.length;
    this.ranked = [...network.spots].sort((a, b) => weight(b) - weight(a));
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

  /** Draw before the screen is next painted. */
  soon(): void {
    if (!this.waiting) this.waiting = requestAnimationFrame(() => this.now());
  }

  /** Draw soon, and a large network roughly until it rests. */
  override move(): void {
    if (this.network.lines.length > MANY_LINES) {
      clearTimeout(this.moving);
      this.moving = window.setTimeout(() => {
        this.moving = 0;
        this.shot = null;
        this.soon();
      }, 180);
    }
    this.soon();
  }

  now(): void {
    cancelAnimationFrame(this.waiting);
    this.waiting = 0;
    const { context, palette } = this;
    context.fillStyle = palette.paper;
    context.fillRect(0, 0, this.width, this.height);
    if (this.moving) {
      this.fromShot();
      this.names(new Set());
      return;
    }
    const close = this.closeTo();
    const plain = this.network.lines.length > MANY_LINES;
    if (plain) this.plainLines();
    else for (const line of this.network.lines) this.line(line, close.lines.size > 0 && !close.lines.has(line));
    if (plain) for (const line of close.lines) this.line(line, false);
    this.spots(close.spots);
    this.names(close.spots);
    this.heads();
  }

  private heads(): void {
    const { context, palette } = this;
    const { k, x, y } = this.view;
    context.font = "italic 12.5px system-ui, sans-serif";
    context.fillStyle = palette.quiet;
    for (const { text, x: at, y: top, side } of this.headings) {
      const room = (side === "left" ? at : this.width - at) - 8;
      let cut = text;
      while (cut.length > 6 && context.measureText(cut).width > room) cut = `${cut.slice(0, -2).trimEnd()}…`;
      const width = context.measureText(cut).width;
      context.fillText(cut, at * k + x - (side === "left" ? width : 0), top * k + y);
    }
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
    const size = this.layout === "sides" ? 1 : Math.min(1, Math.max(0.55, this.view.k * 1.1));
    const long = Math.hypot(curve[6] - curve[0], curve[7] - curve[1]);
    context.fillStyle = line === this.chosen ? palette.focus : palette.quiet;
    context.beginPath();
    for (const [dx, dy] of [[0, 0], [-8, -3.6], [-8, 3.6]] as const) {
      const [px, py] = turned(dx * size, dy * size, end.angle);
      context.lineTo(end.x + px, end.y + py);
    }
    context.fill();
    context.strokeStyle = palette.stop;
    if (line.barred) {
      const middle = at(curve, markedAt(line).bar);
      const [px, py] = turned(0, long < 40 ? 4 : 6.5, middle.angle);
      context.lineWidth = long < 40 ? 2 : 3;
      context.beginPath();
      context.moveTo(middle.x - px, middle.y - py);
      context.lineTo(middle.x + px, middle.y + py);
      context.stroke();
    }
    if (line.touched) {
      const near = at(curve, markedAt(line).cross);
      context.lineWidth = 2;
      context.beginPath();
      for (const [dx, dy] of [[4, 4], [4, -4]] as const) {
        const [px, py] = turned(dx * size, dy * size, near.angle);
        context.moveTo(near.x - px, near.y - py);
        context.lineTo(near.x + px, near.y + py);
      }
      context.stroke();
    }
  }

  /** While a large network is moved, a picture of it and what lies round it is moved instead: drawing takes longer. */
  private fromShot(): void {
    const { view, width, height } = this;
    let ratio = this.shot ? view.k / this.shot.view.k : 0;
    let [x, y] = this.shot ? [view.x - this.shot.view.x * ratio, view.y - this.shot.view.y * ratio] : [0, 0];
    const out = x > 0 || y > 0 || x + 2 * width * ratio < width || y + 2 * height * ratio < height;
    if (!this.shot || ratio > 1.8 || (out && ratio > 0.52) || ratio < 0.45) {
      this.shot = this.taken();
      [ratio, x, y] = [1, -width / 2, -height / 2];
    }
    this.context.drawImage(this.shot.canvas, x, y, 2 * width * ratio, 2 * height * ratio);
  }

  /** A picture of twice the size in each direction, with the view that it has. */
  private taken(): { canvas: HTMLCanvasElement; view: View } {
    const { context, view, width, height } = this;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * width, 2 * height];
    const own = canvas.getContext("2d");
    if (!own) throw new Error("This browser draws no pictures.");
    own.fillStyle = this.palette.paper;
    own.fillRect(0, 0, canvas.width, canvas.height);
    const before = { ...view };
    this.context = own;
    [this.width, this.height] = [2 * width, 2 * height];
    view.x += width / 2;
    view.y += height / 2;
    const shot = { canvas, view: { ...view } };
    this.plainLines();
    this.roughSpots();
    Object.assign(view, before);
    [this.width, this.height] = [width, height];
    this.context = context;
    return shot;
  }

  private roughSpots(): void {
    const { context, palette } = this;
    context.fillStyle = palette.quiet;
    for (const spot of this.network.spots) {
      const [x, y] = this.place(spot);
      const r = this.radius(spot);
      if (x < -r || y < -r || x > this.width + r || y > this.height + r) continue;
      if (r < 5 || spot.system) context.fillRect(x - r, y - r, 2 * r, 2 * r);
      else {
        context.beginPath();
        context.arc(x, y, r, 0, 7);
        context.fill();
      }
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
    const marked = [this.pointed, this.chosen].filter((one): one is Spot => one !== null && !("flows" in one));
    const first = this.moving ? [] : [...this.found, ...this.ranked.filter((spot) => close.has(spot))];
    const far = this.network.spots.length > 600 && this.view.k < 0.5;
    const many = this.moving ? MOST_NAMES_MOVING : far ? MOST_NAMES / 4 : MOST_NAMES;
    const wanted: Spot[] = [];
    for (const spot of new Set([...marked, ...first, ...(this.moving ? this.ranked.slice(0, 60) : this.ranked)])) {
      if (wanted.length >= 4 * many) break;
      if (this.sees(spot)) wanted.push(spot);
    }
    const taken = new Boxes();
    const rims = new Boxes();
    for (const spot of this.layout === "net" ? wanted.slice(0, 300) : []) {
      const [x, y] = this.place(spot);
      const r = this.radius(spot);
      if (r > 3) rims.take(x - r, y - r, x + r, y + r);
    }
    context.textBaseline = "middle";
    context.lineJoin = "round";
    let written = 0;
    for (const spot of wanted) {
      if (written >= many || (close.size && !close.has(spot) && this.network.spots.length > 60)) break;
      const large = spot.middle || spot === this.chosen || spot === this.pointed;
      context.font = `${large ? "600 14px" : "12.5px"} system-ui, sans-serif`;
      const text = spot === this.chosen || spot === this.pointed ? spot.label : this.fitting(spot);
      const lines = spot.middle && this.layout === "sides" && spot.side === "below" ? wrapped(spot.label) : [text];
      const width = Math.max(...lines.map((line) => this.widthOf(line)));
      const [x, y] = this.place(spot);
      const r = this.radius(spot);
      const inside = ([start]: [number, number]) => start >= 2 && start + width <= this.width - 2;
      const free = (of: Boxes, [start, middle]: [number, number]) =>
        !of.meets(start - 2, middle - 8, start + width + 2, middle + 8 + 17 * (lines.length - 1));
      const places = namePlaces(spot, x, y, r, width, 16).filter((one) => (large || inside(one)) && free(taken, one));
      const clear = places.find((one) => free(rims, one));
      const at = clear ?? (written < SURE_OF_A_NAME ? places[0] : undefined) ?? (large ? namePlaces(spot, x, y, r, width, 16)[0] : undefined);
      if (!at) continue;
      const left = spot.middle ? Math.max(4, Math.min(this.width - width - 4, at[0])) : at[0];
      const top = at[1];
      taken.take(left - 2, top - 8, left + width + 2, top + 8 + 17 * (lines.length - 1));
      written += 1;
      context.globalAlpha = close.size && !close.has(spot) ? 0.45 : 1;
      context.strokeStyle = palette.paper;
      context.lineWidth = 3.5;
      context.fillStyle = spot.middle ? palette.link : palette.ink;
      lines.forEach((line, place) => {
        const start = left + (lines.length > 1 ? (width - context.measureText(line).width) / 2 : 0);
        context.strokeText(line, start, top + place * 17);
        context.fillText(line, start, top + place * 17);
      });
    }
    context.globalAlpha = 1;
  }

  private widthOf(text: string): number {
    const key = `${this.context.font} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) this.widths.set(key, (width = this.context.measureText(text).width));
    return width;
  }

  /** A name, cut where it would leave the picture at its side. */
  private fitting(spot: Spot): string {
    const room = (spot.side === "left" ? spot.x : this.width - spot.x) - 14;
    if (spot.side === "below") return spot.short;
    let text = spot.label;
    let kept = text.length;
    while (kept > 4 && this.widthOf(text) > room) text = `${spot.label.slice(0, (kept -= 1)).trimEnd()}…`;
    return text;
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
