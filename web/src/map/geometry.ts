// Lines as curves between the rims of spots: what is drawn, pointed at and written as a picture, all by these.
import type { Layout } from "./layout";
import type { Line, Spot } from "./answer";

/** A cubic curve: start, two controls, end. */
export type Curve = [number, number, number, number, number, number, number, number];

export function curveOf(line: Line, layout: Layout): Curve {
  const { from, to } = line;
  if (onRail(line)) {
    const [rail, other] = from.middle ? [from, to] : [to, from];
    const shift = line.paired && !from.middle ? 4 : 0;
    const [x, y] = [rail.x + shift, other.y + shift / 2];
    const there: Curve = [x, rail.y + rail.r + 3, x, y, x, y, other.x - other.r - 3, y];
    return from.middle ? there : (there.slice(6).concat(there.slice(4, 6), there.slice(2, 4), there.slice(0, 2)) as Curve);
  }
  if (layout === "sides" && from.x !== to.x) {
    const way = Math.sign(to.x - from.x);
    const x0 = from.x + way * (from.r + 1);
    const x1 = to.x - way * (to.r + 3);
    const shift = line.paired ? way * 3 : 0;
    const half = (x1 - x0) * 0.5;
    return [x0, from.y + shift, x0 + half, from.y + shift, x1 - half, to.y + shift, x1, to.y + shift];
  }
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const far = Math.hypot(dx, dy) || 1;
  const bend = layout === "sides" ? 0.5 : line.paired ? 0.14 : 0;
  const [bx, by] = [(-dy / far) * bend * far, (dx / far) * bend * far];
  const start = rim(from, dx * 0.33 + bx, dy * 0.33 + by, 1);
  const end = rim(to, -dx * 0.33 + bx, -dy * 0.33 + by, 3);
  return [
    start[0], start[1], from.x + dx * 0.33 + bx, from.y + dy * 0.33 + by, to.x - dx * 0.33 + bx, to.y - dy * 0.33 + by,
    end[0], end[1],
  ];
}

/** Whether a line hangs on the rail of a narrow picture, whose middle stands above what is beside it. */
function onRail({ from, to }: Line): boolean {
  return from.middle !== to.middle && (from.middle ? from : to).side === "right";
}

/** Where on a line its marks stand, from 0 to 1. */
export function markedAt(line: Line): { bar: number; cross: number } {
  if (!onRail(line)) return { bar: 0.5, cross: 0.82 };
  return line.from.middle ? { bar: 0.9, cross: 0.82 } : { bar: 0.1, cross: 0.2 };
}

function rim(spot: Spot, dx: number, dy: number, gap: number): [number, number] {
  const far = Math.hypot(dx, dy) || 1;
  return [spot.x + (dx / far) * (spot.r + gap), spot.y + (dy / far) * (spot.r + gap)];
}

/** The place on a curve at t, from 0 to 1, and the direction there. */
export function at(curve: Curve, t: number): { x: number; y: number; angle: number } {
  const [x0, y0, x1, y1, x2, y2, x3, y3] = curve;
  const u = 1 - t;
  const x = u * u * u * x0 + 3 * u * u * t * x1 + 3 * u * t * t * x2 + t * t * t * x3;
  const y = u * u * u * y0 + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t * t * t * y3;
  const dx = u * u * (x1 - x0) + 2 * u * t * (x2 - x1) + t * t * (x3 - x2);
  const dy = u * u * (y1 - y0) + 2 * u * t * (y2 - y1) + t * t * (y3 - y2);
  return { x, y, angle: Math.atan2(dy, dx) };
}

/** How far a place is from a curve, roughly. */
export function distanceTo(curve: Curve, x: number, y: number): number {
  let least = Infinity;
  let before = at(curve, 0);
  for (let part = 1; part <= 12; part += 1) {
    const here = at(curve, part / 12);
    const dx = here.x - before.x;
    const dy = here.y - before.y;
    const along = Math.max(0, Math.min(1, ((x - before.x) * dx + (y - before.y) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(x - before.x - along * dx, y - before.y - along * dy));
    before = here;
  }
  return least;
}

/** The corners of what a network takes, with room for names. */
export function bounds(spots: Spot[]): { x0: number; y0: number; x1: number; y1: number } {
  if (!spots.length) return { x0: 0, y0: 0, x1: 1, y1: 1 };
  const xs = spots.map((spot) => spot.x);
  const ys = spots.map((spot) => spot.y);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x0: x0 - 20, y0: y0 - 20, x1: x1 + 20, y1: y1 + 24 };
}

/** Dashes that say how sure a line is; none where it is certain. */
export const DASHES: Record<Line["certainty"], number[]> = {
  certain: [], presumed: [9, 4], possible: [2, 4], impossible: [1, 9],
};

/** Where the name of a spot may stand, the best place first: its left end and the middle of its height. */
export function namePlaces(spot: Spot, x: number, y: number, r: number, width: number, line: number): [number, number][] {
  const right: [number, number] = [x + r + 5, y];
  const left: [number, number] = [x - r - 5 - width, y];
  if (spot.side === "left") return [left];
  if (spot.side === "right") return [right];
  return [[x - width / 2, y + r + line * 0.62], right, left, [x - width / 2, y - r - line * 0.62]];
}
